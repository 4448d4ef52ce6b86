/** Tuples of small numbers, each kept once and numbered in the order of coming. */

export type Tuples = {
  /** The number of a tuple that is kept, or -1. */
  readonly find: (tuple: readonly number[]) => number;
  /** Keeps a tuple that is not there yet. */
  readonly add: (tuple: readonly number[]) => void;
  readonly at: (number: number, place: number) => number;
  readonly size: () => number;
};

/** No part of a tuple is as large, nor are there so many tuples. */
const LIMIT = 2 ** 26;

/** A beginning and what comes next, as one number: mostly a small one, with which V8 reckons faster. */
function keyOf(beginning: number, next: number): number {
  return beginning < 2 ** 15 && next < 2 ** 15 ? beginning * 2 ** 15 + next : -1 - (beginning * LIMIT + next);
}

export function tuples(width: number): Tuples {
  const all: number[] = [];
  let size = 0;
  /** By a beginning of tuples and what comes next: the number of the beginning that both make. */
  const tables = Array.from({ length: width }, () => new Map<number, number>());
  return {
    find(tuple) {
      let number = 0;
      for (let k = 0; k < width; k++) {
        const longer = tables[k]?.get(keyOf(number, tuple[k] ?? 0));
        if (longer === undefined) return -1;
        number = longer;
      }
      return number;
    },
    add(tuple) {
      let number = 0;
      for (const [k, table] of tables.entries()) {
        const key = keyOf(number, tuple[k] ?? 0);
        all.push(tuple[k] ?? 0);
        let longer = table.get(key);
        if (longer === undefined) table.set(key, (longer = table.size));
        number = longer;
      }
      size++;
    },
    at: (number, place) => all[number * width + place] ?? 0,
    size: () => size,
  };
}
