/** The first half of the pipeline: text → tree → topology, problems on the way. Loads no target. */
import { judges } from "./judges.ts";
import { build } from "./model/build.ts";
import { expand } from "./model/expand.ts";
import type { Topology } from "./model/topology.ts";
import type { Problem } from "./problems/problem.ts";

export type CompileInput = {
  /** Path of the topology below the project's folder, with `/`. */
  readonly file: string;
  /** Text of a file below the project's folder; undefined when there is none or it may not be read. */
  readonly read: (path: string) => string | undefined;
  /** `--param` values; they win over `param` statements. */
  readonly params?: ReadonlyMap<string, string>;
};

export type Checked = { readonly topology: Topology; readonly problems: readonly Problem[] };

/** Problems after which reading on helps nobody. */
const MAX_PROBLEMS = 1000;

/** Reads and checks; never throws on any input. */
export function check(input: CompileInput): Checked {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  const report = (problem: Problem) => {
    if (problems.length >= MAX_PROBLEMS) return;
    const { code, message, span } = problem;
    // A mistake in the block of a range, or in a snippet, is met once a repetition.
    const key = `${code} ${span.source.name} ${span.start} ${span.end} ${message}`;
    if (seen.has(key)) return;
    seen.add(key);
    problems.push(problem);
  };
  const { statements } = expand(
    { file: input.file, read: input.read, params: input.params ?? new Map() },
    report,
  );
  const topology = build(input.file, statements, report);
  for (const judge of judges) judge(topology, report);
  return { topology, problems };
}
