/** A shortest text that several automata accept, in the bytes a person would rather read. */
import type { Automaton } from "./automaton.ts";
import { tuples } from "./tuples.ts";

export type Found =
  | { readonly kind: "found"; readonly text: string }
  | { readonly kind: "none" }
  /** Too many states: nothing is known. */
  | { readonly kind: "given up" };

/** States that may still be made, by this and all later searches that share it. */
export type Budget = { left: number };

/** States of one question. */
export const MAX_STATES = 20_000;

function byRank(): readonly number[] {
  return Array.from({ length: 256 }, (_, b) => b).sort((a, b) => rank(a) - rank(b) || a - b);
}

/** Letters first, then digits, then what paths are made of. */
function rank(byte: number): number {
  const c = String.fromCharCode(byte);
  if (/[a-z]/.test(c)) return 0;
  if (/[0-9]/.test(c)) return 1;
  if (/[A-Z]/.test(c)) return 2;
  if (/[-_./]/.test(c)) return 3;
  return byte > 32 && byte < 127 ? 4 : 5;
}

/**
 * A shortest text of bytes for which `allowed` holds that begins with `seed` and that all accept. The seed's own
 * bytes are not asked about. One text for one question: the order of the bytes is fixed.
 */
export function shortest(
  all: readonly Automaton[],
  { seed = "", allowed, budget }: { seed?: string; allowed: (byte: number) => boolean; budget: Budget },
): Found {
  const cost = all.reduce((sum, p) => sum + (p.cost ?? 0), 1);
  const parts: Automaton[] = [];
  const begin: number[] = [];
  let accepted = true;
  for (const part of all) {
    let state = part.initial;
    for (let i = 0; i < seed.length; i++) state = part.step(state, seed.charCodeAt(i));
    if (part.dead(state)) return { kind: "none" };
    // One that accepts whatever follows has no more to say.
    if (part.full(state)) continue;
    accepted &&= part.accepts(state);
    parts.push(part);
    begin.push(state);
  }
  if (accepted) return { kind: "found", text: seed };
  const width = parts.length;
  const guides = parts.flatMap((p, k) => (p.distance === undefined ? [] : [{ k, distance: p.distance }]));
  const remaining = (states: readonly number[]): number => {
    let most = 0;
    for (const { k, distance } of guides) most = Math.max(most, distance(states[k] ?? 0));
    return most;
  };

  // A*: of the ways that may be shortest the one that is furthest on is looked at first.
  const states = tuples(width);
  states.add(begin);
  const from = [-1];
  const by = [-1];
  const depth = [0];
  const guesses = [0];
  const done: boolean[] = [];
  const waiting: number[][] = [];
  const wait = (entry: number) => (waiting[guesses[entry] ?? 0] ??= []).push(entry);
  guesses[0] = remaining(begin);
  wait(0);
  const alphabets = new Map<number, readonly number[]>();
  const next = parts.map(() => 0);
  const here = parts.map(() => 0);
  const live: number[] = [];
  const fresh: number[] = [];
  for (let f = 0; f < waiting.length; f++) {
    const bucket = waiting[f];
    for (let at = bucket?.pop(); at !== undefined; at = bucket?.pop()) {
      if (done[at] === true) continue;
      done[at] = true;
      // A part that accepts whatever follows stays where it is, and tells no bytes apart.
      live.length = 0;
      let mask = 0;
      for (let k = 0; k < width; k++) {
        here[k] = next[k] = states.at(at, k);
        if (parts[k]?.full(here[k] ?? 0) === true && k < 31) continue;
        live.push(k);
        if (k < 31) mask |= 1 << k;
      }
      let accepted = true;
      for (let k = 0; k < width && accepted; k++) accepted = parts[k]?.accepts(here[k] ?? 0) ?? false;
      if (accepted) return { kind: "found", text: seed + read(at, from, by) };
      const steps = (depth[at] ?? 0) + 1;
      let alphabet = alphabets.get(mask);
      if (alphabet === undefined)
        alphabets.set(
          mask,
          (alphabet = representatives(
            live.flatMap((k) => parts[k] ?? []),
            allowed,
          )),
        );
      for (const byte of alphabet) {
        let alive = true;
        for (let l = 0; l < live.length && alive; l++) {
          const k = live[l] ?? 0;
          const part = parts[k];
          if (part === undefined) continue;
          const to = part.step(here[k] ?? 0, byte);
          alive = !part.dead(to);
          next[k] = to;
        }
        if (!alive) continue;
        let entry = states.find(next);
        if (entry >= 0 && (depth[entry] ?? 0) <= steps) continue;
        const left = remaining(next);
        if (left === Infinity) continue;
        if (entry < 0) {
          budget.left -= cost;
          if (states.size() >= MAX_STATES || budget.left <= 0) return { kind: "given up" };
          entry = states.size();
          states.add(next);
        }
        from[entry] = at;
        by[entry] = byte;
        depth[entry] = steps;
        guesses[entry] = steps + left;
        fresh.push(entry);
      }
      // What comes last is looked at first: the bytes one would rather read.
      for (let entry = fresh.pop(); entry !== undefined; entry = fresh.pop()) wait(entry);
    }
  }
  return { kind: "none" };
}

