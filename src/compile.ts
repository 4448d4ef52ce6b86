/** The whole pipeline on one screen: text → tree → topology → artifacts, problems on the way. */
import { check, type Checked, type CompileInput } from "./check.ts";
import { ansible } from "./targets/ansible.ts";
import type { Artifact } from "./targets/artifact.ts";
import { targets } from "./targets/targets.ts";

export { check, type Checked, type CompileInput };

export type Compiled = Checked & {
  /** In the order of their paths; empty when a problem is an error. */
  readonly artifacts: readonly Artifact[];
};

/** Checks, and emits when there is no error. `progress` is told of each phase. */
export function compile(input: CompileInput, progress?: (phase: string) => void): Compiled {
  progress?.("reading");
  const { topology, problems } = check(input);
  if (problems.some((p) => p.severity === "error")) return { topology, problems, artifacts: [] };
  progress?.("emitting");
  const artifacts = targets.flatMap((target) =>
    target.emit(topology).map((artifact) => ({ ...artifact, target: target.name })),
  );
  const play = ansible(topology, artifacts).map((artifact) => ({ ...artifact, target: "ansible" }));
  return { topology, problems, artifacts: [...artifacts, ...play].sort(byPath) };
}

function byPath(a: Artifact, b: Artifact): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
