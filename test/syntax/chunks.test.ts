/** A file read in chunks, edit after edit, is what it is when it is read at once. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Problem } from "../../src/problems/problem.ts";
import { chunksOf, type Chunk, type Chunks } from "../../src/syntax/chunks.ts";
import { place } from "../../src/syntax/parts.ts";
import { parse } from "../../src/syntax/parse.ts";
import type { Statement } from "../../src/syntax/tree.ts";
import { inWhole, type Span } from "../../src/text/source.ts";
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

function inChunks({ list, starts, lines }: Chunks, text: string) {
  for (const chunk of list) place(chunk);
  const at = new Map(list.map(({ source }, i) => [source, i]));
  const offset = (span: Span) => {
    const whole = inWhole(span);
    const chunk = at.get(whole.source) ?? NaN;
    const first = whole.start - span.start + (starts[chunk] ?? NaN);
    expect((lines[chunk] ?? NaN) + whole.line).toBe(text.slice(0, first).match(/\r\n|\r|\n/g)?.length ?? 0);
    return first;
  };
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
/** A block in parts, one of them in parts itself. */
const locations = Array.from(
  { length: 16 },
  (_, i) =>
    `    # the ${i}th\n    location /a${i}/ {\n\troot "/data/www${i}"; expires 7d\n      index a.html\n        b.html\n    }\n`,
);
const long = `nginx big on a {   # of many lines
  # the first
  worker_connections 4000

  map $uri $kind { default 'a'; ~^/b/ "b" }
  server {
    listen 80
    server_name a.example.com
${locations.slice(0, 3).join("")}    location = /lua {
      content_by_lua_block { local x = "}{" -- it is {}
      }
    }
${locations.slice(3).join("")}  }
  map $uri $where {
${Array.from({ length: 40 }, (_, i) => `    ~^/a/long/way/number/${i}/  where_number_${i}\n${i % 7 === 0 ? "      and more\n" : ""}`).join("")}  }
  upstream u {
    server 10.0.0.1:80 weight=2; server 10.0.0.2:80
  }
${Array.from({ length: 4 }, (_, i) => `  server {\n    listen ${81 + i}; server_name "b${i}"\n    location / { proxy_pass http://u;\n      proxy_set_header Host\n        $host\n    }\n  }\n`).join("")}}  # the end
`;
const blocks = `${start.replace(/nginx n[^]*?\n}\n/, long)}`;
const insideTyped = fc.constantFrom(
  "    location /c { return 204 }\n",
  "      deeper x\n",
  "\tdeep\n",
  "  shallow y\n",
  "  server {\n",
  "  }\n",
  "}\n",
  "content_by_lua_block {",
  "-- don't {\n",
  '"',
  "'",
  "${",
  "\\\n",
  "\\",
  "\n\n",
  "# ",
  "host",
  "host x {\n",
  "\r\n",
  "\r",
  "\ufeff",
  "\ufffd",
  ...locations.slice(0, 2),
);

const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  atLine: fc.boolean(),
  length: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 90 })),
  text: typed,
  undo: fc.boolean(),
  /** Whether the line becomes a comment, or is no longer one, instead. */
  comment: fc.constant(false),
});
/** Three of four are in the block. */
const inside = fc.record({
  at: fc.oneof(
    { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
    {
      weight: 3,
      arbitrary: fc
        .integer({ min: blocks.indexOf(long), max: blocks.indexOf(long) + long.length })
        .map((n) => n / blocks.length),
    },
  ),
  atLine: fc.boolean(),
  length: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 300 })),
  text: fc.oneof(typed, insideTyped),
  undo: fc.boolean(),
  comment: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
});

test.each([
  ["of a file", start, edit],
  ["of a long block", blocks, inside],
])("any edits %s", (_, start, edit) => {
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
        expect(inChunks(chunks, text)).toEqual(atOnce(text));
      };
      for (const { at, atLine, length, text: by, undo, comment } of edits) {
        const somewhere = Math.floor(at * text.length);
        const from = atLine ? text.lastIndexOf("\n", somewhere) + 1 : somewhere;
        if (comment) {
          const first = text.lastIndexOf("\n", somewhere - 1) + 1;
          const sign = /[^ \t]/.exec(text.slice(first))?.index ?? 0;
          if (text[first + sign] === "#") change(first + sign, first + sign + 1, "");
          else change(first + sign, first + sign, "#");
          continue;
        }
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

/** Parts without parts of their own. */
const own = ({ row }: Pick<Chunk, "row">): readonly object[] =>
  row?.list.flatMap((part) => (part.row === undefined ? [part] : own(part))) ?? [];

/** Edits inside a long block after which all of its parts but one must be the same. */
test.each([
  ["a word", "location /a5/ {", "x"],
  ["a word of a block without parts", "server_name b2", "x"],
  ["a statement on a line of its own", "listen 80\n", "    autoindex on\n"],
  ["a quote that is not closed", "root", ' "'],
  ["a comment", "worker_connections 4000", " # many"],
])("%s costs few parts", (_, before, insert) => {
  const at = blocks.indexOf(before) + before.length;
  const text = blocks.slice(0, at) + insert + blocks.slice(at);
  const partsOf = (chunks: Chunks | undefined) => (chunks?.list ?? []).flatMap(own);
  const one = chunksOf("a.lb", undefined, blocks, isLandmark);
  const two = chunksOf("a.lb", one, text, isLandmark);
  const parts = partsOf(one);
  expect(parts.length).toBeGreaterThan(5);
  expect(partsOf(two).filter((p) => parts.includes(p)).length).toBeGreaterThanOrEqual(parts.length - 1);
});
