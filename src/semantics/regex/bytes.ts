/** Sets of bytes, shared: equal sets are the same object. */

/** One bit a byte. Never changed after it is made. */
export type ByteSet = {
  readonly words: Uint32Array;
  readonly id: number;
  /** The one byte of a set of one; else -1. */
  readonly only: number;
};

const known = new Map<string, ByteSet>();
const single: ByteSet[] = [];

/** The set of the bytes for which `has` holds. */
export function bytes(has: (byte: number) => boolean): ByteSet {
  const words = new Uint32Array(8);
  let size = 0;
  let last = -1;
  for (let b = 0; b < 256; b++) {
    if (!has(b)) continue;
    words[b >> 5] = (words[b >> 5] ?? 0) | (1 << (b & 31));
    size++;
    last = b;
  }
  const key = words.join();
  let set = known.get(key);
  if (set === undefined) known.set(key, (set = { words, id: known.size, only: size === 1 ? last : -1 }));
  return set;
}

export function oneByte(byte: number): ByteSet {
  return (single[byte] ??= bytes((b) => b === byte));
}

export function hasByte({ words }: ByteSet, byte: number): boolean {
  return (((words[byte >> 5] ?? 0) >>> (byte & 31)) & 1) === 1;
}

export const ALL: ByteSet = bytes(() => true);
export const NONE: ByteSet = bytes(() => false);

/** With both cases of its ASCII letters: PCRE in the C locale folds no others. */
export function folded(set: ByteSet): ByteSet {
  return (folds[set.id] ??= bytes((b) => hasByte(set, b) || (isLetter(b) && hasByte(set, b ^ 32))));
}

const folds: (ByteSet | undefined)[] = [];

function isLetter(byte: number): boolean {
  const lower = byte | 32;
  return lower >= 97 && lower <= 122;
}

type Classes = { readonly of: Uint8Array; readonly count: number };
type Divided = Classes & { readonly sizes: readonly number[] };

/** What sets of more than one byte divide into, by their ids: most patterns have the same few. */
const divided = new Map<string, Divided>();

/**
 * Bytes that no set of the list tells apart have one number: the classes, numbered from 0, and how many there are.
 */
export function classesOf(sets: Iterable<ByteSet>): Classes {
  const larger = new Set<ByteSet>();
  const single = new Set<number>();
  for (const set of sets) {
    if (set.only >= 0) single.add(set.only);
    else if (set !== ALL && set !== NONE) larger.add(set);
  }
  const key = [...larger].map(({ id }) => id).join();
  let base = divided.get(key);
  if (base === undefined) divided.set(key, (base = divide(larger)));
  const of = base.of.slice();
  const sizes = [...base.sizes];
  let { count } = base;
  for (const byte of single) {
    const old = of[byte] ?? 0;
    if ((sizes[old] ?? 0) < 2) continue;
    sizes[old] = (sizes[old] ?? 0) - 1;
    of[byte] = count++;
  }
  return { of, count };
}

function divide(sets: Iterable<ByteSet>): Divided {
  const of = new Uint8Array(256);
  let count = 1;
  const outside = new Uint8Array(256);
  const split = new Uint8Array(256);
  for (const set of sets) {
    if (count === 256) break;
    outside.fill(0);
    split.fill(0);
    for (let b = 0; b < 256; b++) if (!hasByte(set, b)) outside[of[b] ?? 0] = 1;
    for (let b = 0; b < 256; b++) {
      const old = of[b] ?? 0;
      if (!hasByte(set, b) || outside[old] === 0) continue;
      if (split[old] === 0) split[old] = count++;
      of[b] = split[old] ?? 0;
    }
  }
  const sizes = Array.from({ length: count }, () => 0);
  for (const c of of) sizes[c] = (sizes[c] ?? 0) + 1;
  return { of, count, sizes };
}
