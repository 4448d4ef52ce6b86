import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { grammars } from "ohm-js";
import { describe, expect, test } from "vitest";
import type { Problem } from "../../src/index.ts";
import { lex } from "../../src/syntax/lex.ts";
import { parse } from "../../src/syntax/parse.ts";
import type { Statement } from "../../src/syntax/tree.ts";
import { exampleNames, examplesFolder } from "../support/examples.ts";

const text = grammars(readFileSync(new URL("../../src/syntax/lb.ohm", import.meta.url), "utf8"))["Text"];
if (text === undefined) throw new Error("lb.ohm has no grammar Text");
const pieces = text.createSemantics().addOperation<string[]>("pieces", {
  text: (all) => all.children.flatMap((c) => c["pieces"]() as string[]),
  piece: (one) => {
    const kind = one.ctorName;
    if (kind === "blank" || kind === "newline" || kind === "comment") return [];
    return [`${one.source.startIdx}-${one.source.endIdx}`];
  },
});

const hostile = fc
  .array(
    fc.constantFrom(
      "a",
      "b",
      "$",
      "${",
      "}",
      "{",
      ";",
      '"',
      "'",
      "\\",
      "#",
      " ",
      "\t",
      "\n",
      "\r\n",
      "~",
      "é",
      "(",
      ")",
    ),
    { maxLength: 24 },
  )
  .map((parts) => parts.join(""));

describe("the lexer", () => {
  test("sees the words and signs that the grammar Text sees", () => {
    let compared = 0;
    fc.assert(
      fc.property(hostile, (source) => {
        const match = text.match(source);
        const problems: Problem[] = [];
        const tokens = lex(
          { name: "t", text: source },
          (p) => problems.push(p),
          () => false,
        );
        // Where the grammar gives up, or a brace or `;` is out of place, the lexer recovers in its own way.
        if (match.failed() || problems.length > 0) return;
        compared++;
        const own = [...tokens.kinds].flatMap((_, i) => {
          const [start = 0, end = 0] = [tokens.starts[i], tokens.ends[i]];
          return start === end ? [] : [`${start}-${end}`];
        });
        expect(own).toEqual(pieces(match)["pieces"]());
      }),
      { numRuns: 20_000 },
    );
    expect(compared).toBeGreaterThan(2000);
  });

  test("never throws, and every word lies where it says", () => {
    const walk = (statements: readonly Statement[]): void => {
      for (const s of statements) {
        for (const w of s.words) {
          expect(w.start).toBeGreaterThanOrEqual(s.start);
          expect(w.end).toBeLessThanOrEqual(s.end);
          if (w.quote === "" && !w.value.includes("\\") && !/[\t\n\r]/.test(w.value)) {
            const raw = w.source.text.slice(w.start, w.end);
            if (!raw.includes("\\")) expect(raw).toBe(w.value);
          }
        }
        walk(s.block ?? []);
      }
    };
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: "binary", maxLength: 60 })), (source) => {
        walk(
          parse(
            { name: "t", text: source },
            () => undefined,
            () => false,
          ).statements,
        );
      }),
      { numRuns: 10_000 },
    );
  });

  test("survives any edit of the examples", () => {
    const sources = exampleNames
      .slice(0, 6)
      .map((n) => readFileSync(`${examplesFolder}${n}/topo.lb`, "utf8"));
    fc.assert(
      fc.property(
        fc.constantFrom(...sources),
        fc.nat(),
        fc.nat(30),
        hostile,
        (source, at, remove, insert) => {
          const start = at % source.length;
          const edited = source.slice(0, start) + insert + source.slice(start + remove);
          const tree = parse(
            { name: "t", text: edited },
            () => undefined,
            () => false,
          );
          expect(tree.statements.length).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

/** A tree as one line: words joined by blanks, blocks in braces, statements ended by `;`. */
function shown(source: string): string {
  const show = (statements: readonly Statement[]): string =>
    statements
      .map(
        (s) =>
          s.words.map((w) => w.value).join(" ") + (s.block === undefined ? ";" : ` { ${show(s.block)} }`),
      )
      .join(" ");
  const problems: string[] = [];
  const tree = parse(
    { name: "t", text: source },
    (p) => problems.push(p.code),
    (w) => ["host", "vip"].includes(w),
  );
  return [show(tree.statements), ...problems].join(" | ");
}

describe("layout", () => {
  test.each([
    ["a b\nc d", "a b; c d;"],
    ["a b\n  c d", "a b c d;"],
    ["a b\n  # why\n  c", "a b c;"],
    ["a\n\n  b", "a b;"],
    ["a { b; c }", "a { b; c; }"],
    ["a { b c\n  d e\n}", "a { b c; d e; }"],
    ["a {\n  b c\n    d\n  e\n}", "a { b c d; e; }"],
    ["\tserver { b c\n\t\td e\n\t}", "server { b c; d e; }"],
    ["a\n{\n  b\n}", "a { b; }"],
    ["gzip on; types a\n  b", "gzip on; types a b;"],
    ['a { return 200 "ok\\n" }', "a { return 200 ok\n; }"],
    ["a ${x}y $(p) b#c #d", "a ${x}y $(p) b#c;"],
    ["a {\r\n  b\r\n}\r\nc", "a { b; } c;"],
    ["\ufeffa b", "a b;"],
    ["", ""],
    ["a 'b\n c' d", "a b\n c d;"],
    ["host a {\n  b\nvip c { d }", "host a { b; } vip c { d; } | syntax/missing-brace"],
    ["a { b }\n}\nc", "a { b; } c; | syntax/extra-brace"],
    ["a; ; b", "a; b; | syntax/nothing-to-end"],
    ["a 'b\nc d", "a b; c d; | syntax/open-quote"],
    ["{ a }", " { a; } | syntax/missing-keyword"],
    ["x_by_lua_block { a '}' } b", "x_by_lua_block { a '}' }; b;"],
    ["a { x_by_lua_block\n{ [==[ } ]] ]==] } }", "a { x_by_lua_block { [==[ } ]] ]==] }; }"],
    ["x_by_lua_block { -- }\n{} }", "x_by_lua_block { -- }\n{} };"],
    ["a { x_by_lua_block { [[ }", "a { x_by_lua_block { [[ }; } | syntax/missing-brace"],
  ])("%j is %s", (source, expected) => {
    expect(shown(source)).toBe(expected);
  });
});
