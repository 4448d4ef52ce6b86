/** Lists that are made again and again of lists that differ in one place. */
import type { Problem } from "../problems/problem.ts";

/** What came of each thing of a list, and what is to be reported of it. */
export type Row<V> = {
  readonly values: readonly V[];
  readonly problems: readonly (readonly Problem[] | undefined)[];
};

/** The list with others in place of those from `front` up to `end`. */
export function replaced<T>(
  list: readonly T[],
  front: number,
  end: number,
  others: readonly T[],
): readonly T[] {
  // Copied whole and then mended: V8 takes ten times as long for a literal of three spread parts.
  const out = list.slice();
  if (others.length === end - front) for (let i = 0; i < others.length; i++) out[front + i] = others[i] as T;
  else if (others.length < MOST_SPREAD) out.splice(front, end - front, ...others);
  else return list.slice(0, front).concat(others, list.slice(end));
  return out;
}

/** Arguments of one call. */
const MOST_SPREAD = 1000;

/** How many things two lists begin and end with alike; nothing counts twice. */
export function windowOf(
  a: readonly unknown[],
  b: readonly unknown[],
): { readonly front: number; readonly back: number } {
  const most = Math.min(a.length, b.length);
  let front = 0;
  while (front < most && a[front] === b[front]) front++;
  let back = 0;
  while (back < most - front && a[a.length - 1 - back] === b[b.length - 1 - back]) back++;
  return { front, back };
}
