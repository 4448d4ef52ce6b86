/** The one way files come in: by a path below the project's folder. */
import {
  chmodSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { FileRead } from "../check.ts";
import { limits } from "../syntax/lex.ts";
import { isWithin } from "./tree/place.ts";

/** Reads below a folder; says why for what is absent, too large, no regular file, or outside by a link. `willRead` is told first. */
export function reader(folder: string, willRead?: (path: string) => void): (path: string) => FileRead {
  let root: string | undefined;
  return (path) => {
    willRead?.(join(folder, path));
    try {
      root ??= realpathSync(folder);
      const full = realpathSync(join(folder, path));
      if (!isWithin(root, full)) return { unreadable: "it is a link out of the project's folder" };
      const state = statSync(full);
      if (state.isDirectory()) return { unreadable: "it is a folder" };
      if (!state.isFile()) return { unreadable: "it is no regular file" };
      // Four bytes is the most a character takes.
      if (state.size > limits.text * 4) return { unreadable: "it is larger than 32 MiB" };
      return readFileSync(full, "utf8");
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return { unreadable: REASONS[code ?? ""] ?? `the system says ${code}` };
    }
  };
}

/** Names of the files with an ending in a folder of the project, sorted; hidden ones are left out. `willRead` is told first. */
export function filesIn(
  project: string,
  folder: string,
  ending: string,
  willRead?: (path: string) => void,
): readonly string[] {
  willRead?.(join(project, folder, ANY));
  try {
    return readdirSync(join(project, folder))
      .filter((name) => name.endsWith(ending) && !name.startsWith("."))
      .sort();
  } catch {
    return []; // there is none
  }
}

/** In place of a file's name: whichever file of the folder comes or goes. */
export const ANY = "*";

/** Writes a file so that who reads it sees the old text or the new one. A link stays one, and a device what it is. */
export function writeWhole(path: string, text: string): void {
  const before = statSync(path, { throwIfNoEntry: false });
  if (before?.isFile() === false) return writeFileSync(path, text);
  const file = before === undefined ? path : realpathSync(path);
  const beside = join(dirname(file), `.${basename(file)}.lbc-${process.pid}`);
  try {
    writeFileSync(beside, text);
    if (before !== undefined) chmodSync(beside, before.mode & 0o7777);
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file",
  EACCES: "permission denied",
  ELOOP: "its links lead in a circle",
};
