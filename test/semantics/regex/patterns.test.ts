import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { complement, matching } from "../../../src/semantics/regex/automaton.ts";
import { firstMatch } from "../../../src/semantics/regex/dfa.ts";
import { parsePattern } from "../../../src/semantics/regex/parse.ts";
import { shortest } from "../../../src/semantics/regex/search.ts";
import { randomOf } from "../../differential/random.ts";
import { regexText } from "../../differential/parts/regexes.ts";

const matches = (pattern: string, text: string, caseless = false) =>
  firstMatch([parsePattern(pattern, caseless)])(text) === 0;

describe("a pattern", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ["\\.php$", ["/x.php", "/x.php\n"], ["/x.php\n\n", "/xphp", "/x.phpx"]],
    ["\\.php\\z", ["/x.php"], ["/x.php\n"]],
    ["^/a(/.*)?$", ["/a", "/a/", "/a/b", "/a\n"], ["/ab", "/a/\nb"]],
    ["a$\\nb", [], ["a\nb", "a"]],
    ["a$\\n", ["a\n"], ["a\nb", "a"]],
    ["(^/b|c)d", ["/bd", "/xcd"], ["/x/bd"]],
    ["[[:alpha:]_]+/[^]/]", ["/a_/x"], ["/1/x", "/a/]"]],
    ["a{,2}", ["a{,2}"], ["aa"]],
    ["^(?:a|b){2,3}$", ["ab", "bab"], ["a", "abab"]],
    ["(?i)a(?-i)b", ["Ab", "ab"], ["aB"]],
    ["(a(?i)b|c)d", ["aBd", "Cd"], ["Abd", "cD"]],
    ["\\Qa.b\\E+", ["a.bb"], ["a.a"]],
    ["(?x: a b ) c", ["ab c"], ["abc"]],
    ["", ["", "x"], []],
  ])("%s", (pattern, yes, no) => {
    expect(yes.filter((text) => !matches(pattern, text))).toEqual([]);
    expect(no.filter((text) => matches(pattern, text))).toEqual([]);
    expect(parsePattern(pattern, false).undecidable).toBe(undefined);
  });

  test.each([
    ["a(?=b)", "lookaround"],
    ["(?<!a)b", "lookaround"],
    ["(a)\\1", "back reference"],
    ["(?<n>a)\\k<n>", "back reference"],
    ["(?>a*)b", "atomic group"],
    ["a++b", "possessive quantifier"],
    ["(a*|.*_){0}.\\d", "group repeated no times"],
    ["(a|(?R))", "recursion"],
    ["\\bfoo", "word boundary"],
    ["(*UTF8)a", "verb"],
    ["\\p{L}", "Unicode property"],
    ["(?(1)a|b)", "conditional group"],
    ["(?m)^a", "(?m)"],
    ["\\R", "\\R"],
    ["a{3000}", "more than 2000 positions"],
    ["^(a?){1000}b", "more than 20000 moves"],
    ["(a", "syntax error"],
    ["*", "syntax error"],
    ["a{2,1}", "syntax error"],
    [`${"(".repeat(251)}a${")".repeat(251)}`, "more than 250 groups in groups"],
  ])("%s cannot be decided", (pattern, construct) => {
    expect(parsePattern(pattern, false).undecidable).toBe(construct);
  });

  // JavaScript, where it means the same, as a second opinion.
  test("agrees with another engine", () => {
    const odd = /\\[AZzKhvNQ]|\[\[|\(\?[i#sx-]|\[\]|\[\^\]|[^\\]\$.|\\x\{|\{,|\\0|\\c|b\{|}|\xe9|\^/;
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(fc.stringMatching(/^[ab/.A_0-]{0,6}$/), { maxLength: 20 }),
        (seed, texts) => {
          const source = regexText(randomOf(seed), 0.1);
          fc.pre(!odd.test(source.replace(/^\^|\$$/g, "")));
          const other = new RegExp(source);
          const pattern = firstMatch([parsePattern(source, false)]);
          for (const text of texts) expect(pattern(text) === 0, `${source} ${text}`).toBe(other.test(text));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("the first of several, the one nginx would take", () => {
    const all = ["\\.b$", "^/a", "a", "^/"];
    const find = firstMatch(all.map((p) => parsePattern(p, false)));
    expect(["/x.b", "/a.b", "/a", "/xa", "/x", "x", "/a\n.b"].map(find)).toEqual([0, 0, 1, 2, 3, -1, 0]);
  });

  test("no text takes the reader out of its limits", () => {
    const part = fc.constantFrom(
      "(",
      ")",
      "[",
      "]",
      "{",
      "}",
      "*",
      "+",
      "?",
      "\\",
      "|",
      "^",
      "$",
      "a",
      "1",
      ",",
      ":",
      "<",
      "!",
      "=",
      "-",
      "P",
      "Q",
      "E",
      "x",
      "#",
      " ",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 14 }), fc.boolean(), (parts, caseless) => {
        const pattern = parsePattern(parts.join(""), caseless);
        expect(typeof firstMatch([pattern])("/a1")).toBe("number");
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("a shortest text", () => {
  const find = (yes: string, no: readonly string[] = []) => {
    const parts = [
      matching(parsePattern(yes, false)),
      ...no.map((n) => complement(matching(parsePattern(n, false)))),
    ];
    const found = shortest(parts, { allowed: (b) => b > 0, budget: { left: 100_000 } });
    return found.kind === "found" ? found.text : found.kind;
  };
  test.each([
    ["^/docs/.*\\.(?:png|gif)$", [], "/docs/.gif"],
    ["^/docs/.*\\.(?:png|gif)$", ["gif"], "/docs/.png"],
    ["^/docs/.*\\.(?:png|gif)$", ["png", "\\.gif$"], "none"],
    // Neither hides it alone.
    ["^[ab]$", ["a", "b"], "none"],
    ["^/x$", ["^/x\\z"], "/x\n"],
    ["a[ab]{18}$", ["^"], "none"],
    ["a[ab]{18}$", ["c", "a[ab]{17}\\z"], "given up"],
  ])("of %s without %j", (yes, no, expected) => {
    expect(find(yes, no)).toBe(expected);
  });
});