function read(at: number, from: readonly number[], by: readonly number[]): string {
  const out: string[] = [];
  for (let i = at; (from[i] ?? -1) >= 0; i = from[i] ?? -1) out.push(String.fromCharCode(by[i] ?? 0));
  return out.reverse().join("");
}

/** By the classes of one part, and of the next: the classes of both. The same parts are searched again and again. */
const mixed = new WeakMap<Uint8Array, WeakMap<Uint8Array, Uint8Array>>();
/** One more than the number of each pair that was met; all 0 between two uses. */
const scratch = new Uint16Array(65_536);

function mix(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a === b) return a;
  let known = mixed.get(a);
  if (known === undefined) mixed.set(a, (known = new WeakMap()));
  let both = known.get(b);
  if (both !== undefined) return both;
  both = new Uint8Array(256);
  let count = 0;
  for (let byte = 0; byte < 256; byte++) {
    const key = ((a[byte] ?? 0) << 8) | (b[byte] ?? 0);
    if (scratch[key] === 0) scratch[key] = ++count;
    both[byte] = (scratch[key] ?? 0) - 1;
  }
  for (let byte = 0; byte < 256; byte++) scratch[((a[byte] ?? 0) << 8) | (b[byte] ?? 0)] = 0;
  known.set(b, both);
  return both;
}

const ONE_CLASS = new Uint8Array(256);
const chosen = new WeakMap<Uint8Array, Map<(byte: number) => boolean, readonly number[]>>();
const ranked = new WeakMap<(byte: number) => boolean, readonly number[]>();

/** One byte of each set of bytes that no part tells apart. */
function representatives(parts: readonly Automaton[], allowed: (byte: number) => boolean): readonly number[] {
  let classes = parts[0]?.classes ?? ONE_CLASS;
  for (const part of parts) classes = mix(classes, part.classes);
  let known = chosen.get(classes);
  if (known === undefined) chosen.set(classes, (known = new Map()));
  let bytes = known.get(allowed);
  if (bytes === undefined) {
    let order = ranked.get(allowed);
    if (order === undefined) ranked.set(allowed, (order = byRank().filter(allowed)));
    known.set(allowed, (bytes = firstOfEach(classes, order)));
  }
  return bytes;
}

function firstOfEach(classes: Uint8Array, order: readonly number[]): readonly number[] {
  const seen = new Uint8Array(256);
  const bytes: number[] = [];
  for (const byte of order) {
    const c = classes[byte] ?? 0;
    if (seen[c] === 1) continue;
    seen[c] = 1;
    bytes.push(byte);
  }
  return bytes;
}
