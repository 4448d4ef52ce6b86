import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { compileExample, contentOf, exampleNames, examplesFolder } from "../support/examples.ts";

/** Set to rewrite the expected outputs: `npm run bless`. */
const bless = process.env["LBC_BLESS"] === "1";

function filesBelow(folder: string, prefix = ""): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? filesBelow(join(folder, entry.name), `${prefix}${entry.name}/`)
      : [`${prefix}${entry.name}`],
  );
}

describe("the examples become exactly what is expected", () => {
  test.each(exampleNames)("%s", (name) => {
    const { artifacts, problems } = compileExample(name);
    expect(problems.filter((p) => p.severity === "error")).toEqual([]);
    const folder = join(examplesFolder, name, "expected");
    // Two hundred hosts say no more than three: of the fleet, the first and the last of each kind are kept.
    const kept =
      name === "fleet" ? artifacts.filter((a) => !/^[a-z]+0*([2-9]|\d\d+)\//.test(a.path)) : artifacts;
    if (bless) {
      rmSync(folder, { recursive: true, force: true });
      for (const artifact of kept) {
        mkdirSync(dirname(join(folder, artifact.path)), { recursive: true });
        writeFileSync(join(folder, artifact.path), contentOf(artifact));
      }
    }
    expect(filesBelow(folder).sort()).toEqual(kept.map((a) => a.path).sort());
    for (const artifact of kept) {
      expect(contentOf(artifact), artifact.path).toBe(readFileSync(join(folder, artifact.path), "utf8"));
    }
  });

  test("the same input gives the same bytes", () => {
    for (const name of exampleNames) {
      expect(compileExample(name).artifacts.map(contentOf)).toEqual(
        compileExample(name).artifacts.map(contentOf),
      );
    }
  });

  test("every line of a configuration knows its cause, but for headers and braces", () => {
    for (const artifact of compileExample("lab").artifacts.filter((a) =>
      a.path.endsWith("keepalived.conf"),
    )) {
      const without = artifact.lines.filter((l) => l.span === undefined && l.text.trim().length > 1);
      expect(without.length, artifact.path).toBeLessThan(artifact.lines.length / 3);
    }
  });
});
