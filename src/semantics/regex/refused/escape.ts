/** Escapes of characters and of sets of them. */
import type { Cursor } from "./cursor.ts";

/** Escapes that mean the same in a class. */
export function readEscape(cursor: Cursor, c: string, start: number, inClass: boolean): void {
  switch (c) {
    case "":
      cursor.wrong("ends with a backslash", start);
      break;
    case "0":
      cursor.at--;
      readOctal(cursor, start);
      return;
    case "x": {
      const braced = cursor.take(/\{([^}]*)(\}?)/y);
      if (braced === undefined) cursor.take(/[0-9A-Fa-f]{0,2}/y);
      else readCode(cursor, braced, 16, start);
      return;
    }
    case "o": {
      const braced = cursor.take(/\{([^}]*)(\}?)/y);
      if (braced === undefined) cursor.wrong("has `\\o` without braces", start, cursor.at, true);
      readCode(cursor, braced, 8, start);
      return;
    }
    case "c":
      if (cursor.take(/[ -~]/y) === undefined) cursor.wrong("has `\\c` without a character", start);
      return;
    case "p":
    case "P":
      if (!/[A-Za-z{]/.test(cursor.text.charAt(cursor.at)))
        cursor.wrong(`has \`\\${c}\` without a property`, start);
      if (cursor.take(/[A-Z]|\{\^?[A-Z][\w ]*\}/y) === undefined) cursor.unknown();
      // Whether there is such a property is not known here.
      if (!/^(?:[LMNPSZC]|\{\^?[LMNPSZC][a-z&]?\})$/.test(cursor.text.slice(start + 2, cursor.at)))
        cursor.unknown();
      return;
    case "N":
      if (
        !inClass &&
        cursor.text.charAt(cursor.at) === "{" &&
        !/^\{\d+(?:,\d*)?\}/.test(cursor.text.slice(cursor.at))
      )
        cursor.unknown();
      return;
    default:
      if (/[FLUluijmqyIJMOTY]/.test(c))
        cursor.wrong(`has \`\\${c}\`, which is no escape`, start, cursor.at, true);
  }
}

/** The code of a byte in braces. */
function readCode(cursor: Cursor, braced: RegExpExecArray, base: 8 | 16, start: number): void {
  const [, digits = "", brace] = braced;
  const form = base === 8 ? /^[0-7]+$/ : /^[0-9A-Fa-f]+$/;
  if (/^[ \t]|[ \t]$/.test(digits)) cursor.unknown();
  if (brace === "" || !form.test(digits))
    cursor.wrong("has no number in these braces", start, cursor.at, true);
  byteFrom(cursor, digits, base, start);
}

function byteFrom(cursor: Cursor, digits: string, base: 8 | 16, start: number): number {
  const code = parseInt(digits, base);
  if (code > 255) cursor.wrong("has the number of a character beyond 255, and a byte is no larger", start);
  return code;
}

export function readOctal(cursor: Cursor, start: number): number {
  return byteFrom(cursor, cursor.take(/[0-7]{1,3}/y)?.[0] ?? "0", 8, start);
}

const CODES: Readonly<Record<string, number>> = { a: 7, b: 8, e: 27, f: 12, n: 10, r: 13, t: 9 };

/** The byte of an escape without its backslash. */
export function byteOf(escape: string): number {
  const c = escape.charAt(0);
  const braced = /^[xo]\{([^}]*)\}/.exec(escape)?.[1];
  if (braced !== undefined) return parseInt(braced, c === "x" ? 16 : 8);
  if (c === "x") return parseInt(escape.slice(1) || "0", 16);
  if (c === "c") return escape.slice(1).toUpperCase().charCodeAt(0) ^ 64;
  return CODES[c] ?? c.charCodeAt(0);
}
