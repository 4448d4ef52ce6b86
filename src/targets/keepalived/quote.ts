/**
 * keepalived's lexical rules, found by experiment on 2.2.7 (spec/semantics/keepalived.md): `#` and `!` begin a
 * comment anywhere in a bare word, braces are tokens, double quotes keep all of these literal and know no
 * escape for themselves, `$NAME` is replaced inside quotes as well, a line is cut at 1024 bytes, and a line
 * that begins with `@` belongs to another instance.
 */

/** Bytes of the longest word that still fits a line with its keyword. */
const MAX_BYTES = 900;

/** Whether keepalived can be made to read exactly this text as one word. */
export function expressible(value: string): boolean {
  // eslint-disable-next-line no-control-regex
  if (value === "" || /["$\\\u0000-\u001f\u007f]/.test(value)) return false;
  return new TextEncoder().encode(value).length <= MAX_BYTES;
}

/** The text as one word of keepalived.conf; the caller has checked that it is `expressible`. */
export function quote(value: string): string {
  return /^[A-Za-z0-9_./:+,=%-]+$/.test(value) ? value : `"${value}"`;
}
