/**
 * Every rule has a page and fixtures: `<code>.fires.lb`, in which `^^^^` marks each place the rule must name and no
 * other, and `<code>.silent.lb`, a near miss. A line `---` begins another topology in the same file.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { positionAt, rules, type Problem } from "../../src/index.ts";
import { compileExample, exampleNames } from "../support/examples.ts";
import { applyFix, problemsOf, unmark } from "../support/mark.ts";

const here = fileURLToPath(new URL("./", import.meta.url));
const pages = fileURLToPath(new URL("../../spec/rules/", import.meta.url));
const bless = process.env["LBC_BLESS"] === "1";

const topologies = (file: string) => readFileSync(file, "utf8").split(/^---\n/m);
/** The blocks of a kind, each with the files that stand behind it in blocks of their own, such as `json facts/web1.json`. */
const blocks = (page: string, kind: string) =>
  page
    .split(new RegExp(`^\`\`\`lb ${kind}\n`, "m"))
    .slice(1)
    .map((rest) => {
      const [text = "", after = ""] = cut(rest);
      const files = /^\s*(```json (facts\/\S+)\n[\s\S]*?```\s*)*/.exec(after)?.[0] ?? "";
      return text + files.replace(/^```json (\S+)$/gm, "--- $1").replace(/^```$/gm, "");
    });
const cut = (text: string) => {
  const end = text.indexOf("```");
  return [text.slice(0, end), text.slice(end + 3)] as const;
};
const errors = (problems: readonly Problem[], but: string) =>
  problems.filter((p) => p.severity === "error" && p.code !== but);
const placed = ({ span }: Problem) => {
  const { line, column } = positionAt(span.source, span.start);
  const first = span.source.text.slice(span.start, span.end).split("\n")[0] ?? "";
  return `${line}:${column}+${first.length}`;
};

/** What the rule finds; a topology that has other errors tests nothing. */
function found(text: string, code: string): readonly Problem[] {
  const problems = problemsOf(text);
  const families = new Set(rules.map((r) => r.code));
  expect(problems.filter((p) => p.severity === "error" && !families.has(p.code))).toEqual([]);
  return problems.filter((p) => p.code === code);
}

describe.each(rules.map((rule) => [rule.code, rule] as const))("%s", (code, rule) => {
  test("fires where it is marked, and nowhere else", () => {
    for (const marked of topologies(`${here}${code}.fires.lb`)) {
      const { text, marks } = unmark(marked);
      expect(marks.length, marked).toBeGreaterThan(0);
      const problems = found(text, code);
      // What a range makes is found once or once a host.
      const places = (of: readonly string[]) => [...new Set(of)].sort();
      expect(places(problems.map(placed))).toEqual(places(marks.map((m) => m.place)));
      for (const problem of problems) {
        expect(problem.message).not.toMatch(/undefined|\[object|NaN/);
        if (problem.fix === undefined) continue;
        const after = problemsOf(applyFix(text, problem.fix));
        expect(after.filter((p) => p.code === code).length).toBeLessThan(problems.length);
        expect(errors(after, code).length).toBeLessThanOrEqual(errors(problemsOf(text), code).length);
      }
    }
  });

  test("is silent on the near miss", () => {
    for (const text of topologies(`${here}${code}.silent.lb`)) expect(found(text, code)).toEqual([]);
  });

  test("has a page whose bad blocks are bad and whose good blocks are good", () => {
    const page = readFileSync(`${pages}${code}.md`, "utf8");
    expect(page.split("\n")[0]).toBe(`# ${code}`);
    expect(page).toMatch(/^## Why$/m);
    expect(page).toMatch(/^## What to do$/m);
    const word = { error: "Error", warning: "Warning", info: "Info" }[rule.severity];
    expect(page.split("\n")[2]).toMatch(new RegExp(`^${word}\\. `));
    expect(blocks(page, "bad").length).toBeGreaterThan(0);
    expect(blocks(page, "good").length).toBeGreaterThan(0);
    for (const text of blocks(page, "bad")) expect(found(text, code).length).toBeGreaterThan(0);
    for (const text of blocks(page, "good")) {
      expect(found(text, code)).toEqual([]);
      expect(errors(problemsOf(text), code)).toEqual([]);
    }
  });
});

test("the list of pages is the list of rules; `npm run bless` rewrites it", () => {
  const rows = rules.map((r) => `- [${r.code}](${r.code}.md), ${r.severity}: ${r.summary}`);
  const text = `# Rules\n\nWhat \`lbc check\` looks for beyond what makes a topology unreadable.\n\n${rows.join("\n")}\n`;
  if (bless) writeFileSync(`${pages}README.md`, text);
  expect(existsSync(`${pages}README.md`) ? readFileSync(`${pages}README.md`, "utf8") : "").toBe(text);
});

test("no page and no fixture is left of a rule that is gone", () => {
  const codes = new Set(rules.map((r) => r.code));
  const below = (folder: string) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((e) => e.isDirectory())
      .flatMap((family) => readdirSync(`${folder}${family.name}`).map((name) => `${family.name}/${name}`));
  for (const page of below(pages)) expect(codes).toContain(page.replace(/\.md$/, ""));
  for (const file of below(here).filter((f) => f.endsWith(".lb")))
    expect(codes).toContain(file.replace(/\.(fires|silent)\.lb$/, ""));
});

test("codes are unique", () => {
  expect(new Set(rules.map((r) => r.code)).size).toBe(rules.length);
});

describe("no rule finds fault with an example", () => {
  test.each(exampleNames)("%s", (name) => {
    const codes = new Set(rules.map((r) => r.code));
    expect(compileExample(name).problems.filter((p) => codes.has(p.code))).toEqual([]);
  });
});
