import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { rules } from "../../src/index.ts";
import { codesOf } from "../support/codes.ts";

test("spec/problems.md has every code, and no other; rules have pages of their own", () => {
  const page = readFileSync(new URL("../../spec/problems.md", import.meta.url), "utf8");
  const headings = [...page.matchAll(/^### (\S+)$/gm)].map((m) => m[1]);
  const own = new Set(rules.map((rule) => rule.code));
  expect(headings.sort()).toEqual(codesOf(".").filter((code) => !own.has(code)));
});
