import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { reference } from "../../src/vocabulary/reference.ts";

const page = new URL("../../spec/vocabulary.md", import.meta.url);

test("spec/vocabulary.md shows the vocabulary as it is; `npm run bless` rewrites it", () => {
  if (process.env["LBC_BLESS"] === "1") writeFileSync(page, reference());
  expect(existsSync(page) ? readFileSync(page, "utf8") : "").toBe(reference());
});
