/** What a file may be besides a text of lines that end with LF. */
import { describe, expect, test } from "vitest";
import { format } from "../../src/format/format.ts";
import { generateTopology } from "../support/generate.ts";

async function formatted(text: string): Promise<string | undefined> {
  const { result } = await format("t.lb", text);
  return "text" in result ? result.text : undefined;
}

describe("line endings and marks", () => {
  test.each([
    [
      "CRLF stays CRLF",
      "lb  1\r\n\r\nhost a {eth0 10.0.0.1}\r\n",
      "lb 1\r\n\r\nhost a { eth0 10.0.0.1 }\r\n",
    ],
    [
      "the first line ending decides",
      "lb  1\nhost a {eth0 10.0.0.1}\r\n",
      "lb 1\nhost a { eth0 10.0.0.1 }\n",
    ],
    ["CR alone", "lb  1\rx\r", "lb 1\rx\r"],
    ["CRLF inside a word", "a  'b\r\nc';\r\nd\r\n", "a 'b\r\nc'\r\nd\r\n"],
    ["a byte order mark", "\ufefflb  1\n", "\ufefflb 1\n"],
    ["no line break at the end", "lb  1", "lb 1\n"],
    ["nothing", "", ""],
    ["blank lines alone", "\n\n  \n", ""],
    ["comments alone", "  # a\n\n\n#b", "# a\n\n#b\n"],
    ["characters that are no white space here", "a\u00a0b  \u2028c\n", "a\u00a0b \u2028c\n"],
    ["escaped blanks at the end of a line", "a\\ ;\nb\\\t\n  c\n", "a\\ ;\nb\\\t c\n"],
    ["a `\\` before CRLF", "a  b\\\r\nc\r\n", "a b\\\r\nc\r\n"],
    ["an escaped line break", "a\\\n b;c\n", "a\\\n b\nc\n"],
  ])("%s", async (_, before, after) => {
    expect(await formatted(before)).toBe(after);
    expect(await formatted(after)).toBe(after);
  });

  test.each([["line endings of two kinds inside words", "a 'b\nc' 'd\r\ne'\n"]])(
    "%s are left alone",
    async (_, text) => expect(await formatted(text)).toBeUndefined(),
  );

  test.each([
    ["a `\\` at the end of the file", "a  b\\"],
    ["no text", "a  \0"],
    ["65 blocks in blocks", `${"a {\n".repeat(65)}${"}\n".repeat(65)}`],
  ])("%s stays as it is", async (_, text) => expect(await formatted(text)).toBe(text));
});

describe("around a mistake", () => {
  test.each([
    ["a `;` too many", "a  { b  c };\nd   e\n", "a  { b  c };\nd e\n"],
    ["a `}` too many", "a   b\nhost  x\n  y  z\n}\nd   e\n", "a b\nhost  x\n  y  z\n}\nd e\n"],
    ["no keyword before a block", "a   b;\n{ c   d }\ne   f\n", "a b;\n{ c   d }\ne f\n"],
    [
      "an open quote deep inside",
      "a {\n    b {\n        c   'd\n        e   f\n    }\n}\n",
      "a {\n  b {\n    c   'd\n    e f\n  }\n}\n",
    ],
    ["lines that stand further in than what goes before", "a   b;\n   c 'd\n", "a b;\n   c 'd\n"],
    ["several on one line", "a   b; c 'd\ne   f\n", "a   b; c 'd\ne f\n"],
    ["Lua that is never closed", "a   b\nx_by_lua_block {\n c   d\n", "a b\nx_by_lua_block {\n c   d\n"],
  ])("%s", async (_, before, after) => {
    expect(await formatted(before)).toBe(after);
    expect(await formatted(after)).toBe(after);
    expect((await format("t.lb", before)).problems.length).toBeGreaterThan(0);
  });
});

test("`# prettier-ignore` in a block keeps a statement of several lines, indented with it", async () => {
  const before = "a {\n# prettier-ignore\n    b   {\n        c   d\n    }\n        e   f\n}\n";
  expect(await formatted(before)).toBe("a {\n  # prettier-ignore\n  b   {\n      c   d\n  }\n  e f\n}\n");
});

test.each([
  ["lines with comments", "a b # c\n".repeat(150_000)],
  ["statements on one line", "a b;".repeat(150_000)],
  ["words in one statement", "a b ".repeat(150_000)],
  ["blocks on one line", "a { b }\n".repeat(100_000)],
  ["mistakes", "a  b;;\n".repeat(50_000)],
  ["mistakes in a block", `x {\n${"a  b;;\n".repeat(50_000)}}\n`],
  ["braces that close nothing", "a }\n".repeat(50_000)],
  ["exempted statements", "# prettier-ignore\na  b\n".repeat(50_000)],
])("very many %s", async (_, before) => {
  const once = await formatted(before);
  expect(once?.length).toBeGreaterThan(before.length / 2);
});

test("a long topology is formatted, and then stays so", async () => {
  const once = (await formatted(generateTopology(10_000))) ?? "";
  expect(once.length).toBeGreaterThan(100_000);
  expect(await formatted(once)).toBe(once);
});
