import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile, type Artifact, type Compiled } from "../../src/index.ts";

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

/** Compiles one text as a whole project. */
export function compileText(text: string): Compiled {
  return compile({ file: "topo.lb", read: (path) => (path === "topo.lb" ? text : undefined) });
}

/** The bytes of an artifact, as a build writes them. */
export function contentOf(artifact: Artifact): string {
  return artifact.lines.map((line) => `${line.text}\n`).join("");
}
