import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { placeOfPage, readPage } from "../../src/cli/pages.ts";
import { rules } from "../../src/rules/rules.ts";

const folder = mkdtempSync(join(tmpdir(), "lbc-pages-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("in the package the pages of all rules are one file, and each is found there", () => {
  const spec = join(import.meta.dirname, "../../spec");
  const packed = join(folder, "spec");
  for (const name of [packed, join(folder, "dist")]) mkdirSync(name);
  const pages = rules.map(({ code }) => readFileSync(join(spec, `rules/${code}.md`), "utf8"));
  writeFileSync(join(folder, "dist/rules.md"), pages.join(""));
  for (const [i, { code }] of rules.entries()) {
    const path = `rules/${code}.md`;
    expect(readPage(packed, path)).toBe(pages[i]);
    expect(readPage(spec, path)).toBe(pages[i]);
  }
  const place = { path: "rules/arp/mute.md", anchor: "" };
  expect(placeOfPage(spec, place)).toEqual(place);
  expect(placeOfPage(packed, place)).toEqual({ path: "../dist/rules.md", anchor: "#arpmute" });
});
