/** Ranges in words: `web[01..20]`, `10.0.1.[11..30]`. */
import type { Report } from "../problems/problem.ts";
import type { Word } from "../syntax/tree.ts";

/** Names one range may make. */
const MAX_LENGTH = 65_536;
const RANGE = /\[(\d+)\.\.(\d+)\]/g;

/** The lengths of the ranges of a word, none for a quoted one; a wrong range is reported and counts as none. */
export function rangeLengths(word: Word, report: Report): readonly number[] {
  if (word.quote !== "" || (!word.value.includes("..]") && !/\.\.\d+\]/.test(word.value))) return [];
  const lengths: number[] = [];
  for (const [shown, first = "", last = ""] of word.value.matchAll(RANGE)) {
    const length = Number(last) - Number(first) + 1;
    const tooLong = Math.max(first.length, last.length) > 15;
    if (length < 1 && !tooLong) {
      const help = `write \`[${last}..${first}]\``;
      report({
        code: "range/order",
        severity: "error",
        message: `\`${shown}\` counts down`,
        span: word,
        help,
      });
      return [];
    }
    if (tooLong || length > MAX_LENGTH) {
      const names = tooLong ? "goes beyond 15 digits" : `is ${length} names`;
      const message = `\`${shown}\` ${names}; a range may make ${MAX_LENGTH}`;
      report({
        code: "range/too-large",
        severity: "error",
        message,
        span: word,
        help: "use a smaller range",
      });
      return [];
    }
    lengths.push(length);
  }
  return lengths;
}

/** The word at one step of its ranges; numbers are padded to the width of the range's first. */
export function stepRanges(word: Word, index: number): Word {
  const value = word.value.replace(RANGE, (_, first: string) =>
    String(Number(first) + index).padStart(first.length, "0"),
  );
  return { ...word, value };
}

/** Whether a native word is a regular expression, in which `[0..9]` is a set of characters. */
export function isRegexPlace(words: readonly Word[], index: number, native: boolean): boolean {
  if (!native) return false;
  const keyword = words[0]?.value;
  if (keyword === "location" || keyword === "rewrite" || keyword === "if") return true;
  return words[index]?.value.startsWith("~") === true || words[index - 1]?.value.startsWith("~") === true;
}
