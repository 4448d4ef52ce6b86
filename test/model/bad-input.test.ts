import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { problemsOf } from "../support/mark.ts";

const codes = (text: string) => [...new Set(problemsOf(text).map((p) => p.code))];

describe("bad input gets a clear problem, soon", () => {
  test.each<[string, string, readonly string[]]>([
    ["an empty file", "", ["file/empty"]],
    ["a byte order mark", "\ufefflb 1", []],
    ["a binary file", "\u0000\u0001ELF", ["syntax/binary"]],
    ["10 MB on one line", "a ".repeat(5_000_000), ["syntax/too-large"]],
    ["8 MB on one line", "a ".repeat(4_000_000), ["syntax/too-large", "word/unknown"]],
    ["a megabyte of semicolons", ";".repeat(1_000_000), ["syntax/nothing-to-end"]],
    ["100,000 nested braces", "a {".repeat(100_000), ["syntax/too-deep", "word/unknown"]],
    ["a million words", `lb ${"x ".repeat(1_000_000)}`, ["syntax/too-large", "word/value"]],
    ["as many words as a statement may have", `lb ${"x ".repeat(65_535)}`, ["word/value"]],
  ])("%s", (_, text, expected) => {
    const found = codes(text);
    for (const code of expected) expect(found).toContain(code);
    if (expected.length === 0) expect(found).toEqual([]);
    expect(problemsOf(text).length).toBeLessThanOrEqual(1000);
  });

  test("what a statement repeats counts by its words", () => {
    const names = "h[1..60000] ".repeat(60);
    const text = `network lan 10.0.0.0/24\nhost a { eth0 10.0.0.1 }\nnginx n on a { server { server_name ${names} } }`;
    expect(codes(text)).toContain("range/too-large");
  });

  test("braces without a keyword in one another are one mistake, beside one another each its own", () => {
    const places = (text: string) =>
      problemsOf(text).flatMap((p) => (p.code === "syntax/missing-keyword" ? [p.span.start] : []));
    expect(places("host a { { { { eth0 10.0.0.1 } } } }")).toEqual([9]);
    expect(places("host a { { } { } }")).toEqual([9, 13]);
  });

  test("ranges after `on` count", () => {
    expect(codes("memcached t[1..800] on z[1..20000]")).toContain("range/too-large");
  });

  test("parameters that double, and snippets that multiply, end", () => {
    const params = Array.from({ length: 40 }, (_, i) => `param p${i + 1} "$(p${i})$(p${i})"`).join("\n");
    expect(codes(`param p0 xxxxxxxx\n${params}`)).toContain("param/too-long");
    const snippets = Array.from({ length: 30 }, (_, i) => `snippet s${i + 1} { use s${i}; use s${i} }`).join(
      "\n",
    );
    expect(codes(`snippet s0 { mtu 1500 }\n${snippets}\nnetwork lan 10.0.0.0/24 { use s30 }`)).toContain(
      "range/too-large",
    );
  });

  test("nothing throws on any text", () => {
    const words = fc.constantFrom(
      "host",
      "vip",
      "virtual_server",
      "nginx",
      "on",
      "{",
      "}",
      ";",
      "\n",
      "eth0",
      "10.0.0.1",
      "[1..3]",
      "v:80",
      '"',
      "server",
      "location",
      "real_server",
      "director",
      "priority",
      "check",
      "http",
      "$(x)",
      "use",
      "include",
      "lb",
      "1",
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), (parts) => {
        problemsOf(parts.join(" "));
      }),
      { numRuns: 5000 },
    );
  });
});
