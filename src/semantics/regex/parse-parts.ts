/** Escapes and quantifiers of a pattern. */
import type { ByteSet } from "./bytes.ts";
import { escapeSet, notNewline } from "./classes.ts";
import { EMPTY, type Node } from "./pattern.ts";

export type Escape =
  | { readonly kind: "byte"; readonly byte: number; readonly end: number }
  | { readonly kind: "set"; readonly set: ByteSet; readonly end: number }
  /** Something else; `construct` when it is read as matching more than it does. */
  | { readonly kind: "node"; readonly node: Node; readonly construct?: string; readonly end: number }
  | { readonly kind: "lost"; readonly construct: string };

const CONTROL: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 };
const ANCHORS = { A: "start", Z: "end", z: "last" } as const;

/** Reads a byte written `\n`, `\x2f`, `\x{2f}`, `\o{57}`, `\057`, `\cA` or `\.` at a backslash. */
export function escapedByte(text: string, at: number): { byte: number; end: number } | undefined {
  const c = text.charAt(at + 1);
  const control = CONTROL[c];
  if (control !== undefined) return { byte: control, end: at + 2 };
  if (c !== "" && !/[A-Za-z0-9]/.test(c)) return { byte: c.charCodeAt(0), end: at + 2 };
  const found =
    /^(?:x\{([0-9a-fA-F]{1,2})\}|x(?!\{)([0-9a-fA-F]{0,2})|o\{([0-3]?[0-7]{1,2})\}|(0[0-7]{0,2}))/.exec(
      text.slice(at + 1, at + 9),
    );
  if (found !== null) {
    const [all, braced, hex, octal, zero] = found;
    const digits = braced ?? hex;
    const byte = digits === undefined ? parseInt(octal ?? zero ?? "0", 8) : parseInt(digits || "0", 16);
    return { byte, end: at + 1 + all.length };
  }
  const letter = c === "c" ? text.charCodeAt(at + 2) : Number.NaN;
  if (letter >= 32 && letter <= 126)
    return { byte: (letter >= 97 && letter <= 122 ? letter - 32 : letter) ^ 64, end: at + 3 };
  return undefined;
}

/** Reads the escape at a backslash outside of a class. */
export function escape(text: string, at: number): Escape {
  const byte = escapedByte(text, at);
  if (byte !== undefined) return { kind: "byte", ...byte };
  const c = text.charAt(at + 1);
  const set = c === "N" && text.charAt(at + 2) !== "{" ? notNewline() : escapeSet(c);
  if (set !== undefined) return { kind: "set", set, end: at + 2 };
  const what = ANCHORS[c as keyof typeof ANCHORS];
  if (what !== undefined) return { kind: "node", node: { kind: "assert", what }, end: at + 2 };
  // It moves where the match begins, not whether there is one.
  if (c === "K") return { kind: "node", node: EMPTY, end: at + 2 };
  if (c === "b" || c === "B") return { kind: "node", node: EMPTY, construct: "word boundary", end: at + 2 };
  if (/[1-9gk]/.test(c)) return { kind: "lost", construct: "back reference" };
  if (/[pPX]/.test(c)) return { kind: "lost", construct: "Unicode property" };
  return { kind: "lost", construct: "RCG".includes(c) && c !== "" ? `\\${c}` : "syntax error" };
}

export type Quantifier = {
  readonly min: number;
  readonly max: number;
  readonly possessive: boolean;
  readonly lazy: boolean;
  readonly end: number;
};

/** The quantifier at a place; a text names what is wrong with it. A lazy one matches the same URIs. */
export function quantifier(text: string, at: number): Quantifier | string | undefined {
  const c = text.charAt(at);
  let range: readonly [min: number, max: number, end: number] | undefined;
  if (c === "*") range = [0, Infinity, at + 1];
  else if (c === "+") range = [1, Infinity, at + 1];
  else if (c === "?") range = [0, 1, at + 1];
  else if (c === "{") {
    const found = /^\{(\d+)(?:(,)(\d*))?\}/.exec(text.slice(at, at + 40));
    if (found === null) return undefined;
    const min = Number(found[1]);
    const max = found[2] === undefined ? min : found[3] === "" ? Infinity : Number(found[3]);
    if (max < min || min > 65_535 || (max > 65_535 && max !== Infinity)) return "syntax error";
    range = [min, max, at + found[0].length];
  }
  if (range === undefined) return undefined;
  const [min, max, end] = range;
  const after = text.charAt(end);
  const possessive = after === "+";
  return { min, max, possessive, lazy: after === "?", end: possessive || after === "?" ? end + 1 : end };
}
