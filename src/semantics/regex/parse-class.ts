/** Character classes: `[a-z]`, `[^/]`, `[[:alpha:]_]`. */
import { bytes, folded, hasByte, type ByteSet } from "./bytes.ts";
import { complement, escapeSet, posixSet } from "./classes.ts";
import { escapedByte } from "./parse-parts.ts";

type Found = { readonly set: ByteSet; readonly end: number };
type Item =
  | { readonly kind: "byte"; readonly byte: number; readonly end: number }
  | { readonly kind: "set"; readonly set: ByteSet; readonly end: number }
  | { readonly kind: "nothing"; readonly end: number };

/** Reads the class that starts at a `[`; a text names what is wrong or cannot be decided. */
export function characterClass(text: string, start: number, caseless: boolean): Found | string {
  let at = start + 1;
  const negated = text.charAt(at) === "^";
  if (negated) at++;
  const has = new Uint8Array(256);
  const add = (set: ByteSet) => {
    for (let b = 0; b < 256; b++) if (hasByte(set, b)) has[b] = 1;
  };
  let first = true;
  for (;;) {
    if (at >= text.length) return "syntax error";
    if (text.charAt(at) === "]" && !first) break;
    const item = itemAt(text, at);
    if (typeof item === "string") return item;
    at = item.end;
    if (item.kind === "nothing") continue;
    first = false;
    const range = text.charAt(at) === "-" && at + 1 < text.length && text.charAt(at + 1) !== "]";
    if (item.kind === "set") {
      if (range) return "range from a class";
      add(item.set);
      continue;
    }
    if (!range) {
      has[item.byte] = 1;
      continue;
    }
    const to = itemAt(text, at + 1);
    if (typeof to === "string") return to;
    if (to.kind !== "byte") return "range to a class";
    if (to.byte < item.byte) return "syntax error";
    has.fill(1, item.byte, to.byte + 1);
    at = to.end;
  }
  const plain = bytes((b) => has[b] === 1);
  const set = caseless ? folded(plain) : plain;
  return { set: negated ? complement(set) : set, end: at + 1 };
}

function itemAt(text: string, at: number): Item | string {
  const c = text.charAt(at);
  if (c === "[") {
    const posix = /^\[([:.=])([^\]]*?)\1\]/.exec(text.slice(at, at + 20));
    if (posix !== null) {
      const name = posix[2] ?? "";
      const set = posix[1] === ":" ? posixSet(name.replace(/^\^/, "")) : undefined;
      if (set === undefined) return "syntax error";
      return { kind: "set", set: name.startsWith("^") ? complement(set) : set, end: at + posix[0].length };
    }
  }
  if (c !== "\\") return { kind: "byte", byte: c.charCodeAt(0), end: at + 1 };
  const letter = text.charAt(at + 1);
  if (letter === "b") return { kind: "byte", byte: 8, end: at + 2 };
  if (letter === "E") return { kind: "nothing", end: at + 2 };
  const byte = escapedByte(text, at);
  if (byte !== undefined) return { kind: "byte", ...byte };
  const octal = /^[0-3]?[0-7]{1,2}/.exec(text.slice(at + 1, at + 4));
  if (octal !== null) return { kind: "byte", byte: parseInt(octal[0], 8), end: at + 1 + octal[0].length };
  const set = escapeSet(letter);
  if (set === undefined) return /[pPX]/.test(letter) ? "Unicode property" : "syntax error";
  return { kind: "set", set, end: at + 2 };
}
