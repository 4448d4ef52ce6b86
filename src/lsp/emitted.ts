/** The lines of the outputs that a statement causes. */
import { targets } from "../targets/targets.ts";
import type { Artifact } from "../targets/artifact.ts";
import type { Topology } from "../model/topology.ts";
import { once } from "../analysis/once.ts";
import type { Span } from "../text/source.ts";
import type { Project } from "./project.ts";

/** Hosts of a topology for which outputs are made to answer a hover. */
const MOST_HOSTS = 200;
/** Lines that are shown. */
const MOST_LINES = 6;

const artifactsOf = once((topology: Topology): readonly Artifact[] =>
  topology.hosts.length > MOST_HOSTS ? [] : targets.flatMap((target) => target.emit(topology)),
);

/** In Markdown; empty where it causes none, and of a topology with an error, of which no target may know. */
export function artifactsAt(project: Project, isIn: (span: Span) => boolean): string {
  const { topology, problems } = project.check();
  if (problems.some((p) => p.severity === "error")) return "";
  const found = artifactsOf(topology).flatMap(({ path, lines }) =>
    lines
      .filter(({ span }) => span !== undefined && isIn(span))
      .map(({ text }) => ({ path, text: text.trim() })),
  );
  if (found.length === 0) return "";
  const shown = found
    .slice(0, MOST_LINES)
    .map(({ path, text }) => `- ${path}: \`${text.replaceAll("`", "'")}\``);
  const left = found.length - shown.length;
  return `in the outputs:\n\n${shown.join("\n")}${left > 0 ? `\n- and ${left} lines more` : ""}`;
}
