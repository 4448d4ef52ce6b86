import { dirname, join, relative, resolve } from "node:path";
import { understand } from "../check.ts";
import { reachOf, waysRound, type LocationReach } from "../reach/reach.ts";
import { renderReach, renderReachJson } from "../report/reach.ts";
import { renderProblems } from "../report/text.ts";
import { didYouMean } from "../text/suggest.ts";
import type { ExitCode, Io } from "./io.ts";
import { inputFor, type SourceOptions } from "./source.ts";
import { version } from "./version.ts";

export type ReachOptions = SourceOptions & { readonly location?: string; readonly json?: boolean };

/** `lbc reach [FILE]`: 1 when the topology cannot be understood. */
export function runReach(file: string, options: ReachOptions, io: Io): ExitCode {
  const input = inputFor(file, options, io.cwd);
  if ("usage" in input) {
    io.err(`lbc: ${input.usage}\n`);
    return 2;
  }
  const { topology, problems } = understand(input, io.progress);
  if (problems.some((p) => p.severity === "error")) {
    io.err(renderProblems(problems, { color: io.color }));
    return 1;
  }
  io.progress?.("asking every location");
  const servers = reachOf(topology);
  const { location: wanted } = options;
  const namesOf = ({ path }: LocationReach) => [path.join(" "), path.at(-1) ?? ""];
  const isShown = (l: LocationReach) => wanted === undefined || namesOf(l).includes(wanted.trim());
  const shown = servers.flatMap((s) => s.locations).filter(isShown);
  if (wanted !== undefined && shown.length === 0) {
    const known = servers.flatMap((s) => s.locations).flatMap(namesOf);
    const meant = didYouMean(wanted, known);
    io.err(`lbc: no location is \`${wanted}\`${meant === undefined ? "" : `; did you mean \`${meant}\`?`}\n`);
    return 2;
  }
  const ways = waysRound(topology).filter(
    ({ span }) =>
      wanted === undefined ||
      shown.some((l) => l.span?.start === span.start && l.span.source === span.source),
  );
  if (options.json === true) {
    const folder = relative(io.cwd, dirname(resolve(io.cwd, file)));
    const pathOf = (name: string) => join(folder, name).split("\\").join("/");
    io.out(renderReachJson(servers, ways, isShown, { version, pathOf }));
  } else io.out(renderReach(servers, ways, isShown));
  return 0;
}
