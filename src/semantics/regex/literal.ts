/** The bytes with which every match of an anchored pattern begins, and patterns found by them. */
import type { Pattern } from "./pattern.ts";

/** Empty where the pattern is not anchored, or where its first byte may vary. */
export function literalPrefix({ node }: Pattern): string {
  if (node.kind !== "sequence") return "";
  const [first, ...rest] = node.parts;
  if (first?.kind !== "assert" || first.what !== "start") return "";
  let text = "";
  for (const part of rest) {
    if (part.kind !== "set" || part.set.only < 0) break;
    text += String.fromCharCode(part.set.only);
  }
  return text;
}

type Branch = { readonly here: number[]; readonly next: Map<number, Branch> };

/** A function that finds the places, ascending, of the texts with which a text begins. */
export function beginnings(texts: readonly string[]): (text: string) => readonly number[] {
  const root: Branch = { here: [], next: new Map() };
  for (const [place, text] of texts.entries()) {
    let branch = root;
    for (let i = 0; i < text.length; i++) {
      const byte = text.charCodeAt(i);
      let inner = branch.next.get(byte);
      if (inner === undefined) branch.next.set(byte, (inner = { here: [], next: new Map() }));
      branch = inner;
    }
    branch.here.push(place);
  }
  return (text) => {
    const found = [...root.here];
    let branch = root.next.get(text.charCodeAt(0));
    for (let i = 1; branch !== undefined; i++) {
      found.push(...branch.here);
      branch = branch.next.get(text.charCodeAt(i));
    }
    return found.sort((a, b) => a - b);
  };
}
