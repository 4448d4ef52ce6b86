import { understand } from "../check.ts";
import type { Problem } from "../problems/problem.ts";
import { judgeExpectations, type Judged } from "../promises/judge.ts";
import { coverage, type Missed, type Share } from "../promises/visits.ts";
import { placeText } from "../report/place.ts";
import { renderProblems } from "../report/text.ts";
import type { ExitCode, Io } from "./io.ts";
import { inputFor, type SourceOptions } from "./source.ts";

export type TestOptions = SourceOptions & { readonly minCoverage?: string };

/** Of what no expectation visits, so much is named. */
const NAMED = 20;

/** `lbc test [FILE]`: 1 when a promise is broken, or less is visited than is asked for. */
export function runTest(file: string, options: TestOptions, io: Io): ExitCode {
  const input = inputFor(file, options, io.cwd);
  const least = Number(/^(\d{1,3}(?:\.\d+)?)%?$/.exec(options.minCoverage ?? "0")?.[1] ?? "101");
  if ("usage" in input || least > 100) {
    const usage =
      "usage" in input
        ? input.usage
        : `--min-coverage takes a percentage from 0 to 100, not \`${options.minCoverage}\``;
    io.err(`lbc: ${usage}\n`);
    return 2;
  }
  const { topology, problems } = understand(input, io.progress);
  const judged = problems.some((p) => p.severity === "error") ? undefined : judgeExpectations(topology);
  if (judged === undefined) {
    io.err(renderProblems(problems, { color: io.color }));
    return 1;
  }
  io.err(renderProblems(judged.problems, { color: io.color }));
  const shares = coverage(topology, judged.visited);
  const both = together(shares.locations, shares.directors);
  io.out(
    [
      summary(topology.expectations.length, judged),
      `locations  ${shown(shares.locations)}`,
      `directors  ${shown(shares.directors)}`,
      ...missed([...shares.locations.missed, ...shares.directors.missed]),
      "",
    ].join("\n"),
  );
  const isEnough = percent(both) >= least;
  if (!isEnough)
    io.err(
      `${Math.floor(percent(both))}% of the locations and directors are visited; ${least}% is asked for\n`,
    );
  return isErrorFree(judged.problems) && isEnough ? 0 : 1;
}

const isErrorFree = (problems: readonly Problem[]) => problems.every((p) => p.severity !== "error");

function summary(expectations: number, { kept, broken, unknown }: Judged): string {
  const of = `${plural(kept + broken + unknown, "promise")} in ${plural(expectations, "expectation")}`;
  return `${of}: ${kept} kept, ${broken} broken, ${unknown} that nobody can tell`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

function together(...shares: readonly Share[]): Pick<Share, "visited" | "all"> {
  const sum = (of: "visited" | "all") => shares.reduce((total, share) => total + share[of], 0);
  return { visited: sum("visited"), all: sum("all") };
}

/** Nothing at all is wholly visited. */
function percent({ visited, all }: Pick<Share, "visited" | "all">): number {
  return all === 0 ? 100 : (100 * visited) / all;
}

function shown(share: Share): string {
  return `${share.visited} of ${share.all} visited, ${Math.floor(percent(share))}%`;
}

function missed(all: readonly Missed[]): readonly string[] {
  const lines = all.slice(0, NAMED).map(({ what, span }) => `  not visited: ${what}  ${placeText(span)}`);
  return all.length > NAMED ? [...lines, `  and ${all.length - NAMED} more`] : lines;
}
