/** Expressions that are right at a glance, as most are. */

const [CLASS, ITEM] = [
  String.raw`\[\^?(?:a-z|A-Z|0-9|[\w/.]|\\[dws])+-?\]`,
  String.raw`[\w/:;,%=&~@!#"'<>. -]|\\[.dwsDWS/-]`,
];
const REPEATED = `(?:${ITEM}|${CLASS})(?:[*+?]\\??)?`;
const PLAIN = new RegExp(`^\\^?(?:${REPEATED}|\\((?:\\?:)?(?:${REPEATED}|\\|)*\\)(?:[*+?]\\??)?|\\|)*\\$?$`);

/** Whether PCRE2 takes a text for certain, and nothing in it has a name. */
export function isPlain(text: string): boolean {
  return PLAIN.test(text);
}
