/** Line diffs, after E. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986). */

/** Lines that stay around a change. */
const CONTEXT = 3;
/** Differences after which two texts are called wholly different: the search takes their square. */
const MOST = 2000;

/** Line `a` of the one text is line `b` of the other; from 0. */
type Pair = readonly [a: number, b: number];

/** A unified diff as `diff -u` writes it; empty when the texts are the same. */
export function unifiedDiff(name: string, before: string, after: string): string {
  if (before === after) return "";
  const a = linesOf(before);
  const b = linesOf(after);
  const pairs = [...samePairs(a, b), [a.length, b.length] as const];
  /** Changes `[a from, a to, b from, b to]` between equal lines. */
  const changes: [number, number, number, number][] = [];
  let [i, k] = [0, 0];
  for (const [nextA, nextB] of pairs) {
    if (nextA > i || nextB > k) changes.push([i, nextA, k, nextB]);
    [i, k] = [nextA + 1, nextB + 1];
  }
  let out = `--- ${name}.orig\n+++ ${name}\n`;
  for (let first = 0; first < changes.length;) {
    let last = first;
    while (
      last + 1 < changes.length &&
      (changes[last + 1]?.[0] ?? 0) - (changes[last]?.[1] ?? 0) <= 2 * CONTEXT
    )
      last++;
    out += hunk(a, b, changes.slice(first, last + 1));
    first = last + 1;
  }
  return out;
}

function hunk(
  a: readonly string[],
  b: readonly string[],
  changes: readonly (readonly [number, number, number, number])[],
): string {
  const [startA = 0, , startB = 0] = changes[0] ?? [];
  const from = Math.max(0, startA - CONTEXT);
  const fromB = startB - (startA - from);
  let [at, body] = [from, ""];
  let [sizeA, sizeB] = [0, 0];
  const put = (sign: string, line: string | undefined = "") => {
    body += sign + (line.endsWith("\n") ? line : `${line}\n\\ No newline at end of file\n`);
    if (sign !== "+") sizeA++;
    if (sign !== "-") sizeB++;
  };
  for (const [aFrom, aTo, bFrom, bTo] of changes) {
    for (; at < aFrom; at++) put(" ", a[at]);
    for (; at < aTo; at++) put("-", a[at]);
    for (let k = bFrom; k < bTo; k++) put("+", b[k]);
  }
  for (let k = 0; k < CONTEXT && at < a.length; k++, at++) put(" ", a[at]);
  // A side without lines is named by the line before it.
  const range = (start: number, size: number) => `${size === 0 ? start : start + 1},${size}`;
  return `@@ -${range(from, sizeA)} +${range(fromB, sizeB)} @@\n${body}`;
}

/** Lines with their line breaks. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** A longest common subsequence, in order; between texts that differ too much only what they begin and end with. */
function samePairs(a: readonly string[], b: readonly string[]): readonly Pair[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const head = Array.from({ length: start }, (_, i): Pair => [i, i]);
  const tail = Array.from({ length: end }, (_, i): Pair => [a.length - end + i, b.length - end + i]);
  const middle = shortestEdit(a.slice(start, a.length - end), b.slice(start, b.length - end));
  return [...head, ...middle.map(([i, k]): Pair => [start + i, start + k]), ...tail];
}

function shortestEdit(a: readonly string[], b: readonly string[]): readonly Pair[] {
  /** How far each diagonal reaches, for every number of edits. */
  const reached: Map<number, number>[] = [];
  let furthest = new Map([[1, 0]]);
  for (let edits = 0; edits <= Math.min(a.length + b.length, MOST); edits++) {
    reached.push(furthest);
    const next = new Map<number, number>();
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const fromAbove = comesFromAbove(furthest, diagonal, edits);
      let x = fromAbove ? (furthest.get(diagonal + 1) ?? 0) : (furthest.get(diagonal - 1) ?? 0) + 1;
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x++;
      next.set(diagonal, x);
      if (x >= a.length && x - diagonal >= b.length) return walkBack(reached, a.length, b.length);
    }
    furthest = next;
  }
  return [];
}

function comesFromAbove(furthest: ReadonlyMap<number, number>, diagonal: number, edits: number): boolean {
  if (diagonal === -edits) return true;
  if (diagonal === edits) return false;
  return (furthest.get(diagonal - 1) ?? 0) < (furthest.get(diagonal + 1) ?? 0);
}

function walkBack(
  reached: readonly ReadonlyMap<number, number>[],
  lengthA: number,
  lengthB: number,
): readonly Pair[] {
  const pairs: Pair[] = [];
  let [x, y] = [lengthA, lengthB];
  for (let edits = reached.length - 1; edits >= 0; edits--) {
    const furthest = reached[edits] ?? new Map<number, number>();
    const diagonal = x - y;
    const previous = comesFromAbove(furthest, diagonal, edits) ? diagonal + 1 : diagonal - 1;
    const fromX = furthest.get(previous) ?? 0;
    const fromY = fromX - previous;
    while (x > Math.max(0, fromX) && y > Math.max(0, fromY)) pairs.push([--x, --y]);
    if (edits > 0) [x, y] = [fromX, fromY];
  }
  return pairs.reverse();
}
