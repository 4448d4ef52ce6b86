/** What formatting must keep, over generated, mangled and broken texts. The lexer, not the formatter's own outline, judges. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { format } from "prettier/standalone";
import { describe, expect, test } from "vitest";
import * as plugin from "../../src/format/plugin.ts";
import { compile } from "../../src/index.ts";
import { lex } from "../../src/syntax/lex.ts";
import { parse } from "../../src/syntax/parse.ts";
import { isLandmark } from "../../src/vocabulary/vocabulary.ts";
import { contentOf, exampleNames, examplesFolder, unjudged } from "../support/examples.ts";
import { validTopology } from "../support/generate.ts";
import { mangled } from "../support/mangle.ts";
import { mutationsOf } from "../support/mutate.ts";

const formatted = (text: string) => format(text, { parser: "lb", plugins: [plugin] });

const examples = exampleNames.map((name) => readFileSync(join(examplesFolder, name, "topo.lb"), "utf8"));
/** Native text of kinds that the examples do not have. */
const native = String.raw`lb 1
target { nginx_modules lua }
network lan 10.0.0.0/24
host web { eth0 10.0.0.1 }
nginx web on web {
  log_format timed '$remote_addr [$time_local] "$request" '
                   '$status ${"$"}{request_time}s'
                   "a\"b\\" a\ b c\;d 'two
lines  ' end;
  map $http_upgrade $connection_upgrade { default upgrade; '' close }
  server {
    listen 80; server_name "~^(?<shop>[a-z]{2,8})\.example\.com$" a${"$"}{host}b;
    if ($request_method = "POST") { return 405 }
    location ~ "^/\d{3}(?:[\"'{};#]|x)$" { return 200 'a # b { } ;' }
    location = /lua {
      content_by_lua_block {
      -- a } in Lua
        ngx.say("{", [[ } ]])
      }
      log_by_lua_block { return }
    }
    add_header a\  x\	;
    rewrite ^/a#b(.*)$ /c$1? permanent
  }
}
`;

/** Letters and texts of the tokens, and where the comments stand between them. */
function tokensOf(text: string): readonly string[] {
  const found: string[] = [];
  const tokens = lex({ name: "t", text }, (p) => found.push(p.code), isLandmark);
  const out: string[] = [];
  let next = 0;
  for (const [i, kind] of [...tokens.kinds].entries()) {
    const start = tokens.starts[i] ?? 0;
    // A comment before or after a `;` is in the same place.
    if (kind !== "s")
      for (; (tokens.comments[next]?.start ?? Infinity) < start; next++) out.push(commentAt(next));
    out.push(kind === "s" ? kind : text.slice(start, tokens.ends[i]));
  }
  for (; next < tokens.comments.length; next++) out.push(commentAt(next));
  return [...out, ...found];

  function commentAt(index: number): string {
    const { start = 0, end = 0 } = tokens.comments[index] ?? {};
    return text.slice(start, end).replace(/[ \t]+$/, "");
  }
}

/** Every comment, and whether it has its line to itself. */
function commentsOf(text: string): readonly string[] {
  const { comments } = lex({ name: "t", text }, () => undefined, isLandmark);
  return comments.map(({ start, end }) => {
    const before = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
    return (before.trim() === "" ? "own line: " : "behind: ") + text.slice(start, end).trimEnd();
  });
}

async function expectKept(text: string): Promise<string> {
  const once = await formatted(text);
  expect(tokensOf(once)).toEqual(tokensOf(text));
  expect(await formatted(once)).toBe(once);
  return once;
}

function compiled(text: string, folder: string | undefined) {
  const read = (path: string) => {
    if (path === "topo.lb") return text;
    const full = join(folder ?? "/nowhere", path);
    return folder !== undefined && existsSync(full) ? readFileSync(full, "utf8") : undefined;
  };
  const { problems, artifacts } = compile({ file: "topo.lb", read, rules: unjudged });
  return {
    problems: problems.map((p) => `${p.code} ${p.message}`),
    files: artifacts.map((a) => [a.path, contentOf(a)]),
  };
}

const statementsOf = (text: string) => parse({ name: "t", text }, () => undefined, isLandmark).statements;

describe("formatting keeps words, blocks, comments and their order, and a second time changes nothing", () => {
  test("in any layout of the examples, whose outputs stay the same", async () => {
    const names = [...exampleNames, undefined];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.integer(), async (name, seed) => {
        const folder = name === undefined ? undefined : join(examplesFolder, name);
        const plain = folder === undefined ? native : readFileSync(join(folder, "topo.lb"), "utf8");
        const text = mangled(statementsOf(plain), seed);
        const once = await expectKept(text);
        expect(commentsOf(once)).toEqual(commentsOf(text));
        if (name !== "fleet") expect(compiled(once, folder)).toEqual(compiled(plain, folder));
      }),
      { numRuns: 400 },
    );
  });

  test("in generated topologies", async () => {
    await fc.assert(
      fc.asyncProperty(validTopology(), fc.integer(), async (plain, seed) => {
        const text = mangled(statementsOf(plain), seed);
        const once = await expectKept(text);
        expect(compiled(once, undefined)).toEqual(compiled(plain, undefined));
      }),
      { numRuns: 100 },
    );
  });

  test("in any layout and at any width", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...examples, native),
        fc.integer(),
        fc.integer({ min: 1, max: 130 }),
        fc.constantFrom(1, 2, 4, 8),
        async (plain, seed, printWidth, tabWidth) => {
          const text = mangled(statementsOf(plain), seed);
          const options = { parser: "lb", plugins: [plugin], printWidth, tabWidth };
          const once = await format(text, options);
          expect(tokensOf(once)).toEqual(tokensOf(text));
          expect(commentsOf(once)).toEqual(commentsOf(text));
          expect(await format(once, options)).toBe(once);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("with any one mistake in an example", async () => {
    for (const text of [...examples, native])
      for (const mutation of mutationsOf(text)) await expectKept(mutation.text);
  });

  test("in any text at all", async () => {
    const hostile = fc
      .array(
        fc.constantFrom(
          "a",
          "bc",
          "host",
          "$",
          "${",
          "}",
          "{",
          " { ",
          ";",
          '"',
          "'",
          "\\",
          "#",
          " ",
          "  ",
          "\t",
          "\n",
          "\n",
          "\n  ",
          "é",
          "(",
          ")",
          "x_by_lua_block",
        ),
        { maxLength: 30 },
      )
      .map((parts) => parts.join(""));
    await fc.assert(
      fc.asyncProperty(fc.oneof(hostile, fc.string({ unit: "binary", maxLength: 60 })), async (text) => {
        // Of a text of what JavaScript calls white space prettier makes nothing.
        if (text.trim() !== "") await expectKept(text.replace(/^\ufeff/, "").replaceAll("\r", "\n"));
      }),
      { numRuns: 5000 },
    );
  });
});
