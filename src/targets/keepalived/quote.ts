/**
 * keepalived's lexical rules, found by experiment on 2.2.7 (spec/semantics/keepalived.md): `#` and `!` begin a
 * comment anywhere in a bare word, braces are tokens, double quotes keep all of these and `$`, `\\` and `@`
 * literal but know no escape for themselves, and a line is cut at 1024 bytes. Its own variables, `$_PWD` and
 * such, are replaced inside quotes too, a backslash before the closing quote hides it, and a word that is one brace ends a block even in quotes.
 */

/** Bytes of the longest word that still fits a line with its keyword. */
const MAX_BYTES = 900;

/** Whether keepalived can be made to read exactly this text as one word. */
export function expressible(value: string): boolean {
  if (value === "" || value === "{" || value === "}" || /["\u0000-\u001f\u007f]|\$\{?_|\\$/.test(value))
    return false;
  // No code unit takes more than three bytes of UTF-8.
  return value.length * 3 <= MAX_BYTES || new TextEncoder().encode(value).length <= MAX_BYTES;
}

/** The text as one word of keepalived.conf; the caller has checked that it is `expressible`. */
export function quote(value: string): string {
  return /^[A-Za-z0-9_./:+,=%-]+$/.test(value) ? value : `"${value}"`;
}
