/**
 * The pages of rules and problems. The package has the pages of all rules in one file, where so many small ones would take
 * more room.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Beside the folder of the pages. */
const ALL_RULES = "../dist/rules.md";

/** Reads a page by its path below spec/; `pages` is that folder. */
export function readPage(pages: string, path: string): string {
  const own = join(pages, path);
  const code = /^rules\/(.+)\.md$/.exec(path)?.[1];
  if (code === undefined || existsSync(own)) return readFileSync(own, "utf8");
  const all = readFileSync(join(pages, ALL_RULES), "utf8").split(/^(?=# [a-z]+\/[a-z-]+$)/m);
  return all.find((page) => page.startsWith(`# ${code}\n`)) ?? "";
}

/** Where a page is, below spec/, and the anchor of what is meant there. */
export function placeOfPage(
  pages: string,
  place: { readonly path: string; readonly anchor: string },
): { readonly path: string; readonly anchor: string } {
  if (!place.path.startsWith("rules/") || existsSync(join(pages, place.path))) return place;
  return { path: ALL_RULES, anchor: `#${place.path.replace(/^rules|\.md$|\//g, "")}` };
}
