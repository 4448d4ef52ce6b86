/** What the shape of patterns shows without any automaton, held to the automata. */
import { describe, expect, test } from "vitest";
import { complement, matching } from "../../../src/semantics/regex/automaton.ts";
import { covers } from "../../../src/semantics/regex/covers.ts";
import { firstMatch } from "../../../src/semantics/regex/dfa.ts";
import { firstOf } from "../../../src/semantics/regex/first.ts";
import { parsePattern } from "../../../src/semantics/regex/parse.ts";
import { shortest } from "../../../src/semantics/regex/search.ts";
import { randomOf } from "../../differential/random.ts";
import { regexText } from "../../differential/parts/regexes.ts";

const read = (text: string) => parsePattern(text, false);

describe("patterns that cover another", () => {
  test.each<[string, readonly string[], boolean]>([
    ["^/shop/.*\\.(php|php5)$", ["\\.php$", "\\.php5$"], true],
    ["^/shop/.*\\.(php|php5)$", ["\\.php$"], false],
    ["/a[0-9]+\\.css$", ["\\.(?:js|css)$"], true],
    ["\\.css\\z", ["\\.css$"], true],
    ["\\.css$", ["\\.css\\z"], false],
    ["^/api/(?<id>[a-z]+)/x$", ["^/api(/.*)?$"], true],
    // A line feed is left.
    ["^/api/[^/]+$", ["^/api(/.*)?$"], false],
    ["/api/x", ["^/api"], false],
    ["^/api/x", ["/api"], true],
    ["^/a{2}", ["^/a+"], true],
    ["^/aa", ["^/a{1,2}$"], false],
    ["a", [], false],
  ])("%s by %j: %s", (inner, others, expected) => {
    expect(covers(others.map(read), read(inner))).toBe(expected);
  });

  test("leave nothing", () => {
    let covered = 0;
    for (let seed = 0; seed < 6_000; seed++) {
      const random = randomOf(seed);
      const tail = regexText(random, 0.1);
      const inner = read(random.chance(0.5) ? `${regexText(random, 0.1)}${tail}` : regexText(random, 0.1));
      const others = [tail, regexText(random, 0.1)].map(read);
      if (!covers(others, inner)) continue;
      covered++;
      const parts = [matching(inner), ...others.map((o) => complement(matching(o)))];
      const found = shortest(parts, { allowed: () => true, budget: { left: 100_000 } });
      expect(found.kind, `${inner.text} by ${others.map((o) => o.text).join(" and ")}`).not.toBe("found");
    }
    expect(covered).toBeGreaterThan(500);
  });
});

test("the first of many that match is the one that all of them together give", () => {
  const heads = ["^/ab", "^/ac", "/ab", "\\.ab", "^/(a|b)", "^", ""];
  let matched = 0;
  for (let seed = 0; seed < 300; seed++) {
    const random = randomOf(seed);
    const patterns = random.many(8, 20, () =>
      read(random.pick(heads) + regexText(random, 0.1).replace(/^\^/, "")),
    );
    const together = firstMatch(patterns);
    const { find } = firstOf(patterns);
    for (let i = 0; i < 40; i++) {
      const text = random.many(1, 8, () => random.pick([..."/ab.c0\n"])).join("");
      const first = together(text);
      if (first >= 0) matched++;
      expect(find(text, "match"), `${text} in ${patterns.map((p) => p.text).join("  ")}`).toBe(first);
    }
  }
  expect(matched).toBeGreaterThan(2_000);
});
