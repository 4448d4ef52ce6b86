/**
 * Whether anything is left for one of many that compete for texts: a text that may be its own is looked for, the real
 * rules say who gets it, and the winner's texts are taken away, until a text is its own or none is left.
 */
import { complement, isIn, type Automaton } from "./automaton.ts";
import { covers } from "./covers.ts";
import type { Pattern } from "./pattern.ts";
import { shortest, type Budget } from "./search.ts";

export type Blocker<By> = {
  readonly by: By;
  /** Texts that the one in question never gets, because of this winner. */
  readonly language: Automaton;
  /** Set where those texts are all that it matches. */
  readonly pattern?: Pattern;
  /** A text that it took. */
  readonly text?: string;
  /** Set where it is only supposed that the winner wins: its pattern cannot be decided, for this reason. */
  readonly construct?: string;
};

export type Fate<By> =
  | { readonly kind: "own"; readonly text: string }
  /** No text is left; without all of these one would be. Empty if there is none to begin with. */
  | { readonly kind: "none"; readonly blockers: readonly Blocker<By>[] }
  | { readonly kind: "unknown"; readonly construct: string };

export type Hunt<By> = {
  /** What every text must be accepted by. */
  readonly base: readonly Automaton[];
  /** Patterns that every text is matched by, and `base` too. */
  readonly patterns?: readonly Pattern[];
  /** What every text begins with. */
  readonly seed: string;
  readonly allowed: (byte: number) => boolean;
  readonly budget: Budget;
  /** Texts that are tried before any is looked for, where all of `base` accept them: that costs next to nothing. */
  readonly samples?: readonly string[];
  /** Who takes a text away; undefined for nobody. */
  readonly loss: (text: string) => Blocker<By> | undefined;
};

/** Texts that are tried for one question. */
export const MAX_ROUNDS = 64;
export const TOO_LARGE = "too many states";

export function hunt<By>(of: Hunt<By>, known: readonly Blocker<By>[] = []): Fate<By> {
  const blockers = [...known];
  for (const text of of.samples ?? []) {
    if (!of.base.every((part) => isIn(part, text)) || blockers.some((b) => isIn(b.language, text))) continue;
    const lost = of.loss(text);
    if (lost === undefined) return { kind: "own", text };
    blockers.push({ ...lost, text });
  }
  const taken = blockers.map(({ language }) => complement(language));
  for (let round = 0; round < MAX_ROUNDS; round++) {
    if (takeAll(of, blockers)) return { kind: "none", blockers };
    const found = shortest([...of.base, ...taken], of);
    if (found.kind === "given up") return { kind: "unknown", construct: TOO_LARGE };
    if (found.kind === "none") return { kind: "none", blockers };
    const lost = of.loss(found.text);
    if (lost === undefined) return { kind: "own", text: found.text };
    blockers.push({ ...lost, text: found.text });
    taken.push(complement(lost.language));
  }
  return { kind: "unknown", construct: `more than ${MAX_ROUNDS} competitors` };
}

/** Leaves out blockers that are not needed, the first ones first, as far as the budget goes. */
export function fewest<By>(of: Hunt<By>, blockers: readonly Blocker<By>[]): readonly Blocker<By>[] {
  if (blockers.length < 2) return blockers;
  let kept = [...blockers];
  for (const blocker of blockers) {
    // What it alone takes shows that it is needed.
    const { text } = blocker;
    if (text !== undefined && !kept.some((b) => b !== blocker && isIn(b.language, text))) continue;
    const rest = kept.filter((b) => b !== blocker);
    const none =
      takeAll(of, rest) ||
      shortest([...of.base, ...rest.map(({ language }) => complement(language))], of).kind === "none";
    if (none) kept = rest;
  }
  return kept;
}

/** Whether the blockers' shapes alone show that they leave nothing. */
function takeAll<By>({ patterns }: Hunt<By>, blockers: readonly Blocker<By>[]): boolean {
  if (patterns === undefined || blockers.length === 0) return false;
  const taking = blockers.flatMap(({ pattern }) => pattern ?? []);
  return patterns.some((p) => covers(taking, p));
}
