import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  atMost,
  below,
  count,
  difference,
  judge,
  product,
  quotient,
  rangeOf,
  setting,
  sum,
  type Expression,
  type Quantity,
} from "../../../src/semantics/budget/inequality.ts";
import { show, showNumber } from "../../../src/semantics/budget/show.ts";

const bounds = fc.tuple(fc.nat(50), fc.nat(50), fc.boolean()).map(([least, more, open]): Quantity => {
  return count("things", open ? undefined : { least, most: least + more });
});
const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    bounds,
    fc.array(tie("expression"), { minLength: 1, maxLength: 3 }).map((of) => sum(...of)),
    fc.array(tie("expression"), { minLength: 1, maxLength: 3 }).map((of) => product(...of)),
    fc.tuple(tie("expression"), tie("expression")).map(([a, b]) => difference(a, b)),
    fc.tuple(tie("expression"), tie("expression")).map(([a, b]) => quotient(a, b)),
  ),
}));

/** One of the worlds that an expression allows: each quantity gets a value within its bounds. */
function choose(of: Expression, pick: () => number): Expression {
  if (of.kind === "quantity") {
    const most = of.most === Infinity ? of.least + 1000 : of.most;
    return count(of.name, of.least + Math.floor(pick() * (most - of.least + 1)));
  }
  const parts = of.of.map((e) => choose(e, pick));
  return { ...of, of: parts } as Expression;
}
const picks = fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true }));

describe("ranges", () => {
  test("hold every value that the quantities allow", () => {
    fc.assert(
      fc.property(expression, picks, (of, stream) => {
        const range = rangeOf(of);
        const world = rangeOf(choose(of, () => stream.next().value as number));
        expect(range.least).toBeLessThanOrEqual(range.most);
        expect(world.least).toBe(world.most);
        expect(world.least).toBeGreaterThanOrEqual(range.least);
        expect(world.most).toBeLessThanOrEqual(range.most);
      }),
      { numRuns: 3000 },
    );
  });

  test("what is decided holds in every world, and what is unknown names a quantity", () => {
    fc.assert(
      fc.property(expression, expression, fc.boolean(), picks, (left, right, strict, stream) => {
        const make = strict ? below : atMost;
        const verdict = judge(make(left, right));
        const pick = () => stream.next().value as number;
        const world = judge(make(choose(left, pick), choose(right, pick)));
        if (verdict.kind === "unknown") expect(verdict.missing).not.toEqual([]);
        else expect(world.kind).toBe(verdict.kind);
      }),
      { numRuns: 3000 },
    );
  });

  test("known quantities decide", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (a, b) => {
        expect(judge(atMost(count("a", a), count("b", b))).kind).toBe(a <= b ? "holds" : "broken");
        expect(judge(below(count("a", a), count("b", b))).kind).toBe(a < b ? "holds" : "broken");
      }),
    );
  });
});

test.each([
  [
    atMost(
      product(count("workers", 8), sum(count("connections", 4000), count("own", 13))),
      setting("fs.file-max", 34_336),
    ),
    "8 workers x (4000 connections + 13 own) = 32 104 <= fs.file-max 34 336",
  ],
  [atMost(count("workers", 9), setting("limit", 8)), "9 workers > limit 8"],
  [below(setting("a", 20, "seconds"), setting("b", 20, "seconds"), "seconds"), "a 20s >= b 20s"],
  [
    atMost(
      quotient(
        difference(setting("worker_connections", 16), sum(count("sockets", 1), count("channels", 1))),
        count("each", 2),
      ),
      setting("x", 7),
    ),
    "(worker_connections 16 - (1 socket + 1 channel)) / 2 each = 7 <= x 7",
  ],
  [
    atMost(product(count("workers", undefined), count("tries in edge", 1)), setting("x", Infinity)),
    "? workers x 1 try in edge = ? <= x unlimited",
  ],
  [
    atMost(sum(count("a", 3), count("b", { least: 1, most: 2 })), setting("x", 4)),
    "3 a + 1 to 2 b = 4 to 5 <= x 4",
  ],
  [atMost(sum(count("a", 5), count("b", undefined)), setting("x", 4)), "5 a + ? b = 5 or more > x 4"],
])("%# is shown with its numbers", (inequality, text) => {
  expect(show(judge(inequality))).toBe(text);
});

test("what is missing is named once, and only what is not known", () => {
  const w = count("workers", undefined);
  const verdict = judge(atMost(sum(w, product(w, count("files", 2))), setting("limit", undefined)));
  expect(verdict).toMatchObject({ kind: "unknown", missing: ["workers", "limit"] });
});

test.each([
  [0, "", "0"],
  [9999, "", "9999"],
  [10_000, "", "10 000"],
  [1_234_567, "", "1 234 567"],
  [512, "bytes", "512"],
  [1536, "bytes", "1.5k"],
  [2 * 1024 ** 3, "bytes", "2g"],
  [0.5, "seconds", "500ms"],
  [90, "seconds", "90s"],
] as const)("%d %s is `%s`", (value, unit, text) => {
  expect(showNumber(value, unit)).toBe(text);
});
