/**
 * Writes a tree of files so that a killed build loses nothing. New files are first written whole into
 * `.lbc-staging` inside the output folder; renaming the journal into place is the commit. Before it, the next
 * build throws the staging away: the old tree stands. After it, the next build finishes the moves: the new one.
 */
import * as fs from "node:fs";
import { dirname, join } from "node:path";
import { createHash } from "node:crypto";
import { MANIFEST, type Manifest } from "../output/manifest.ts";
import { readManifest } from "../output/read-manifest.ts";

export type TreeFile = { readonly path: string; readonly mode: number; readonly text: string };

export type Written = {
  readonly kind: "written";
  /** Paths that were new or differed. */
  readonly changed: readonly string[];
  /** Files of an earlier build that no longer belong. */
  readonly removed: readonly string[];
  /** Files of an earlier build that no longer belong but were edited since, and so stay. */
  readonly kept: readonly string[];
};
export type Refused = { readonly kind: "refused"; readonly reason: string };

const STAGING = ".lbc-staging";
const LOCK = ".lbc-lock";
const JOURNAL = "journal.json";

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** The manifest in a folder; undefined when there is none, a reason when it cannot be used. */
export function manifestIn(folder: string): Manifest | undefined | { readonly reason: string } {
  let text: string;
  try {
    text = fs.readFileSync(join(folder, MANIFEST), "utf8");
  } catch {
    return undefined;
  }
  const read = readManifest(text);
  return read.kind === "manifest" ? read.manifest : { reason: read.reason };
}

function stateOf(path: string): fs.Stats | undefined {
  return fs.lstatSync(path, { throwIfNoEntry: false });
}

/** Why a path cannot be written below a folder: a link or a file stands where a folder must be. */
function obstacle(folder: string, path: string, seen: Set<string>): string | undefined {
  const parts = path.split("/");
  for (let i = 1; i < parts.length; i++) {
    const parent = parts.slice(0, i).join("/");
    if (seen.has(parent)) continue;
    const state = stateOf(join(folder, parent));
    if (state !== undefined && !state.isDirectory()) return `${parent} is not a folder; move it away`;
    seen.add(parent);
  }
  const state = stateOf(join(folder, path));
  return state !== undefined && !state.isFile() ? `${path} is not a regular file; move it away` : undefined;
}

type Plan = {
  readonly write: readonly TreeFile[];
  readonly remove: readonly string[];
  readonly kept: readonly string[];
};

/** What must change on disk; nothing is touched. */
export function plan(
  folder: string,
  files: readonly TreeFile[],
  previous: Manifest | undefined,
): Plan | Refused {
  const recorded = new Map((previous?.files ?? []).map((f) => [f.path, f]));
  const write: TreeFile[] = [];
  const seen = new Set<string>();
  for (const file of files) {
    const reason = obstacle(folder, file.path, seen);
    if (reason !== undefined) return { kind: "refused", reason };
    const path = join(folder, file.path);
    const state = stateOf(path);
    if (state === undefined) write.push(file);
    else {
      const text = fs.readFileSync(path, "utf8");
      if (text === file.text && (state.mode & 0o777) === file.mode) continue;
      const before = recorded.get(file.path);
      if (before === undefined && file.path !== MANIFEST) {
        return {
          kind: "refused",
          reason: `${file.path} is there already and lbc did not write it; move it away`,
        };
      }
      if (before !== undefined && before.sha256 !== sha256(text)) {
        return {
          kind: "refused",
          reason: `${file.path} was edited since lbc wrote it; move it away, or carry the edit into the topology and delete it`,
        };
      }
      write.push(file);
    }
  }
  const wanted = new Set(files.map((f) => f.path));
  const remove: string[] = [];
  const kept: string[] = [];
  for (const { path, sha256: hash } of recorded.values()) {
    if (wanted.has(path) || obstacle(folder, path, seen) !== undefined) continue;
    const full = join(folder, path);
    if (stateOf(full) === undefined) continue;
    (sha256(fs.readFileSync(full, "utf8")) === hash ? remove : kept).push(path);
  }
  return { write, remove, kept };
}

type Journal = { readonly write: readonly string[]; readonly remove: readonly string[] };

/** Makes a folder below another with what lies between, each once: a fleet has tens of thousands. */
function makeFolder(folder: string, path: string, made: Set<string>): void {
  if (path === "." || made.has(path)) return;
  makeFolder(folder, dirname(path), made);
  made.add(path);
  const full = join(folder, path);
  if (stateOf(full) === undefined) fs.mkdirSync(full);
}

