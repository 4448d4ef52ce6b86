/** The first of a list of patterns that matches, as nginx asks regex locations and regex server names. */
import { isIn, matching } from "./automaton.ts";
import { firstMatch } from "./dfa.ts";
import { beginnings, literalPrefix } from "./literal.ts";
import type { Pattern } from "./pattern.ts";

/** What is supposed of a pattern whose language is not known, where it may match. */
export type Supposed = "match" | "no match";

export type FirstOf = {
  /** Index of the first pattern that matches, -1 for none; with a supposition about the undecidable ones. */
  readonly find: (text: string, supposed: Supposed) => number;
  readonly patterns: readonly Pattern[];
};

export function firstOf(patterns: readonly Pattern[]): FirstOf {
  const all = firstIn(patterns);
  const decidable = patterns.flatMap((p, i) => (p.undecidable === undefined ? [i] : []));
  if (decidable.length === patterns.length) return { patterns, find: all };
  const sure = firstIn(decidable.flatMap((i) => patterns[i] ?? []));
  return {
    patterns,
    find: (text, supposed) => (supposed === "match" ? all(text) : (decidable[sure(text)] ?? -1)),
  };
}

/** Fewer patterns than this are asked together. */
const FEW = 8;

/** Those with a literal beginning of their own are asked one by one, where a text begins with it; the others together. */
function firstIn(patterns: readonly Pattern[]): (text: string) => number {
  if (patterns.length < FEW) return firstMatch(patterns);
  // Every URI begins with a slash.
  const prefixes = patterns.map(literalPrefix);
  const [alone, together] = [true, false].map((own) =>
    prefixes.flatMap((prefix, i) => (prefix.length > 1 === own ? [i] : [])),
  ) as [number[], number[]];
  const candidates = beginnings(alone.map((i) => prefixes[i] ?? ""));
  const among = firstMatch(together.flatMap((i) => patterns[i] ?? []));
  return (text) => {
    const other = together[among(text)] ?? -1;
    for (const place of candidates(text)) {
      const index = alone[place] ?? -1;
      if (other >= 0 && other < index) break;
      const pattern = patterns[index];
      if (pattern !== undefined && isIn(matching(pattern), text)) return index;
    }
    return other;
  };
}
