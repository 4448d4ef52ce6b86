/** Options in a group, such as `(?i)`, `(?x-i:` and `(?^)`. */
import type { Cursor } from "./cursor.ts";

export function noGroup(cursor: Cursor, start: number, end: number): never {
  return cursor.wrong(`has \`${cursor.text.slice(start, end)}\`, which begins no group`, start, end);
}

/** What `x` and `n` are from here on, from what they were; whether names may repeat, and whether a group opens. */
export function readOptions(
  cursor: Cursor,
  start: number,
  before: { readonly x: boolean; readonly n: boolean },
): { readonly x: boolean; readonly n: boolean; readonly names: boolean; readonly opens: boolean } {
  const [, reset = "", letters = ""] = cursor.take(/(\^?)([A-Za-z^+-]*)/y) ?? [];
  const known = reset === "" ? /^[imnsxJU]*(?:-[imnsxJU]*)?$/ : /^[imnsxJU]*$/;
  const c = cursor.text.charAt(cursor.at);
  const isEnded = c === "" || c === ":" || c === ")";
  // `a` and `r` are of 10.43; `xx` makes blanks mean nothing in classes too.
  if (isEnded && /[ar]|xx/.test(letters)) cursor.unknown();
  if (!isEnded || !known.test(letters)) noGroup(cursor, start, cursor.at + 1);
  if (c === "") cursor.wrong("has no `)` for this bracket", start, start + 1);
  cursor.at++;
  const [on = "", off = ""] = letters.split("-");
  const set = (letter: "x" | "n") =>
    !off.includes(letter) && (on.includes(letter) || (before[letter] && reset === ""));
  return { x: set("x"), n: set("n"), names: on.includes("J"), opens: c === ":" };
}
