/** keepalived reads back what lbc quotes: the name of an instance that stands twice is printed as it was read. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { expressible, quote } from "../../src/targets/keepalived/quote.ts";
import { needs } from "../support/real.ts";

const piece = fc.oneof(
  fc.constantFrom(
    "#",
    "!",
    "{",
    "}",
    ";",
    "$",
    "\\",
    "@",
    "'",
    " ",
    "~SEQ(x, 1, 2)",
    "~LST(a)",
    "é",
    "\u{1f600}",
    "${x}",
    "%",
  ),
  fc.stringMatching(/^[ -~]{1,4}$/),
);
const words = fc
  .sample(fc.array(piece, { minLength: 1, maxLength: 10 }), { numRuns: 1500, seed: 1 })
  .map((parts) => parts.join(""))
  .filter(expressible);

needs("keepalived")("words of a keepalived.conf", () => {
  test("500 words are read back exactly", () => {
    const some = [...new Set(words)].slice(0, 500);
    expect(some.length).toBe(500);
    const folder = mkdtempSync(join(tmpdir(), "lbc-words-"));
    const file = join(folder, "keepalived.conf");
    const block = (word: string) => `vrrp_instance ${quote(word)} {\n}\n`;
    writeFileSync(file, some.map((word) => block(word) + block(word)).join(""));
    const { stdout, stderr } = spawnSync("keepalived", ["-t", "-f", file], {
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
    rmSync(folder, { recursive: true, force: true });
    const said = `${stdout}${stderr}`;
    const read = [...said.matchAll(/vrrp instance (.*) already defined$/gm)].map((m) => m[1]);
    expect(said).not.toContain("Untermin");
    expect(read).toEqual(some);
  });
});
