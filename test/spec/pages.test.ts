import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { renderProblems } from "../../src/report/text.ts";
import { compileText, contentOf } from "../support/examples.ts";

const page = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
const blocks = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, "g"))].map((m) => m[1] ?? "");

test.each(["README.md", "spec/language.md"])("every topology of %s compiles", (name) => {
  const topologies = blocks(page(name), "lb");
  expect(topologies.length).toBeGreaterThan(0);
  for (const text of topologies) expect(compileText(text).problems).toEqual([]);
});

test("the output in the README is what the topology becomes", () => {
  const { artifacts } = compileText(blocks(page("README.md"), "lb")[0] ?? "");
  const conf = artifacts.find((a) => a.path === "lvs1/etc/keepalived/keepalived.conf");
  expect(conf === undefined ? "" : contentOf(conf)).toContain(blocks(page("README.md"), "text")[0]);
});

test("the problem in the README is the one that is printed", () => {
  const text = (blocks(page("README.md"), "lb")[0] ?? "").replace(
    "real_server web[1..3]",
    "real_server web[1..3]:8080",
  );
  const first = renderProblems(compileText(text).problems.slice(0, 1), { color: false }).split("\n\n")[0];
  expect(blocks(page("README.md"), "text")[1]?.trimEnd()).toBe(first?.trimEnd());
});
