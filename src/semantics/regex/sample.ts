/** Texts that a pattern may match, made from its shape alone: whether it does is for the caller to find out. */
import { hasByte, type ByteSet } from "./bytes.ts";
import type { Node, Pattern } from "./pattern.ts";

/** Ways through the alternatives that are tried. */
const WAYS = 4;
/** Longer ones are not made. */
const LONGEST = 200;

/** A few short texts, each by another way through the pattern's alternatives. */
export function samplesOf({ node }: Pattern): readonly string[] {
  const found = new Set<string>();
  for (let way = 0; way < WAYS; way++) {
    const text = sampleOf(node, way);
    if (text.length <= LONGEST) found.add(text);
    if (way === 0 && !hasChoice(node)) break;
  }
  return [...found];
}

function hasChoice(node: Node): boolean {
  if (node.kind === "choice") return true;
  if (node.kind === "sequence") return node.parts.some(hasChoice);
  return node.kind === "repeat" && node.min > 0 && hasChoice(node.node);
}

function sampleOf(node: Node, way: number): string {
  switch (node.kind) {
    case "set":
      return byteOf(node.set);
    case "assert":
      return "";
    case "sequence": {
      let text = "";
      for (const part of node.parts) if (text.length <= LONGEST) text += sampleOf(part, way);
      return text;
    }
    case "choice": {
      const part = node.parts[way % node.parts.length];
      return part === undefined ? "" : sampleOf(part, way);
    }
    case "repeat":
      return node.min === 0 ? "" : sampleOf(node.node, way).repeat(Math.min(node.min, LONGEST));
  }
}

/** What paths are made of, the likeliest first. */
const LIKELY = "aA0-_./bcdefghijklmnopqrstuvwxyz123456789";

function byteOf(set: ByteSet): string {
  if (set.only >= 0) return String.fromCharCode(set.only);
  for (let i = 0; i < LIKELY.length; i++) if (hasByte(set, LIKELY.charCodeAt(i))) return LIKELY.charAt(i);
  for (let byte = 33; byte < 127; byte++) if (hasByte(set, byte)) return String.fromCharCode(byte);
  return "";
}
