/** First match in an ordered list of patterns, by a deterministic automaton that is made as far as it is used. */
import { classesOf, hasByte, type ByteSet } from "./bytes.ts";
import { accepts, MATCHED, nfaOf, type Nfa } from "./nfa.ts";
import type { Pattern } from "./pattern.ts";

export type Dfa = {
  /** The state before the first byte. */
  readonly initial: number;
  /** The state after one more byte. */
  readonly step: (state: number, byte: number) => number;
  /** The first pattern that matches a subject which ends here; -1 for none. */
  readonly first: (state: number) => number;
  /** Whether the same pattern is the first whatever follows. */
  readonly settled: (state: number) => boolean;
  /** Bytes with equal numbers are never told apart. */
  readonly classes: Uint8Array;
  /** At least so many bytes are missing to a match. */
  readonly distance: (state: number) => number;
  readonly size: () => number;
  /** A match may begin at any place. */
  readonly isOpen: boolean;
  /** Ways from one position to another, in all patterns: the most that one step may cost. */
  readonly moves: number;
};

type State = {
  /** Positions of all patterns, ascending; those of a pattern behind one that has matched are left out. */
  readonly positions: readonly number[];
  /** Patterns below this one are still open; this one has matched, if it is one. */
  readonly limit: number;
  readonly first: number;
  readonly settled: boolean;
  readonly distance: number;
};

const automata = new WeakMap<Pattern, Nfa>();

function automatonOf(pattern: Pattern): Nfa {
  let nfa = automata.get(pattern);
  if (nfa === undefined) automata.set(pattern, (nfa = nfaOf(pattern.node)));
  return nfa;
}

type Positions = Nfa & {
  /** The pattern of a position. */
  readonly owner: readonly number[];
  /** The first position of a pattern. */
  readonly base: readonly number[];
};

/** The positions of several automata, one after the other. */
function positionsOf(automata: readonly Nfa[]): Positions {
  const [only] = automata;
  if (only !== undefined && automata.length === 1)
    return { ...only, owner: only.sets.map(() => 0), base: [0] };
  const sets: ByteSet[] = [];
  const follow: (readonly number[])[] = [];
  const owner: number[] = [];
  const base: number[] = [];
  const distances: number[] = [];
  const start: number[] = [];
  const restart: number[] = [];
  for (const [i, nfa] of automata.entries()) {
    const from = sets.length;
    base.push(from);
    for (const distance of nfa.distances) distances.push(distance);
    for (const set of nfa.sets) {
      sets.push(set);
      owner.push(i);
    }
    for (const positions of nfa.follow) follow.push(positions.map((p) => p + from));
    for (const p of nfa.start) start.push(p + from);
    for (const p of nfa.restart) restart.push(p + from);
  }
  return { sets, follow, distances, start, restart, owner, base };
}

