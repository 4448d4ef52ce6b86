/**
 * A tree in one step: the whole new one is made ready beside the output folder, where unchanged files are further
 * names of the old ones, and two renames put it in the old one's place. One, when there is no old tree.
 */
import {
  type Stats,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { TreeFile } from "./plan.ts";
import { isFolder, NEW, OLD, TRASH } from "./place.ts";

/** Waits now and then, so that a signal is heard and progress shown; true asks to stop. */
export type Pause = (done: number, total: number) => boolean | Promise<boolean>;

/** What a folder holds, by paths below it; those above come first. */
export type Contents = {
  readonly folders: readonly { readonly path: string; readonly mode: number }[];
  readonly files: readonly string[];
};

/** The contents of a tree; undefined when it holds more than `known` files, or a folder that a build could not make again. */
export function contentsOf(root: string, known: ReadonlySet<string>): Contents | undefined {
  const folders: { readonly path: string; readonly mode: number }[] = [];
  const files: string[] = [];
  const state = lstatSync(root, { throwIfNoEntry: false });
  if (state === undefined) return { folders, files };
  const owner = { uid: process.geteuid?.(), gid: state.gid };
  const walk = (path: string, { mode, uid, gid }: Stats): boolean => {
    if (uid !== owner.uid || gid !== owner.gid || (mode & 0o700) !== 0o700) return false;
    folders.push({ path, mode: mode & 0o7777 });
    const entries = readdirSync(`${root}/${path}`, { withFileTypes: true });
    for (const entry of entries) {
      const inner = path === "" ? entry.name : `${path}/${entry.name}`;
      if (entry.isFile() && known.has(inner)) files.push(inner);
      else if (!entry.isDirectory() || !walk(inner, lstatSync(`${root}/${inner}`))) return false;
    }
    return path === "" || entries.length > 0;
  };
  return walk("", state) ? { folders, files } : undefined;
}

/** What a file system answers that has no second names for files, or not for this one. */
const UNLINKABLE = new Set(["EPERM", "EXDEV", "EMLINK", "ENOSYS", "ENOTSUP", "EOPNOTSUPP"]);

/** Makes the new tree ready: the files of `write`, and `kept` ones of the old tree. */
export async function stage(
  { root, beside }: { readonly root: string; readonly beside: string },
  write: readonly TreeFile[],
  kept: readonly string[],
  folders: Contents["folders"],
  pause: Pause,
): Promise<"staged" | "stopped" | "impossible"> {
  const fresh = join(beside, NEW);
  const modes = new Map(folders.map(({ path, mode }) => [path, mode]));
  mkdirSync(fresh);
  const plain = lstatSync(fresh);
  if (modes.size > 0 && lstatSync(root).gid !== plain.gid) return "impossible";
  const made = new Set<string>();
  const keepMode = (path: string) => {
    made.add(path);
    const mode = modes.get(path);
    if (mode !== undefined && mode !== (plain.mode & 0o7777)) chmodSync(`${fresh}/${path}`, mode);
  };
  let before = "";
  /** Makes the folders of a file. Files are sorted, so most folders are those of the file before. */
  const makeFolders = (path: string) => {
    let slash = path.indexOf("/", sharedFolders(before, path));
    for (; slash >= 0; slash = path.indexOf("/", slash + 1)) {
      const folder = path.slice(0, slash);
      if (made.has(folder)) continue;
      mkdirSync(`${fresh}/${folder}`);
      keepMode(folder);
    }
    before = path;
  };
  keepMode("");
  const umask = process.umask();
  const total = write.length + kept.length;
  for (const [index, file] of write.entries()) {
    makeFolders(file.path);
    writeNew(`${fresh}/${file.path}`, file, umask);
    const stops = pause(index, total);
    // Thousands of files do not wait for a promise each.
    if (stops !== false && (await stops)) return "stopped";
  }
  for (const [index, path] of kept.entries()) {
    makeFolders(path);
    try {
      linkSync(`${root}/${path}`, `${fresh}/${path}`);
    } catch (error) {
      if (UNLINKABLE.has((error as NodeJS.ErrnoException).code ?? "")) return "impossible";
      throw error;
    }
    if (await pause(write.length + index, total)) return "stopped";
  }
  return "staged";
}

/** Where the part of two paths ends that names folders above both. */
function sharedFolders(a: string, b: string): number {
  let shared = 0;
  for (let i = 0; i < a.length && a.charCodeAt(i) === b.charCodeAt(i); i++) if (a[i] === "/") shared = i + 1;
  return shared;
}

/** Writes a file that is not there, with its mode: three calls of the system, where writeFileSync looks at more. */
export function writeNew(path: string, { text, mode }: TreeFile, umask: number): void {
  const file = openSync(path, FRESH, mode);
  try {
    let written = writeSync(file, text);
    if (written < Buffer.byteLength(text)) {
      const bytes = Buffer.from(text);
      while (written < bytes.length) written += writeSync(file, bytes, written);
    }
  } finally {
    closeSync(file);
  }
  if ((mode & umask) !== 0) chmodSync(path, mode);
}

const FRESH = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;

export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** Puts the staged tree in its place; false, with everything as before, where the folder cannot be renamed. */
export function swap(root: string, beside: string): boolean {
  const fresh = join(beside, NEW);
  const old = join(beside, OLD);
  try {
    // Where nothing is, or an empty folder, this alone does it.
    renameSync(fresh, root);
    return true;
  } catch {
    // There is an old tree.
  }
  try {
    renameSync(root, old);
  } catch {
    return false;
  }
  try {
    renameSync(fresh, root);
  } catch {
    renameSync(old, root);
    return false;
  }
  return true;
}

/** Puts back or finishes what a killed build left, and removes the rest. Safe to repeat after any interruption. */
export function settleBeside(root: string, beside: string): void {
  const [fresh, old, trash] = [join(beside, NEW), join(beside, OLD), join(beside, TRASH)];
  // Between the two renames the new tree is whole.
  if (isFolder(old) && !existsSync(root)) renameSync(isFolder(fresh) ? fresh : old, root);
  rmSync(fresh, { recursive: true, force: true });
  rmSync(trash, { recursive: true, force: true });
  // Only a whole tree is called old.
  if (isFolder(old)) renameSync(old, trash);
  rmSync(trash, { recursive: true, force: true });
}
