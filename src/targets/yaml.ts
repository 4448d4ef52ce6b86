/** YAML's double-quoted strings: JSON's, with the characters YAML does not print written as escapes. */

/** Quotes any string; lone surrogates, which no file can hold, become U+FFFD. */
export function yaml(value: string): string {
  return JSON.stringify(value.replace(LONE_SURROGATE, "\uFFFD")).replace(
    // DEL and C1 controls, the breaks NEL, LS and PS, the byte order mark and non-characters.
    /[\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
