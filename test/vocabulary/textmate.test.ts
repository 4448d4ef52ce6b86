import { readFileSync, writeFileSync } from "node:fs";

import { expect, test } from "vitest";
import { textmate } from "../../src/vocabulary/textmate.ts";

const file = new URL("../../vscode-extension/syntaxes/lb.tmLanguage.json", import.meta.url);
const made = `${JSON.stringify(textmate(), null, 1)}\n`;

test("the grammar of the extension is made from the vocabulary; `npm run bless` rewrites it", () => {
  if (process.env["LBC_BLESS"] === "1") writeFileSync(file, made);
  expect(readFileSync(file, "utf8")).toBe(made);
});
