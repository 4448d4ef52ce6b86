/** Characters in XML 1.0 (https://www.w3.org/TR/xml/). */

/** Everything outside the Char production: no escape can bring these in. */
const INEXPRESSIBLE = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;
const ALL_INEXPRESSIBLE = new RegExp(INEXPRESSIBLE.source, "gu");

/** Whether XML 1.0 can hold the string: no control characters, lone surrogates, U+FFFE or U+FFFF. */
export function xmlExpressible(value: string): boolean {
  return !INEXPRESSIBLE.test(value);
}

/** What XML cannot hold becomes U+FFFD. */
export function xmlChars(value: string): string {
  return value.replace(ALL_INEXPRESSIBLE, "\uFFFD");
}

/** Quotes for attributes and text alike; what is not expressible becomes U+FFFD. */
export function xmlQuoted(value: string): string {
  return xmlChars(value).replace(/[&<>"'\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}
