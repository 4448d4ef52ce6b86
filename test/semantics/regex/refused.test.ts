/** What PCRE2 refuses; test/real/nginx-expressions.test.ts holds it to the real program. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { isPlain } from "../../../src/semantics/regex/refused/plain.ts";
import { readSyntax } from "../../../src/semantics/regex/refused/refused.ts";
import { REGEXES } from "../../support/regexes.ts";

test.each([
  ["a(b", "(", "has no `)` for this bracket"],
  ["a)b", ")", "has no `(` for this bracket"],
  ["a+*", "*", "has nothing to repeat before `*`"],
  ["^*", "*", "has nothing to repeat before `*`"],
  ["(?i)+", "+", "has nothing to repeat before `+`"],
  ["a{3,2}", "{3,2}", "repeats from 3 to 2 times"],
  ["a{65536}", "{65536}", "repeats more than 65535 times"],
  ["[a", "[", "has no `]` for this bracket"],
  ["[]", "[", "has no `]` for this bracket"],
  ["[z-a]", "z-a", "has the range `z-a` the wrong way round"],
  [String.raw`[a-\d]`, String.raw`-\d`, "has a range that ends with more than one character"],
  [String.raw`[\w-z]`, String.raw`\w-`, "has a range that begins with more than one character"],
  ["[[:alfa:]]", "[:alfa:]", "has `[:alfa:]`, which is no class"],
  [String.raw`(a)\2`, String.raw`\2`, "has no group `2`"],
  [String.raw`\k<b>(?<a>x)`, String.raw`\k<b>`, "has no group `b`"],
  ["(?<a>x)(?<a>y)", "(?<a>", "calls two groups `a`"],
  ["(?<1a>x)", "(?<1", "has a group whose name begins with no letter"],
  ["(?<a", "(?<a", "has no `>` for this name"],
  ["(?z)", "(?z)", "has `(?z)`, which begins no group"],
  ["(?#x", "(?#", "has a comment without its `)`"],
  ["(?<=a+)b", "+", "looks behind at what has no greatest length"],
  [String.raw`\q`, String.raw`\q`, String.raw`has ${"`"}\q${"`"}, which is no escape`],
  ["a\\", "\\", "ends with a backslash"],
  [
    String.raw`\x{100}`,
    String.raw`\x{100}`,
    "has the number of a character beyond 255, and a byte is no larger",
  ],
])("%s", (text, part, why) => {
  const { refusal } = readSyntax(text);
  expect(refusal?.why).toBe(why);
  expect(text.slice(refusal?.start, refusal?.end)).toBe(part);
});

test.each([
  ["(?<a>x)(?|(b)|(?<c>d)(e))", 3, ["a", "c"]],
  [String.raw`\1(a)\g{-1}(?&n)(?<n>x)(?P=n)(?1)(?R)?`, 2, ["n"]],
  [String.raw`[]a][^]a][\Qa]\E-][[:^alpha:]\w.-][+--]`, 0, []],
  [String.raw`a{,3}{2}{b}{1,2}?\x\x4\x41\0\o{12}\cA`, 0, []],
  ["(?x) a # (\n (?n)(b)(?-n:(c))", 1, []],
  ["(?<=ab|c)(?=a+)*(?>a)++(?i:b)*?", 0, []],
])("%s is taken", (text, groups, names) => {
  expect(readSyntax(text)).toEqual({ groups, names });
});

test.each(["(*UTF8)(", "(?(1)a|b", "(?C1)(", String.raw`\p{Foo}(`, "(?<=a?)b", "(?xx)[z -a]"])(
  "nothing is said of %s",
  (text) => {
    expect(readSyntax(text).refusal).toBeUndefined();
  },
);

test("what is right at a glance is right", () => {
  let plain = 0;
  for (const text of fc.sample(fc.oneof(...Object.values(REGEXES)), { numRuns: 20_000, seed: 3 })) {
    if (!isPlain(text)) continue;
    plain++;
    expect(readSyntax(text), text).toMatchObject({ groups: expect.any(Number) as number, names: [] });
  }
  expect(plain).toBeGreaterThan(500);
});
