/** The bytes with which every match of a pattern begins, and texts found in other texts by their bytes. */
import type { Pattern } from "./pattern.ts";

/** Bytes that every match begins with; `anchored`: and with them every text that is matched. */
export function literalOf({ node }: Pattern): { readonly text: string; readonly anchored: boolean } {
  const parts = node.kind === "sequence" ? node.parts : [node];
  const anchored = parts[0]?.kind === "assert" && parts[0].what === "start";
  let text = "";
  for (let i = anchored ? 1 : 0; i < parts.length; i++) {
    const part = parts[i];
    if (part?.kind !== "set" || part.set.only < 0) break;
    text += String.fromCharCode(part.set.only);
  }
  return { text, anchored };
}

export type Trie = { readonly here: number[]; readonly next: Map<number, Trie> };

export function emptyTrie(): Trie {
  return { here: [], next: new Map() };
}

/** Puts a number under a text. */
export function insert(trie: Trie, text: string, number: number): void {
  let at = trie;
  for (let i = 0; i < text.length; i++) {
    const byte = text.charCodeAt(i);
    let inner = at.next.get(byte);
    if (inner === undefined) at.next.set(byte, (inner = emptyTrie()));
    at = inner;
  }
  at.here.push(number);
}

/** Adds the numbers of all texts that stand at a place of a text. */
export function collect(trie: Trie, text: string, from: number, out: Set<number>): void {
  let at = trie.next.get(text.charCodeAt(from));
  for (let i = from + 1; at !== undefined; i++) {
    for (const number of at.here) out.add(number);
    at = at.next.get(text.charCodeAt(i));
  }
}
