/** Every block of code in every page is run: here, or by the test that is named for it. */
import { spawnSync } from "node:child_process";
import { accessSync, constants, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { rules } from "../../src/index.ts";
import { renderProblems } from "../../src/report/text.ts";
import { declarations } from "../../src/vocabulary/vocabulary.ts";
import { compileText, contentOf, unjudged } from "../support/examples.ts";
import { problemsOf } from "../support/mark.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const page = (name: string) => readFileSync(join(root, name), "utf8");

type Block = { readonly info: string; readonly text: string };

/** The fenced blocks of a page, whatever their indent and their fence. */
function blocksOf(text: string): readonly Block[] {
  return [...text.matchAll(/^ *(`{3,}|~{3,})[ \t]*(.*)\n([\s\S]*?)^ *\1[`~]*[ \t]*$/gm)].map(
    ([, , info = "", body = ""]) => ({ info: info.trim(), text: body }),
  );
}
const blocks = (name: string, info: string) =>
  blocksOf(page(name))
    .filter((block) => block.info === info)
    .map((block) => block.text);
const block = (name: string, info: string) => {
  const found = blocks(name, info);
  expect(found).toHaveLength(1);
  return found[0] ?? "";
};

/** What is done with a block; a test's name where another test takes it from the page. */
type Run = ((block: Block, name: string) => void) | `test/${string}`;

const runs: readonly (readonly [page: RegExp, info: RegExp, run: Run])[] = [
  [/^(README|spec\/(language|facts|testing|trace))\.md$/, /^lb$/, compiles],
  [/^README\.md$/, /^sh$/, commands],
  [/^README\.md$/, /^text$/, shown],
  [/^spec\/checking\.md$/, /^json$/, configures],
  [/^spec\/editor\.md$/, /^elisp$/, "test/real/lsp-emacs.test.ts"],
  [/^spec\/format\.md$/, /^json$/, plugged],
  [/^spec\/format\.md$/, /^(text|lb)$/, "test/format/spec.test.ts"],
  [/^spec\/facts\.md$/, /^json facts\/web1\.json$/, found],
  [/^spec\/facts\.md$/, /^text$/, reported],
  [/^spec\/testing\.md$/, /^text$/, "test/cli/test.test.ts"],
  [/^spec\/reach\.md$/, /^(lb|text)$/, "test/cli/reach.test.ts"],
  [/^spec\/graph\.md$/, /^(lb|dot|text)$/, "test/cli/graph.test.ts"],
  [/^spec\/trace\.md$/, /^text$/, "test/cli/trace.test.ts"],
  [/^spec\/facts\.md$/, /^sh$/, "test/real/facts.test.ts"],
  [
    /^spec\/rules\/[a-z-]+\/[a-z-]+\.md$/,
    /^(lb (bad|good)|json facts\/\S+\.json)$/,
    "test/rules/rules.test.ts",
  ],
];

/** Every page of the project, below its folder. */
const pages = ["", "examples/", "spec/"]
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: folder !== "" })
      .map((name) => `${folder}${String(name)}`)
      .filter((name) => name.endsWith(".md")),
  )
  .sort();

