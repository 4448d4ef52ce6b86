import { expect, test } from "vitest";
import { capturesOf } from "../../../src/semantics/regex/captures.ts";
import { parsePattern } from "../../../src/semantics/regex/parse.ts";

test.each<[string, string, readonly string[] | "no match" | undefined]>([
  ["^/(.*)$", "/a/b", ["a/b"]],
  ["^/([^/]*)/(.*)$", "/a/b/c", ["a", "b/c"]],
  ["(a|ab)(c|bcd)?(d*)", "abcd", ["a", "bcd", ""]],
  ["(.*?)(/|$)", "ab/", ["ab", "/"]],
  ["(.*?)b{2}", "abbb", ["a"]],
  // What a group held in an earlier round stays, other than in JavaScript.
  ["(?:(a)|(b))+", "ab", ["a", "b"]],
  ["(a)?b(c)?", "b", ["", ""]],
  ["(a*)*b", "aab", [""]],
  ["(?i)(A)", "a", ["a"]],
  ["x(a)$", "ya", "no match"],
  ["(a)(?=b)", "ab", undefined],
  ["(?|(a)|(b))", "b", undefined],
  ["(?U)(a*)", "aa", undefined],
  // Neither hangs nor guesses.
  ["^(a|aa)*(b|bb)*c", "a".repeat(60), undefined],
  ["^(?:ab)*$", "ab".repeat(2_000), undefined],
  ["^/(.*)\\.html$", `/${"x".repeat(20_000)}.html`, ["x".repeat(20_000)]],
])("%s in %s", (pattern, text, expected) => {
  expect(capturesOf(parsePattern(pattern, false), text)).toEqual(expected);
});
