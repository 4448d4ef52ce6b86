import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { unifiedDiff } from "../../src/text/diff.ts";

/** What `patch` makes of a text: every hunk must fit where it says. */
function patched(before: string, diff: string): string {
  const lines = before.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const out: string[] = [];
  let at = 0;
  const body = diff.replace(/\n\\ No newline at end of file\n/g, "\u0000");
  for (const [, from, size, to, , hunk = ""] of body.matchAll(
    /^@@ -(\d+),(\d+) \+(\d+),(\d+) @@\n((?:[ +-][^\n\0]*[\n\0])*)/gm,
  )) {
    const start = Number(size) === 0 ? Number(from) : Number(from) - 1;
    out.push(...lines.slice(at, start));
    at = start;
    expect(out.length).toBeGreaterThanOrEqual(Number(to) - 1);
    for (const line of hunk.match(/[^\n\0]*[\n\0]/g) ?? []) {
      const text = line.endsWith("\0") ? line.slice(1, -1) : line.slice(1);
      if (!line.startsWith("+")) expect(lines[at++]).toBe(text);
      if (!line.startsWith("-")) out.push(text);
    }
  }
  return [...out, ...lines.slice(at)].join("");
}

describe("a unified diff", () => {
  test("leads from the one text to the other", () => {
    const text = fc
      .tuple(fc.array(fc.constantFrom("a", "b", "c", "", "  d"), { maxLength: 40 }), fc.boolean())
      .map(([lines, ends]) => lines.join("\n") + (ends && lines.length > 0 ? "\n" : ""));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const diff = unifiedDiff("t", before, after);
        expect(diff === "").toBe(before === after);
        expect(patched(before, diff)).toBe(after);
      }),
      { numRuns: 3000 },
    );
  });

  test("is the shortest, with three lines around each change", () => {
    const before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n";
    const after = before.replace("5\n", "five\n").replace("16\n", "16");
    expect(unifiedDiff("t.lb", before, after)).toBe(
      `--- t.lb.orig
+++ t.lb
@@ -2,7 +2,7 @@
 2
 3
 4
-5
+five
 6
 7
 8
@@ -13,4 +13,4 @@
 13
 14
 15
-16
+16
\\ No newline at end of file
`,
    );
  });

  test("of long texts that differ everywhere is a single hunk", () => {
    const lines = Array.from({ length: 5000 }, (_, i) => `line ${i}\n`);
    const after = lines.map((line) => `  ${line}`).join("");
    const diff = unifiedDiff("t", lines.join(""), after);
    expect(diff.match(/^@@/gm)).toHaveLength(1);
    expect(patched(lines.join(""), diff)).toBe(after);
  });
});
