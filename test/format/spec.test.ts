/** The examples of spec/format.md, and the pages whose topologies are formatted as it says. */
import { readFileSync } from "node:fs";
import { format } from "prettier/standalone";
import { describe, expect, test } from "vitest";
import * as plugin from "../../src/format/plugin.ts";

const page = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
const formatted = (text: string) => format(text, { parser: "lb", plugins: [plugin] });

/** Text and what it becomes, by the heading they stand under. */
const pairs = page("spec/format.md")
  .split(/^## /m)
  .flatMap((section) => {
    const [title = ""] = section.split("\n");
    const blocks = [...section.matchAll(/```(?:text|lb)\n([\s\S]*?)```/g)].map((m) => m[1] ?? "");
    return Array.from({ length: blocks.length / 2 }, (_, i) => [
      title,
      blocks[2 * i] ?? "",
      blocks[2 * i + 1] ?? "",
    ]);
  });

describe("spec/format.md", () => {
  test.each(pairs)("%s", async (_, before = "", after = "") => {
    expect(await formatted(before)).toBe(after);
    expect(await formatted(after)).toBe(after);
  });
  test("has the examples it seems to have", () => expect(pairs.length).toBe(7));
});

test.each(["README.md", "spec/language.md"])("the topologies of %s are formatted", async (name) => {
  for (const [, text = ""] of page(name).matchAll(/```lb\n([\s\S]*?)```/g))
    expect(await formatted(text)).toBe(text);
});
