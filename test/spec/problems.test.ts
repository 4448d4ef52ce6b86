import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { codesOf } from "../support/codes.ts";

test("spec/problems.md has every code, and no other", () => {
  const page = readFileSync(new URL("../../spec/problems.md", import.meta.url), "utf8");
  const headings = [...page.matchAll(/^### (\S+)$/gm)].map((m) => m[1]);
  expect(headings.sort()).toEqual([...codesOf(".")].sort());
});
