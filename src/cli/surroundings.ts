/** What the language server asks of a machine with node. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { FACTS } from "../facts/facts.ts";
import type { Surroundings } from "../lsp/surroundings.ts";
import { pageOf, pagePlace } from "./explain.ts";
import { filesIn, reader } from "./files.ts";
import { placeOfPage, readPage } from "./pages.ts";

/** Folders that hold no topologies of the project's own. */
const SKIPPED = new Set(["node_modules", "out", "dist"]);
const MOST_FILES = 2000;
const MOST_FOLDERS = 5000;

/** Of this machine; `pages` is the folder spec/. */
export function surroundings(pages: string): Surroundings {
  const readers = new Map<string, ReturnType<typeof reader>>();
  return {
    read: (folder, path) => {
      let read = readers.get(folder);
      if (read === undefined) {
        if (!folder.startsWith("file:")) return { unreadable: "only the editor has it" };
        readers.set(folder, (read = reader(fileURLToPath(folder))));
      }
      return read(path);
    },
    list: (folder) => (folder.startsWith("file:") ? topologiesBelow(fileURLToPath(folder)) : []),
    facts: (folder) => (folder.startsWith("file:") ? filesIn(fileURLToPath(folder), FACTS, ".json") : []),
    page: (code) => pageOf(code, (path) => readPage(pages, path)),
    pageUri: (code) => {
      const { path, anchor } = placeOfPage(pages, pagePlace(code));
      return pathToFileURL(join(pages, path)).href + anchor;
    },
    today: () => new Date().toISOString().slice(0, 10),
    format: async (name, text) => {
      const { format } = await import("../format/format.ts");
      const { result } = await format(name, text);
      return "text" in result ? result.text : text;
    },
  };
}

/** Breadth first, so that what is left out lies deepest. */
function topologiesBelow(root: string): readonly string[] {
  const found: string[] = [];
  const folders = [""];
  for (let i = 0; i < folders.length && i < MOST_FOLDERS && found.length < MOST_FILES; i++) {
    const folder = folders[i] ?? "";
    for (const entry of entriesOf(join(root, folder))) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile() && entry.name.endsWith(".lb")) found.push(path);
      else if (entry.isDirectory() && !SKIPPED.has(entry.name) && !entry.name.startsWith("."))
        folders.push(path);
    }
  }
  return found;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // it is gone, or not ours to read
  }
}
