/** Lists that are made again and again of lists that differ in one place. */
import type { Problem } from "../problems/problem.ts";

/** What came of each thing of a list, and what is to be reported of it. */
export type Row<V> = {
  readonly values: readonly V[];
  readonly problems: readonly (readonly Problem[] | undefined)[];
};

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
