/** The codes of problems, as the sources state them. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const src = fileURLToPath(new URL("../../src/", import.meta.url));

function sources(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return path.endsWith(".ts") ? [path] : [];
  return readdirSync(path).flatMap((name) => (name === "generated" ? [] : sources(join(path, name))));
}

/** Every code in these files and folders of src, sorted: `code: "x/y"`, `problem("x/y"` and `error("x/y"`. */
export function codesOf(...paths: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const file of paths.flatMap((path) => sources(join(src, path)))) {
    const text = readFileSync(file, "utf8");
    for (const [, code = ""] of text.matchAll(/(?:code: |(?:problem|error)\(\s*)"([a-z-]+\/[a-z-]+)"/g))
      found.add(code);
  }
  return [...found].sort();
}
