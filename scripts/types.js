// Takes away the declarations in dist/types that nobody who imports the package can reach.
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

const folder = new URL("../dist/types/", import.meta.url).pathname;
const reached = new Set();
const visit = (path) => {
  if (reached.has(path)) return;
  reached.add(path);
  const text = readFileSync(path, "utf8");
  for (const [, from] of text.matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g))
    visit(join(dirname(path), from.replace(/\.(?:ts|js)$/, ".d.ts")));
};
visit(join(folder, "index.d.ts"));
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath ?? entry.path, entry.name);
  if (entry.isFile() && !reached.has(path)) rmSync(path);
}
