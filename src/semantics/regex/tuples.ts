/** Tuples of small numbers, each kept once and numbered in the order of coming. */

export type Tuples = {
  /** The number of a tuple that is kept, or -1. */
  readonly find: (tuple: readonly number[]) => number;
  /** Keeps a tuple that is not there yet. */
  readonly add: (tuple: readonly number[]) => void;
  readonly at: (number: number, place: number) => number;
  readonly size: () => number;
};

export function tuples(width: number): Tuples {
  const all: number[] = [];
  let size = 0;
  /** One more than the number of a tuple, by its hash; 0 is free. */
  let table = new Int32Array(64);
  const place = (hash: number) => hash & (table.length - 1);
  const hashOf = (of: (k: number) => number): number => {
    let hash = 0;
    for (let k = 0; k < width; k++) {
      hash = Math.imul(hash ^ of(k), 0x9e37_79b1);
      hash ^= hash >>> 15;
    }
    return hash;
  };
  const put = (number: number) => {
    let at = place(hashOf((k) => all[number * width + k] ?? 0));
    while (table[at] !== 0) at = place(at + 1);
    table[at] = number + 1;
  };
  return {
    find(tuple) {
      for (let at = place(hashOf((k) => tuple[k] ?? 0)); ; at = place(at + 1)) {
        const number = (table[at] ?? 0) - 1;
        if (number < 0) return -1;
        let same = true;
        for (let k = 0; k < width && same; k++) same = all[number * width + k] === tuple[k];
        if (same) return number;
      }
    },
    add(tuple) {
      for (let k = 0; k < width; k++) all.push(tuple[k] ?? 0);
      put(size++);
      if (size * 2 < table.length) return;
      table = new Int32Array(table.length * 4);
      for (let number = 0; number < size; number++) put(number);
    },
    at: (number, place) => all[number * width + place] ?? 0,
    size: () => size,
  };
}
