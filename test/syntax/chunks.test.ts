/** A file read in chunks, edit after edit, is what it is when it is read at once. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Problem } from "../../src/problems/problem.ts";
import { chunksOf, type Chunks } from "../../src/syntax/chunks.ts";
import { parse } from "../../src/syntax/parse.ts";
import type { Statement } from "../../src/syntax/tree.ts";
import type { Span } from "../../src/text/source.ts";
import { isLandmark } from "../../src/vocabulary/vocabulary.ts";

type Shown = readonly [number, number, ...unknown[]];
type Offset = (span: Span) => number;

const ofStatement = (statement: Statement, offset: Offset): Shown => {
  const by = offset(statement);
  const words = statement.words.map((w) => [w.start + by, w.value, w.quote, w.reported]);
  const block = statement.block?.map((inner) => ofStatement(inner, offset));
  return [statement.start + by, statement.end + by, words, block];
};
const ofProblem = ({ code, message, span, related = [] }: Problem, offset: Offset): Shown => {
  const by = offset(span);
  const places = related.map((r) => [r.span.start + offset(r.span), r.message]);
  return [span.start + by, span.end + by, code, message, places];
};

function atOnce(text: string) {
  const problems: Problem[] = [];
  const { statements } = parse({ name: "a.lb", text }, (p) => problems.push(p), isLandmark);
  const nothing = () => 0;
  return {
    statements: statements.map((s) => ofStatement(s, nothing)),
    problems: problems.map((p) => ofProblem(p, nothing)),
  };
}

function inChunks({ list, starts }: Chunks) {
  const at = new Map(list.map(({ source }, i) => [source, starts[i] ?? NaN]));
  const offset = ({ source }: Span) => at.get(source) ?? NaN;
  return {
    statements: list.flatMap((c) => c.statements.map((s) => ofStatement(s, offset))),
    problems: list.flatMap((c) => c.problems.map((p) => ofProblem(p, offset))),
  };
}

const start = `# a topology
lb 1
network lan 10.0.0.0/8
host a { eth0 10.0.0.1 }   # the first
host b {
  eth0 10.0.0.2
}
hots c { eth0 10.0.0.3 }

vip v 10.0.0.9 {
  director a priority 2; auth_pass "1 1"
  director b priority 1
}
nginx n on a {
  server {
    location ~ "^/\\\\d{2}$" { return 200 'it''s' }
    content_by_lua_block { local x = "{" -- it's {}
    }
  }
}
virtual_server v:80 { check none; real_server a }
notify { email a@b.c }
`;
const signs = ["", "", "", ..."x \n\t#{{}};\"'\\é", "\r\n", "${", "\ufeff", "\ufffd", "\0", "{".repeat(70)];
const words = ["host", ' "q" ', '\n" ', "\nhost d {", "\n}\n", "\n{\n", "\nfoo\n", "foo bar\n", "\n  x {\n"];
const lines = ["by_lua_block {", "\n# c\n", "host e { eth0 10.0.0.5 }\n", "\nserver {\n}\n"];
const typed = fc.constantFrom(...signs, ...words, ...lines);
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  atLine: fc.boolean(),
  length: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 90 })),
  text: typed,
  undo: fc.boolean(),
});

test("any edits", () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 16 }), (edits) => {
      let text = start;
      let chunks = chunksOf("a.lb", undefined, text, isLandmark);
      const change = (from: number, to: number, by: string) => {
        text = text.slice(0, from) + by + text.slice(to);
        const next = chunksOf("a.lb", chunks, text, isLandmark);
        if (next === undefined) return;
        chunks = next;
        expect(chunks.list.map((c) => c.source.text).join("")).toBe(text);
        expect(inChunks(chunks)).toEqual(atOnce(text));
      };
      for (const { at, atLine, length, text: by, undo } of edits) {
        const somewhere = Math.floor(at * text.length);
        const from = atLine ? text.lastIndexOf("\n", somewhere) + 1 : somewhere;
        const old = text.slice(from, from + length);
        change(from, from + old.length, by);
        if (undo) change(from, from + by.length, old);
      }
    }),
    { numRuns: Number(process.env["LBC_RUNS"] ?? 300) },
  );
});

/** Edits of a long text after which all chunks but a few must be the same. */
test.each([
  ["a word", "director a priority 2", " priority 22"],
  ["a brace that is not closed", "director a priority 2", " {"],
  ["a brace too many", "director a priority 2", " }"],
  ["a quote that is not closed", "director a priority 2", ' "'],
  ["the beginning of a declaration", "\nhost b {", "\nhost d {"],
])("%s costs few chunks", (_, before, insert) => {
  const at = start.indexOf(before) + (before.startsWith("\n") ? 0 : before.length);
  const text = start.slice(0, at) + insert + start.slice(at);
  const one = chunksOf("a.lb", undefined, start, isLandmark);
  const two = chunksOf("a.lb", one, text, isLandmark);
  const three = chunksOf("a.lb", two, start, isLandmark);
  const kept = two?.list.filter((c) => one?.list.includes(c)).length ?? 0;
  const again = three?.list.filter((c) => two?.list.includes(c)).length ?? 0;
  expect([kept, again].map((n) => n >= (one?.list.length ?? NaN) - 2)).toEqual([true, true]);
});
