import fc from "fast-check";
import { expect, test } from "vitest";
import { quote } from "../../src/targets/nginx/quote.ts";
import { nginxTokens } from "../support/nginx-tokens.ts";

/** Pieces that mean something to nginx's tokeniser, among any other text. */
const piece = fc.oneof(
  fc.constantFrom(
    " ",
    "\t",
    "\r",
    "\n",
    ";",
    "{",
    "}",
    '"',
    "'",
    "\\",
    "#",
    "$",
    "${",
    ")",
    "(",
    "\\n",
    "\\.",
    "\\\\",
    "=",
    "~",
    "é",
    "\u{1f600}",
  ),
  fc.string({ unit: "binary", maxLength: 3 }),
);
const hostile = fc.array(piece, { maxLength: 20 }).map((parts) => parts.join(""));

const words = (text: string) => {
  const read = nginxTokens(text);
  return read.ok ? read.tokens.map((t) => (t.kind === "word" ? t.value : t.kind)) : read;
};

test("a quoted text is read back as one word, exactly", () => {
  fc.assert(
    fc.property(hostile, (value) => {
      expect(words(`${quote(value)};`)).toEqual([value, ";"]);
    }),
    { numRuns: 20_000 },
  );
});

test("a statement of quoted texts is read back word by word, before `;` and before `{`", () => {
  fc.assert(
    fc.property(
      fc.array(hostile, { minLength: 1, maxLength: 5 }),
      fc.constantFrom(";", " {"),
      (values, end) => {
        expect(words(values.map(quote).join(" ") + end)).toEqual([...values, end.trim()]);
      },
    ),
    { numRuns: 5_000 },
  );
});

test.each([
  ["/shop", "/shop"],
  ["", '""'],
  ["a b", '"a b"'],
  ["^/a{2}$", '"^/a{2}$"'],
  ["\\.php$", "\\.php$"],
  ["a\\\\b", '"a\\\\\\b"'],
  ["#x", '"#x"'],
  ["line\nbreak", '"line\\nbreak"'],
  ['say "hi"', `'say "hi"'`],
  [`'a' "b"`, `"'a' \\"b\\""`],
  ["^/[0-9]{2}\\.php$", '"^/[0-9]{2}\\.php$"'],
  ["\\\\. ", '"\\\\\\. "'],
  ["a \\", '"a \\\\"'],
  ["[::]:80", "[::]:80"],
  ["$host", "$host"],
  ["it's;", '"it\'s;"'],
  ["}", '"}"'],
])("%j is written %s", (value, written) => {
  expect(quote(value)).toBe(written);
});
