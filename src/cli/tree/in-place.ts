/**
 * A tree file by file, for a folder that must stay itself. New files are first written whole to `.lbc-staging` in it;
 * renaming the journal into place is the commit. Before it a killed build has changed nothing; after it, the next
 * command finishes the moves.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { look, type Plan, type SeenFolders } from "./plan.ts";
import { isFolder, makeFolders, STAGING } from "./place.ts";
import { parentOf, writeNew, type Pause } from "./swap.ts";

const JOURNAL = "journal.json";

type Journal = { readonly write: readonly string[]; readonly remove: readonly string[] };

/** Writes the staging and its journal; the commit is `finish`. */
export async function stageInPlace(root: string, { write, remove }: Plan, pause: Pause): Promise<boolean> {
  const staging = join(root, STAGING);
  makeFolders(staging);
  const umask = process.umask();
  for (const [index, file] of write.entries()) {
    writeNew(join(staging, String(index)), file, umask);
    if (await pause(index, write.length)) return false;
  }
  const journal: Journal = { write: write.map((f) => f.path), remove };
  writeFileSync(join(staging, `${JOURNAL}.new`), JSON.stringify(journal));
  return true;
}

/** The commit, and what follows from it. */
export function commitInPlace(root: string): void {
  const journal = join(root, STAGING, JOURNAL);
  renameSync(`${journal}.new`, journal);
  settleInPlace(root);
}

/** Finishes or discards what a killed build left. Safe to repeat after any interruption. */
export function settleInPlace(root: string): void {
  const staging = join(root, STAGING);
  if (!isFolder(staging)) return;
  const journal = readJournal(join(staging, JOURNAL));
  if (journal !== undefined) finish(root, staging, journal);
  rmSync(staging, { recursive: true, force: true });
}

function readJournal(path: string): Journal | undefined {
  try {
    const { write, remove } = JSON.parse(readFileSync(path, "utf8")) as Partial<Journal>;
    const isPath = (p: unknown) =>
      typeof p === "string" && !p.split("/").some((s) => s === "" || s === "." || s === "..");
    return write?.every(isPath) === true && remove?.every(isPath) === true ? { write, remove } : undefined;
  } catch {
    return undefined;
  }
}

function finish(root: string, staging: string, { write, remove }: Journal): void {
  const seen: SeenFolders = new Map();
  const made = new Set<string>();
  const makeFolder = (path: string) => {
    if (path === "" || made.has(path)) return;
    makeFolder(parentOf(path));
    made.add(path);
    if (!isFolder(`${root}/${path}`)) mkdirSync(`${root}/${path}`);
  };
  for (const [index, path] of write.entries()) {
    const from = join(staging, String(index));
    // Anybody may have left a journal: nothing is moved through a link, or over one.
    if (!existsSync(from) || typeof look(root, path, seen) === "string") continue;
    makeFolder(parentOf(path));
    renameSync(from, `${root}/${path}`);
  }
  for (const path of remove) {
    if (typeof look(root, path, seen) === "string") continue;
    rmSync(`${root}/${path}`, { force: true });
    removeEmptyParents(root, path);
  }
}

function removeEmptyParents(root: string, path: string): void {
  for (let parent = parentOf(path); parent !== ""; parent = parentOf(parent)) {
    try {
      rmdirSync(`${root}/${parent}`);
    } catch (error) {
      // Gone already, when this is done again after a kill.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") return;
    }
  }
}
