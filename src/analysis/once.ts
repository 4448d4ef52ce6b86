/** Computes once for each thing it is asked of, such as a topology: rules ask the same things again and again. */
export function once<K extends object, V>(compute: (of: K) => V): (of: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  return (of) => {
    let found = known.get(of);
    if (found === undefined) known.set(of, (found = { value: compute(of) }));
    return found.value;
  };
}
