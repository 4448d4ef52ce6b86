import type { Related } from "../problems/problem.ts";

/** Whether a promise holds, and if not, the trace that refutes it. */
export type Verdict =
  | { readonly kind: "kept" }
  | { readonly kind: "broken"; readonly trace: string; readonly related?: readonly Related[] }
  /** Nobody can tell: why. */
  | { readonly kind: "unknown"; readonly why: string; readonly related?: readonly Related[] };

export const kept: Verdict = { kind: "kept" };
export const broken = (trace: string): Verdict => ({ kind: "broken", trace });
export const unknown = (why: string): Verdict => ({ kind: "unknown", why });

/** Of all things the worst: one that is broken outweighs what is unknown, and that outweighs what is kept. */
export function worstOf<T>(things: Iterable<T>, of: (thing: T) => Verdict): Verdict {
  let found: Verdict = kept;
  for (const thing of things) {
    const verdict = of(thing);
    if (verdict.kind === "broken") return verdict;
    if (verdict.kind === "unknown" && found.kind === "kept") found = verdict;
  }
  return found;
}