describe("every block of a page is run", () => {
  test("there are pages", () => {
    expect(pages).toContain("README.md");
    expect(pages).toContain("spec/checking.md");
    expect(pages.length).toBeGreaterThan(rules.length);
  });
  test.each(pages)("%s", (name) => {
    const text = page(name);
    const all = blocksOf(text);
    // Nothing that looks like a fence may be outside of what was found.
    expect([...text.matchAll(/^ *(```|~~~)/gm)]).toHaveLength(2 * all.length);
    for (const found of all) {
      const [, , run] = runs.find(([of, info]) => of.test(name) && info.test(found.info)) ?? [];
      expect(run, `nobody runs a block \`${found.info}\` of ${name}`).toBeDefined();
      if (typeof run === "function") run(found, name);
      // The list of rules has pages of its own for each, and their test walks that list.
      else if (name.startsWith("spec/rules/"))
        expect(rules.map((r) => `spec/rules/${r.code}.md`)).toContain(name);
      else
        expect(page(run ?? ""), `${run} does not read ${name}`).toMatch(new RegExp(`\\b${basename(name)}"`));
    }
  });
});

function compiles({ text }: Block): void {
  const { problems } = compileText(text, unjudged);
  expect(problems).toEqual([]);
  // What shows a word need not be a wise topology, but nothing in it may be broken.
  expect(compileText(text).problems.filter((p) => p.severity === "error")).toEqual([]);
}

/** The plugin that a prettier configuration names is one that the package exports. */
function plugged({ text }: Block): void {
  const { plugins } = JSON.parse(text) as { readonly plugins: readonly string[] };
  const { name, exports } = JSON.parse(page("package.json")) as {
    readonly name: string;
    readonly exports: Record<string, unknown>;
  };
  expect(plugins.length).toBeGreaterThan(0);
  for (const plugin of plugins) expect(Object.keys(exports)).toContain(plugin.replace(name, "."));
}

/** Runs what needs no installing; of the rest, that it is there. */
function commands({ text }: Block): void {
  const { scripts } = JSON.parse(page("package.json")) as { readonly scripts: Record<string, string> };
  for (const command of text.trim().split(/ && |\n/)) {
    const [program = "", ...args] = command.replace(/^sudo /, "").split(" ");
    if (program === "npm") {
      const [verb = "", script = verb] = args;
      if (verb !== "ci") expect(Object.keys(scripts), command).toContain(script);
    } else if (program === "node") {
      const out = mkdtempSync(join(tmpdir(), "lbc-pages-"));
      try {
        expect(args).toContain("out");
        const own = args.map((arg) => (arg === "out" ? out : arg));
        const { status, stderr } = spawnSync(process.execPath, own, { cwd: root, encoding: "utf8" });
        expect(status, stderr).toBe(0);
        expect(readdirSync(out)).toContain("manifest.json");
      } finally {
        rmSync(out, { recursive: true });
      }
    } else accessSync(join(root, program), constants.X_OK);
  }
}

/** What the README's topology becomes, and what is said when its last line is wrong. */
function shown({ text }: Block): void {
  const topology = block("README.md", "lb");
  if (!text.startsWith("error[")) {
    const conf = compileText(topology).artifacts.find(
      (a) => a.path === "lvs1/etc/keepalived/keepalived.conf",
    );
    expect(conf === undefined ? "" : contentOf(conf)).toContain(text);
    return;
  }
  const wrong = text.includes("virtual-server/port")
    ? topology.replace("real_server web[1..3]", "real_server web[1..3]:8080")
    : topology.replace("priority 100", "priority 150");
  const first = renderProblems(problemsOf(wrong).slice(0, 1), { color: false }).split("\n\n")[0];
  expect(text.trimEnd()).toBe(first?.trimEnd());
}

/** An lbc.json holds for a project, and does what it says. */
function configures({ text }: Block): void {
  const tie = `lb 1
network lan 192.168.170.0/24
host lvs[1..2] { eth0 192.168.170.[11..12] }
vip a 192.168.170.100 { virtual_router_id 51; director lvs1 priority 100; director lvs2 priority 100 }
`;
  const stated = (JSON.parse(text) as { readonly rules: Record<string, string> }).rules;
  expect(Object.keys(stated)).toEqual(["vrrp/priority-tie"]);
  expect(problemsOf(tie).map((p) => [p.code, p.severity])).toEqual([["vrrp/priority-tie", "error"]]);
  expect(problemsOf(tie, { "lbc.json": text }).map((p) => [p.code, p.severity])).toEqual(
    Object.entries(stated),
  );
}

/** Facts are taken in place of what is declared: the page's topology, without and with them. */
function found({ text, info }: Block): void {
  const topology = block("spec/facts.md", "lb");
  const codes = (files: Record<string, string>) => problemsOf(topology, files).map((p) => p.code);
  expect(new Set(codes({}))).toEqual(new Set(["arp/unproven"]));
  expect(codes({ [info.split(" ")[1] ?? ""]: text })).toEqual(["arp/answers"]);
}

function reported({ text }: Block): void {
  const facts = block("spec/facts.md", "json facts/web1.json");
  const problems = problemsOf(block("spec/facts.md", "lb"), { "facts/web1.json": facts });
  expect(text).toBe(renderProblems(problems, { color: false }).split("\n\n")[0] + "\n");
}

test("spec/language.md has an example of every declaration", () => {
  const words = blocks("spec/language.md", "lb").join("\n");
  // `include` needs a file beside it, and a waiver something to excuse.
  const missing = Object.keys(declarations).filter((w) => !new RegExp(`^${w}\\b`, "m").test(words));
  expect(missing).toEqual(["include", "waive"]);
});
