/** Names and numbers of groups. */
import type { Cursor } from "./cursor.ts";

/** A name and what ends it. That of a group has 32 characters at most in 10.42, 128 in 10.44. */
export function readName(cursor: Cursor, end: string, start: number): string {
  const name = cursor.take(/[A-Za-z_]\w*/y)?.[0] ?? "";
  if (name.length > 32 && name.length <= 128) cursor.unknown();
  if (name.length > 128) cursor.wrong("has a name longer than 128 characters", start);
  readEnd(cursor, end, start, name === "" ? "has a group whose name begins with no letter" : undefined);
  return name;
}

/** Blanks in braces are of 10.43, groups that a call returns of 10.47. */
export function readEnd(cursor: Cursor, end: string, start: number, unnamed?: string): void {
  const c = cursor.text.charAt(cursor.at++);
  if ((end === "}" && /[ \t]/.test(c)) || (end === ")" && c === "(")) cursor.unknown();
  if (unnamed !== undefined || c !== end) cursor.wrong(unnamed ?? `has no \`${end}\` for this name`, start);
}

/** The group of a number, of `-1` and `+1` from the last. */
export function groupOf(cursor: Cursor, written: string, last: number, start: number): number {
  const number = Number(written);
  if (!/^[+-]/.test(written)) return number;
  const group = number < 0 ? last + 1 + number : last + number;
  if (number === 0 || group <= 0) cursor.wrong(`has no group \`${written}\``, start);
  return group;
}
