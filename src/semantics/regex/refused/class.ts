/** Character classes. */
import { posixSet } from "../classes.ts";
import type { Cursor } from "./cursor.ts";
import { byteOf, readEscape, readOctal } from "./escape.ts";

export function readClass(cursor: Cursor): void {
  const start = cursor.at++;
  if (cursor.take(/\[:[<>]:\]\]/y) !== undefined) return;
  if (readPosix(cursor, start) !== undefined)
    cursor.wrong("has a named class that stands in no class", start);
  cursor.take(/(?:\\E|\\Q\\E)*\^?(?:\\E|\\Q\\E)*/y);
  let first = true;
  let quoted = false;
  // The byte that may begin a range; a hyphen behind a set begins none.
  let from: number | undefined;
  let inRange = false;
  for (;;) {
    const at = cursor.at++;
    const c = cursor.text.charAt(at);
    if (c === "") cursor.wrong("has no `]` for this bracket", start, start + 1);
    if (c === "]" && !quoted && !first) return;
    if (c === "\\" && cursor.take(/E/y) !== undefined) {
      quoted = false;
      continue;
    }
    if (!quoted && c === "\\" && cursor.take(/Q/y) !== undefined) {
      quoted = true;
      continue;
    }
    first = false;
    if (c === "-" && !quoted && from !== undefined && !inRange) {
      inRange = true;
      continue;
    }
    const byte = quoted ? c.charCodeAt(0) : readItem(cursor, c, at);
    if (inRange && (byte === undefined || from === undefined))
      cursor.wrong("has a range that ends with more than one character", at - 1, cursor.at, true);
    if (byte === undefined) {
      if (/^-[^\]]/.test(cursor.text.slice(cursor.at, cursor.at + 2)))
        cursor.wrong("has a range that begins with more than one character", at, cursor.at + 1, true);
      from = undefined;
    } else if (inRange && byte < (from ?? 0)) {
      const shown = cursor.text.slice(cursor.text.lastIndexOf("-", at - 1) - 1, cursor.at);
      cursor.wrong(`has the range \`${shown}\` the wrong way round`, at - 2);
    } else from = inRange ? undefined : byte;
    inRange = false;
  }
}

/** The name of a class such as `[:alpha:]` behind a `[`, which was read. */
function readPosix(cursor: Cursor, start: number): string | undefined {
  const found = cursor.take(/([:.=])((?:\\[\]\\]|(?!\1\]|\[\1|\])[^])*)\1\]/y);
  if (found !== undefined && found[1] !== ":") cursor.wrong("has a collating element", start);
  return found?.[2];
}

/** A byte of a class; undefined for a set of them. */
function readItem(cursor: Cursor, c: string, start: number): number | undefined {
  if (c === "[") {
    const name = readPosix(cursor, start);
    if (name === undefined) return 91;
    if (posixSet(name.replace(/^\^/, "")) === undefined)
      cursor.wrong(`has \`[:${name}:]\`, which is no class`, start);
    return undefined;
  }
  if (c !== "\\") return c.charCodeAt(0);
  const letter = cursor.text.charAt(cursor.at++);
  if (/[0-7]/.test(letter)) {
    cursor.at--;
    return readOctal(cursor, start);
  }
  if (/[ABCGKNRXZkz]/.test(letter))
    cursor.wrong(`has \`\\${letter}\` in a class`, start, cursor.at, letter !== "N");
  readEscape(cursor, letter, start, true);
  if (/[dDsSwWhHvVpP]/.test(letter)) return undefined;
  return byteOf(cursor.text.slice(start + 1, cursor.at));
}
