/** Where a tree lives, and where lbc keeps what is not yet, or no longer, part of it (spec/output.md). */
import { type Stats, existsSync, lstatSync, mkdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

export type Place = {
  /** The output folder itself, behind any link. */
  readonly root: string;
  /** A folder beside it, in which a whole new tree is made ready; undefined where there can be none. */
  readonly beside?: string;
  /** Whether this process is at work in the folder, which should therefore stay itself. */
  readonly isInside: boolean;
};

/** In `beside`: the tree being written, the one it replaces, and the replaced one on its way out. */
export const NEW = "new";
export const OLD = "old";
export const TRASH = "trash";
/** In the output folder, when a build writes in place. */
export const STAGING = ".lbc-staging";
/** In `beside`, or in the output folder when there is none. */
export const LOCK = "lock";
export const INNER_LOCK = ".lbc-lock";

export function stateOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

export function isFolder(path: string): boolean {
  return stateOf(path)?.isDirectory() === true;
}

/**
 * Makes a folder and those above it. Node's own way (`recursive`) never ends where the kernel says that a parent is
 * missing which is there, as in /proc.
 */
export function makeFolders(path: string): void {
  if (statSync(path, { throwIfNoEntry: false }) !== undefined) return;
  makeFolders(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** Whether `path` is `folder` or lies below it. */
export function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

/** The place of a folder that may not be there yet. */
export function placeOf(folder: string): Place | { readonly reason: string } {
  const state = statSync(folder, { throwIfNoEntry: false });
  if (state === undefined && stateOf(folder)?.isSymbolicLink() === true)
    return { reason: `${folder} is a link to nothing; remove it, or make the folder it names` };
  if (state !== undefined && !state.isDirectory())
    return { reason: `${folder} is not a folder; name another with --out` };
  const root = state === undefined ? join(realParent(folder), basename(folder)) : realpathSync(folder);
  const parent = dirname(root);
  const beside = join(parent, `.${basename(root)}.lbc`);
  const isInside = isWithin(root, process.cwd());
  // A mounted folder cannot be renamed.
  const parentState = statSync(parent, { throwIfNoEntry: false });
  const mounted = state !== undefined && parentState?.dev !== state.dev;
  return parent === root || mounted ? { root, isInside } : { root, beside, isInside };
}

/** The folder above one that is not there, behind its links as far as it exists. */
function realParent(folder: string): string {
  const parent = dirname(folder);
  if (parent === folder) return folder;
  return existsSync(parent) ? realpathSync(parent) : join(realParent(parent), basename(parent));
}
