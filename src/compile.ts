/** The whole pipeline on one screen: text → tree → topology → artifacts, problems on the way. */
import { asDeclared, check, type Checked, type CompileInput, type FileRead } from "./check.ts";
import { given } from "./model/fields.ts";
import type { Problem } from "./problems/problem.ts";
import { ansible } from "./targets/ansible.ts";
import type { Artifact } from "./targets/artifact.ts";
import { targets } from "./targets/targets.ts";

export { check, type Checked, type CompileInput, type FileRead };

export type Compiled = Checked & {
  /** In the order of their paths; empty when refused. */
  readonly artifacts: readonly Artifact[];
  /**
   * Whether a problem is an error of what is declared. What is wrong only with hosts as they were found does not keep
   * back the files that may mend it.
   */
  readonly refused: boolean;
};

/** Checks, and emits when there is no error. `progress` is told of each phase. */
export function compile(input: CompileInput, progress?: (phase: string) => void): Compiled {
  const { topology, problems } = check(input, progress);
  if (hasError(problems) && (input.facts === undefined || hasError(check(asDeclared(input)).problems)))
    return { topology, problems, artifacts: [], refused: true };
  progress?.("making the files");
  const artifacts = targets.flatMap((target) =>
    target.emit(topology).map((artifact) => madeBy(target.name, artifact)),
  );
  const play = ansible(topology, artifacts).map((artifact) => madeBy("ansible", artifact));
  return { topology, problems, artifacts: [...artifacts, ...play].sort(byPath), refused: false };
}

function hasError(problems: readonly Problem[]): boolean {
  return problems.some((p) => p.severity === "error");
}

/** All of one layout: V8 is slow at copying and reading tens of thousands that differ in what they have. */
function madeBy(target: string, artifact: Artifact): Artifact {
  const { path, host, install, mode, owner, purpose, service, validate, lines, text } = artifact;
  return given<Artifact>({
    path,
    host,
    install,
    target,
    mode,
    owner,
    purpose,
    service,
    validate,
    lines,
    text,
  });
}

function byPath(a: Artifact, b: Artifact): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
