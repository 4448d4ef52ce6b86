/** A baseline: the problems of rules that a project has today and means to mend; only new ones fail. */
import { misfitText } from "../text/json.ts";
import { misfit } from "../generated/baseline-validator.js";
import { fingerprint } from "./fingerprint.ts";
import type { Problem } from "./problem.ts";

type Entry = {
  readonly code: string;
  readonly file: string;
  readonly fingerprint: string;
  /** How many problems have this fingerprint. */
  readonly count: number;
};
export type Baseline = { readonly format: 1; readonly problems: readonly Entry[] };

/** The baseline a text holds, or why it is none. Never throws. */
export function readBaseline(text: string): Baseline | { readonly reason: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { reason: "it is not JSON" };
  }
  const found = misfit(value);
  if (found === undefined) return value as Baseline;
  return { reason: `${found.instancePath || "it"} ${misfitText(found)}` };
}

/** A baseline of these problems, sorted, so that its diffs are small. */
export function baselineOf(problems: readonly Problem[]): Baseline {
  const entries = new Map<string, { code: string; file: string; fingerprint: string; count: number }>();
  for (const problem of problems) {
    const known = fingerprint(problem);
    const entry = entries.get(known);
    if (entry === undefined)
      entries.set(known, {
        code: problem.code,
        file: problem.span.source.name,
        fingerprint: known,
        count: 1,
      });
    else entry.count++;
  }
  return { format: 1, problems: sorted([...entries.values()]) };
}

/** What the baseline does not know of, and the baseline without what is mended. */
export function compareBaseline(
  problems: readonly Problem[],
  baseline: Baseline,
): { readonly fresh: readonly Problem[]; readonly left: Baseline; readonly mended: number } {
  const allowed = new Map(baseline.problems.map((entry) => [entry.fingerprint, entry.count]));
  const fresh = problems.filter((problem) => {
    const known = fingerprint(problem);
    const count = allowed.get(known) ?? 0;
    if (count === 0) return true;
    allowed.set(known, count - 1);
    return false;
  });
  const left = baseline.problems.flatMap((entry) => {
    const count = entry.count - (allowed.get(entry.fingerprint) ?? 0);
    return count > 0 ? [{ ...entry, count }] : [];
  });
  const mended = [...allowed.values()].reduce((sum, count) => sum + count, 0);
  return { fresh, left: { format: 1, problems: sorted(left) }, mended };
}

export function baselineText(baseline: Baseline): string {
  return `${JSON.stringify(baseline, null, 2)}\n`;
}

function sorted(entries: readonly Entry[]): readonly Entry[] {
  const key = (e: Entry) => `${e.file}\0${e.code}\0${e.fingerprint}`;
  return entries.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}
