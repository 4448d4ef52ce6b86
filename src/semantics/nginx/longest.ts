/** Of many names the longest that a text begins with, and those that begin with a text. */

/** In order; of each name, the place of the longest other name that it begins with; -1 for none. */
type Sorted<T> = {
  readonly sorted: readonly (readonly [name: string, value: T])[];
  readonly parents: readonly number[];
};

function sortedBy<T>(named: readonly (readonly [name: string, value: T])[]): Sorted<T> {
  const sorted = [...named].sort(([a], [b]) => (a < b ? -1 : 1));
  const parents: number[] = [];
  const open: number[] = [];
  for (const [i, [name]] of sorted.entries()) {
    while (open.length > 0 && !name.startsWith(sorted[open.at(-1) ?? 0]?.[0] ?? "")) open.pop();
    parents.push(open.at(-1) ?? -1);
    open.push(i);
  }
  return { sorted, parents };
}

/** A function that finds it; undefined when the text begins with none. Names must differ. */
export function longestPrefix<T>(
  named: readonly (readonly [name: string, value: T])[],
): (text: string) => T | undefined {
  let made: Sorted<T> | undefined;
  return (text) => {
    const { sorted, parents } = (made ??= sortedBy(named));
    // The last name that is not behind the text begins with all names that the text begins with.
    for (
      let at = placeIn(sorted.length, (i) => (sorted[i]?.[0] ?? "") <= text) - 1;
      at >= 0;
      at = parents[at] ?? -1
    ) {
      const found = sorted[at];
      if (found !== undefined && text.startsWith(found[0])) return found[1];
    }
    return undefined;
  };
}

/** A function that finds the names that begin with a text, in order. */
export function beginningWith(names: readonly string[]): (text: string) => readonly string[] {
  let sorted: readonly string[] | undefined;
  return (text) => {
    const all = (sorted ??= [...names].sort((a, b) => (a < b ? -1 : 1)));
    const from = placeIn(all.length, (i) => (all[i] ?? "") < text);
    let to = from;
    while (all[to]?.startsWith(text) === true) to++;
    return all.slice(from, to);
  };
}

/** How many places hold it, of which none stands behind one that does not. */
function placeIn(length: number, holds: (at: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
