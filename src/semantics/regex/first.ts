/** The first of a list of patterns that matches, as nginx asks regex locations and regex server names. */
import { isIn, matching } from "./automaton.ts";
import { firstMatch } from "./dfa.ts";
import { collect, emptyTrie, insert, literalOf } from "./literal.ts";
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

/** Fewer patterns than this are asked together, as are those with a shorter beginning: every URI has a slash. */
const FEW = 3;
const SHORT = 2;

/** Those that begin with bytes of their own are asked one by one, where a text holds them; the others together. */
function firstIn(patterns: readonly Pattern[]): (text: string) => number {
  if (patterns.length < FEW) return firstMatch(patterns);
  const anchored = emptyTrie();
  const anywhere = emptyTrie();
  const together: number[] = [];
  for (const [i, pattern] of patterns.entries()) {
    const literal = literalOf(pattern);
    if (literal.text.length < SHORT) together.push(i);
    else insert(literal.anchored ? anchored : anywhere, literal.text, i);
  }
  const among = firstMatch(together.flatMap((i) => patterns[i] ?? []));
  return (text) => {
    const candidates = new Set<number>();
    collect(anchored, text, 0, candidates);
    if (anywhere.next.size > 0)
      for (let from = 0; from < text.length; from++) collect(anywhere, text, from, candidates);
    const other = together[among(text)] ?? -1;
    for (const i of [...candidates].sort((a, b) => a - b)) {
      if (other >= 0 && other < i) break;
      const pattern = patterns[i];
      if (pattern !== undefined && isIn(matching(pattern), text)) return i;
    }
    return other;
  };
}
