/** The first of a list of patterns that matches, as nginx asks regex locations and regex server names. */
import { firstMatch } from "./dfa.ts";
import type { Pattern } from "./pattern.ts";

/** What is supposed of a pattern whose language is not known, where it may match. */
export type Supposed = "match" | "no match";

export type FirstOf = {
  /** Index of the first pattern that matches, -1 for none; with a supposition about the undecidable ones. */
  readonly find: (text: string, supposed: Supposed) => number;
  readonly patterns: readonly Pattern[];
};

export function firstOf(patterns: readonly Pattern[]): FirstOf {
  const all = firstMatch(patterns);
  const decidable = patterns.flatMap((p, i) => (p.undecidable === undefined ? [i] : []));
  if (decidable.length === patterns.length) return { patterns, find: all };
  const sure = firstMatch(decidable.flatMap((i) => patterns[i] ?? []));
  return {
    patterns,
    find: (text, supposed) => (supposed === "match" ? all(text) : (decidable[sure(text)] ?? -1)),
  };
}
