import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile, rules, type Artifact, type Compiled, type RuleSettings } from "../../src/index.ts";

export const examplesFolder = fileURLToPath(new URL("../../examples/", import.meta.url));

/** Every folder of examples/ with a topo.lb. */
export const exampleNames: readonly string[] = readdirSync(examplesFolder, { withFileTypes: true })
  .filter((e) => e.isDirectory() && existsSync(join(examplesFolder, e.name, "topo.lb")))
  .map((e) => e.name)
  .sort();

export function compileExample(name: string): Compiled {
  const folder = join(examplesFolder, name);
  return compile({
    file: "topo.lb",
    read: (path) => (existsSync(join(folder, path)) ? readFileSync(join(folder, path), "utf8") : undefined),
  });
}

/** Every rule switched off: for tests of what stands before the rules, whose texts need not be wise. */
export const unjudged: RuleSettings = new Map(rules.map((rule) => [rule.code, { severity: "off" }] as const));

/** Compiles one text as a whole project; the rules judge it unless `settings` says otherwise. */
export function compileText(text: string, settings?: RuleSettings): Compiled {
  return compile({
    file: "topo.lb",
    read: (path) => (path === "topo.lb" ? text : undefined),
    ...(settings === undefined ? {} : { rules: settings }),
  });
}

/** Compiles one text as a whole project, and asks no rule: for what tests outputs. */
export function compileUnjudged(text: string): Compiled {
  return compileText(text, unjudged);
}

/** The bytes of an artifact, as a build writes them. */
export function contentOf(artifact: Artifact): string {
  return artifact.lines.map((line) => `${line.text}\n`).join("");
}
