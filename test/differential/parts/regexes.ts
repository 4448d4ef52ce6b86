/** Random regular expressions of the forms that people write in nginx, and some that they do not. */
import type { Random } from "../random.ts";

const ATOMS = [
  "a",
  "\xe9",
  "b",
  "/",
  "\\.",
  ".",
  "[ab]",
  "[^/]",
  "\\w",
  "\\d",
  "[a-z]",
  "A",
  "[^a]",
  "-",
  "_",
];
const ODD = [
  "[[:alpha:]]",
  "[[:^digit:]/]",
  "\\s",
  "\\S",
  "\\W",
  "\\D",
  "[]a]",
  "[^]a]",
  "[\\w.]",
  "[a\\-b]",
  "[.-]",
  "[-a]",
  "\\n",
  "\\x61",
  "\\x{2f}",
  "\\h",
  "\\N",
  "\\v",
  "\xe9",
  "(?i:a)",
  "(?-i:B)",
  "(?i)",
  "(?s)",
  "(?-i)",
  "\\Qa.\\E",
  "(?#c)",
  "(?s:.)",
  "\\/",
  "[A-F]",
  "[[:upper:]]",
  "\\Z",
  "\\z",
  "\\A",
  "$",
  "^",
  "(?:)",
  "()",
  "\\K",
  "[\\n/]",
  "a{,2}",
  "b{",
  "}",
  "\\07",
  "\\cJ",
  "[b-\\x63]",
  "(?x: a b )",
];
/** Of groups: more would make nginx's search exponential, and the answer 500. */
const GROUP_COUNTS = ["?", "??", "{2}", "{1,2}", "{0,2}", "{0}", "{1,2}?"];
const COUNTS = ["*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,2}", "{2,}", "{0}", "{1,2}?"];

/** `odd`: how often a part is out of the ordinary. */
export function regexText(random: Random, odd: number, depth = 0): string {
  const atom = (): string => {
    if (depth < 3 && random.chance(0.18)) {
      const open = random.pick(["(", "(?:", "(", `(?<n${random.below(1e9)}>`]);
      return `${open}${regexText(random, odd, depth + 1)})`;
    }
    return random.chance(odd) ? random.pick(ODD) : random.pick(ATOMS);
  };
  const branch = () =>
    random
      .many(depth === 0 ? 1 : 0, 4, () => {
        const one = atom();
        const anchor = /^(?:[$^]|\\[AZzK]|\(\?[is-]*\)|\(\?#c\))$/.test(one);
        return random.chance(0.25) && !anchor && one !== "\\Qa.\\E" && one !== "b{"
          ? one + random.pick(one.endsWith(")") && !one.startsWith("(?i") ? GROUP_COUNTS : COUNTS)
          : one;
      })
      .join("");
  const body = random.chance(0.2) ? `${branch()}|${branch()}` : branch();
  if (depth > 0) return body;
  const start = random.chance(0.5) ? random.pick(["^/", "^", "^/a", "^/(?:a|b)", "/"]) : "";
  const end = random.chance(0.3) ? random.pick(["$", "$", "\\.a$", "(/.*)?$", "\\z"]) : "";
  return start + body + end || "/";
}
