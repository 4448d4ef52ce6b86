/**
 * The automaton of a pattern without empty moves. A position waits for one byte of a set; an accepting one ends the
 * match. `$` is kept exactly: after it only a last line feed may follow, and nothing after `\z`.
 */
import { ALL, hasByte, NONE, oneByte, type ByteSet } from "./bytes.ts";
import type { Node } from "./pattern.ts";

export type Nfa = {
  /** Of each position, the bytes that it waits for. */
  readonly sets: readonly ByteSet[];
  /** Of each position, the positions after its byte. */
  readonly follow: readonly (readonly number[])[];
  /** Positions at the start of the subject. */
  readonly start: readonly number[];
  /** Positions at any later place where a match may begin; none when the pattern is anchored. */
  readonly restart: readonly number[];
  /** Of each position, how many bytes at least are missing to a match; infinite where none can come. */
  readonly distances: readonly number[];
};

/** The positions every automaton has: matched whatever follows; if no more than a line feed follows; if nothing. */
export const MATCHED = 0;
export const MATCHED_BEFORE_NEWLINE = 1;
export const MATCHED_AT_END = 2;

/** Whether a subject that ends at this position matches. */
export function accepts(position: number): boolean {
  return position <= MATCHED_AT_END;
}

type State =
  | { readonly kind: "byte"; readonly set: ByteSet; readonly next: number }
  | { readonly kind: "split"; readonly next: number[] }
  | { readonly kind: "assert"; readonly what: "start" | "end" | "last"; readonly next: number }
  | { readonly kind: "match" };

/** Where a walk over empty moves is: anywhere, before at most a line feed, or at the end. */
type Place = 0 | 1 | 2;

export function nfaOf(node: Node): Nfa {
  return made(node, Infinity) ?? { sets: [], follow: [], start: [], restart: [], distances: [] };
}

/** Whether the automaton has more moves than this, found out without making all of it. */
export function hasMoreMoves(node: Node, most: number): boolean {
  return made(node, most) === undefined;
}

function made(node: Node, mostMoves: number): Nfa | undefined {
  const states: State[] = [{ kind: "match" }];
  const add = (state: State) => states.push(state) - 1;
  const build = (node: Node, next: number): number => {
    switch (node.kind) {
      case "set":
        return add({ kind: "byte", set: node.set, next });
      case "assert":
        return add({ kind: "assert", what: node.what, next });
      case "sequence":
        return node.parts.reduceRight((after, part) => build(part, after), next);
      case "choice":
        return add({ kind: "split", next: node.parts.map((p) => build(p, next)) });
      case "repeat": {
        let entry = next;
        if (node.max === Infinity) {
          const ways: number[] = [next];
          entry = add({ kind: "split", next: ways });
          ways.push(build(node.node, entry));
        } else {
          for (let i = node.min; i < node.max; i++)
            entry = add({ kind: "split", next: [next, build(node.node, entry)] });
        }
        for (let i = 0; i < node.min; i++) entry = build(node.node, entry);
        return entry;
      }
    }
  };
  const entry = build(node, 0);

  const sets: ByteSet[] = [ALL, oneByte(10), NONE];
  const pending: { readonly state: number; readonly place: Place }[] = [];
  const numbers = new Map<number, number>();
  const position = (state: number, place: Place, set: ByteSet): number => {
    const key = state * 3 + place;
    let number = numbers.get(key);
    if (number === undefined) {
      number = sets.push(place === 0 ? set : oneByte(10)) - 1;
      numbers.set(key, number);
      pending.push({ state, place });
    }
    return number;
  };
  /** Positions that empty moves reach. */
  const closure = (from: number, place: Place, atStart: boolean): readonly number[] => {
    const only = states[from];
    if (only?.kind === "byte" && place === 0) return [position(from, place, only.set)];
    const found = new Set<number>();
    const seen = new Set<number>();
    const stack: number[] = [from * 3 + place];
    for (let key = stack.pop(); key !== undefined; key = stack.pop()) {
      if (seen.has(key)) continue;
      seen.add(key);
      const at = (key % 3) as Place;
      const state = states[(key - at) / 3];
      if (state === undefined) continue;
      if (state.kind === "match") found.add(at);
      else if (state.kind === "split") stack.push(...state.next.map((n) => n * 3 + at));
      else if (state.kind === "assert") {
        if (state.what !== "start") stack.push(state.next * 3 + Math.max(at, state.what === "end" ? 1 : 2));
        else if (atStart) stack.push(state.next * 3 + at);
      } else if (at === 0 || (at === 1 && hasByte(state.set, 10)))
        found.add(position((key - at) / 3, at, state.set));
    }
    return found.has(MATCHED) ? [MATCHED] : [...found].sort((a, b) => a - b);
  };
  const start = closure(entry, 0, true);
  let restart = closure(entry, 0, false);
  // A match that may begin and end at the end is always found.
  if (restart.some(accepts)) restart = [MATCHED];
  const follow: (readonly number[])[] = [[MATCHED], [MATCHED_AT_END], []];
  let moves = 0;
  for (let i = 0; i < pending.length; i++) {
    const { state, place } = pending[i] ?? { state: 0, place: 0 };
    const from = states[state];
    const next = from?.kind === "byte" ? closure(from.next, place === 0 ? 0 : 2, false) : [];
    follow.push(next);
    moves += next.length;
    if (moves > mostMoves) return undefined;
  }
  const distances = distancesOf(follow);
  return { sets, follow, distances, start: restart[0] === MATCHED ? restart : start, restart };
}

function distancesOf(follow: readonly (readonly number[])[]): readonly number[] {
  const before: number[][] = follow.map(() => []);
  for (const [p, next] of follow.entries()) for (const q of next) before[q]?.push(p);
  const out = follow.map(() => Infinity);
  const queue = [MATCHED, MATCHED_BEFORE_NEWLINE, MATCHED_AT_END];
  for (const p of queue) out[p] = 0;
  for (let i = 0; i < queue.length; i++) {
    const q = queue[i] ?? 0;
    for (const p of before[q] ?? []) {
      if (out[p] !== Infinity) continue;
      out[p] = (out[q] ?? 0) + 1;
      queue.push(p);
    }
  }
  return out;
}