export function dfaOf(patterns: readonly Pattern[]): Dfa {
  const { sets, follow, distances, start, restart, owner, base } = positionsOf(patterns.map(automatonOf));
  const fresh = restart.reduce((least, p) => Math.min(least, distances[p] ?? 0), Infinity);
  const { of: classes, count } = classesOf(sets);
  const states: State[] = [];
  /** One more than the next state, by state and class; 0 where it is not made yet. */
  let next = new Int32Array(16 * count);
  /** States by the hash of what they hold. */
  const numbers = new Map<number, number[]>();
  const local = (p: number) => p - (base[owner[p] ?? 0] ?? 0);

  const open = (limit: number) => restart.length > 0 && (owner[restart[0] ?? 0] ?? 0) < limit;
  const add = (positions: readonly number[], limit: number): number => {
    let first = limit < patterns.length ? limit : -1;
    const ending = positions.find((p) => accepts(local(p)));
    if (ending !== undefined) first = owner[ending] ?? -1;
    let distance = first >= 0 ? 0 : fresh;
    if (first < 0) for (const p of positions) distance = Math.min(distance, distances[p] ?? 0);
    states.push({
      distance,
      positions,
      limit,
      first,
      settled: positions.length === 0 && !open(limit),
    });
    if (states.length * count > next.length) {
      const larger = new Int32Array(next.length * 2);
      larger.set(next);
      next = larger;
    }
    return states.length - 1;
  };
  /** The states that hold no position, by their limit. */
  const empty: number[] = [];
  const intern = (found: readonly number[], before: number): number => {
    let limit = before;
    let positions = found;
    if (found.length > 0) {
      for (const p of found) {
        const of = owner[p] ?? 0;
        if (of < limit && local(p) === MATCHED) limit = of;
      }
      if (limit < before || !ascending(found))
        positions = [...new Set(found)].filter((p) => (owner[p] ?? 0) < limit).sort((a, b) => a - b);
    }
    if (positions.length === 0) return (empty[limit] ??= add(positions, limit));
    let hash = limit;
    for (const p of positions) hash = (Math.imul(hash, 16_777_619) ^ p) >>> 0;
    const same = numbers.get(hash) ?? [];
    for (const number of same) {
      const state = states[number];
      if (state?.limit === limit && equal(state.positions, positions)) return number;
    }
    const number = add(positions, limit);
    if (same.push(number) === 1) numbers.set(hash, same);
    return number;
  };

  /** Where matches that begin at a later place are after their first byte, by class. */
  const begun: (readonly number[] | undefined)[] = [];
  const beginning = (byte: number): readonly number[] => {
    const c = classes[byte] ?? 0;
    const known = begun[c];
    if (known !== undefined) return known;
    const found = new Set<number>();
    for (const p of restart) {
      const set = sets[p];
      if (set !== undefined && hasByte(set, byte)) for (const q of follow[p] ?? []) found.add(q);
    }
    return (begun[c] = [...found].sort((a, b) => a - b));
  };

  /** States that one position, or the beginnings of one class, lead to while all patterns are open. */
  const after: (number | undefined)[] = [];
  const afterBeginning: (number | undefined)[] = [];
  const make = (from: State, byte: number): number => {
    const { limit, positions } = from;
    const begins = beginning(byte);
    let first = -1;
    let several = false;
    for (const p of positions) {
      const set = sets[p];
      if (set === undefined || !hasByte(set, byte)) continue;
      several = first >= 0;
      if (several) break;
      first = p;
    }
    if (!several && limit === patterns.length) {
      if (begins.length === 0 && first >= 0) return (after[first] ??= intern(follow[first] ?? [], limit));
      if (first < 0) return (afterBeginning[classes[byte] ?? 0] ??= intern(begins, limit));
    }
    const found: number[] = [];
    for (const p of positions) {
      const set = sets[p];
      if (set !== undefined && hasByte(set, byte)) found.push(...(follow[p] ?? []));
    }
    for (const q of begins) {
      if ((owner[q] ?? 0) >= limit) break;
      found.push(q);
    }
    return intern(found, limit);
  };

  const initial = intern(start, patterns.length);
  return {
    initial,
    classes,
    isOpen: restart.length > 0,
    size: () => states.length,
    moves: follow.reduce((sum, next) => sum + next.length, 0),
    step(state, byte) {
      const at = state * count + (classes[byte] ?? 0);
      const known = next[at] ?? 0;
      if (known > 0) return known - 1;
      const from = states[state];
      if (from === undefined) return state;
      const made = make(from, byte);
      next[at] = made + 1;
      return made;
    },
    first: (state) => states[state]?.first ?? -1,
    distance: (state) => states[state]?.distance ?? 0,
    settled: (state) => states[state]?.settled ?? false,
  };
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function ascending(numbers: readonly number[]): boolean {
  for (let i = 1; i < numbers.length; i++) if ((numbers[i - 1] ?? 0) >= (numbers[i] ?? 0)) return false;
  return true;
}

/** Places in memory that one automaton may take before it is made anew. */
const MAX_STATES = 20_000;

/** A function that finds the first pattern of a list that matches a text of bytes; -1 for none. */
export function firstMatch(patterns: readonly Pattern[]): (text: string) => number {
  if (patterns.length === 0) return () => -1;
  let dfa: Dfa | undefined;
  return (text) => {
    if (dfa === undefined || dfa.size() > MAX_STATES) dfa = dfaOf(patterns);
    let state = dfa.initial;
    for (let i = 0; i < text.length; i++) state = dfa.step(state, text.charCodeAt(i));
    return dfa.first(state);
  };
}