/** Moves what the journal lists, and removes the staging. Safe to repeat after any interruption. */
function finish(folder: string, journal: Journal): void {
  const staging = join(folder, STAGING);
  const made = new Set<string>();
  for (const [index, path] of journal.write.entries()) {
    const from = join(staging, String(index));
    if (stateOf(from) === undefined) continue;
    makeFolder(folder, dirname(path), made);
    fs.renameSync(from, join(folder, path));
  }
  for (const path of journal.remove) {
    fs.rmSync(join(folder, path), { force: true });
    for (let parent = dirname(path); parent !== "."; parent = dirname(parent)) {
      try {
        fs.rmdirSync(join(folder, parent));
      } catch {
        break;
      }
    }
  }
  // All that is left in it: quicker than removing a tree.
  fs.rmSync(join(staging, JOURNAL), { force: true });
  fs.rmdirSync(staging);
}

/** Finishes or discards what a killed build left. */
function recover(folder: string): void {
  const staging = join(folder, STAGING);
  if (stateOf(staging) === undefined) return;
  let journal: Journal | undefined;
  try {
    const value = JSON.parse(fs.readFileSync(join(staging, JOURNAL), "utf8")) as Partial<Journal>;
    const paths = [...(value.write ?? []), ...(value.remove ?? [])];
    const safe = paths.every(
      (p) => typeof p === "string" && !p.startsWith("/") && !p.split("/").includes(".."),
    );
    if (safe && value.write !== undefined && value.remove !== undefined)
      journal = { write: value.write, remove: value.remove };
  } catch {
    journal = undefined;
  }
  if (journal === undefined) fs.rmSync(staging, { recursive: true, force: true });
  else finish(folder, journal);
}

function lock(folder: string): string | undefined {
  const path = join(folder, LOCK);
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      fs.writeFileSync(path, `${process.pid}\n`, { flag: "wx" });
      return undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const pid = Number(fs.readFileSync(path, "utf8"));
    try {
      process.kill(pid, 0);
      return `another build (process ${pid}) is writing here; wait for it, or remove ${LOCK} if there is none`;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EPERM")
        return `another build (process ${pid}) is writing here`;
      fs.rmSync(path, { force: true });
    }
  }
  return `cannot take ${LOCK}`;
}

/**
 * Writes the tree. `step` is called before each change on disk; a test throws from it to play a kill. Files of an
 * earlier build that are not `inScope` stay.
 */
export function writeTree(
  folder: string,
  files: readonly TreeFile[],
  step: () => void = () => undefined,
  inScope: (path: string) => boolean = () => true,
): Written | Refused {
  fs.mkdirSync(folder, { recursive: true });
  const busy = lock(folder);
  if (busy !== undefined) return { kind: "refused", reason: busy };
  try {
    recover(folder);
    const previous = manifestIn(folder);
    if (previous !== undefined && "reason" in previous) {
      return {
        kind: "refused",
        reason: `${MANIFEST} there is not lbc's (${previous.reason}); choose another folder, or move it away`,
      };
    }
    const scoped =
      previous === undefined
        ? undefined
        : { ...previous, files: previous.files.filter((f) => inScope(f.path)) };
    const planned = plan(folder, files, scoped);
    if ("kind" in planned) return planned;
    const { write, remove, kept } = planned;
    if (write.length > 0 || remove.length > 0) {
      const staging = join(folder, STAGING);
      fs.mkdirSync(staging, { recursive: true });
      // The manifest last: until it is moved the old one accounts for the files.
      const ordered = [
        ...write.filter((f) => f.path !== MANIFEST),
        ...write.filter((f) => f.path === MANIFEST),
      ];
      const umask = process.umask();
      for (const [index, file] of ordered.entries()) {
        step();
        const path = join(staging, String(index));
        fs.writeFileSync(path, file.text, { mode: file.mode });
        if ((file.mode & umask) !== 0) fs.chmodSync(path, file.mode);
      }
      const journal: Journal = { write: ordered.map((f) => f.path), remove };
      step();
      fs.writeFileSync(join(staging, `${JOURNAL}.new`), JSON.stringify(journal));
      step();
      fs.renameSync(join(staging, `${JOURNAL}.new`), join(staging, JOURNAL));
      step();
      finish(folder, journal);
    }
    return { kind: "written", changed: write.map((f) => f.path), removed: remove, kept };
  } finally {
    fs.rmSync(join(folder, LOCK), { force: true });
  }
}
