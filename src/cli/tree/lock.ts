/** One build at a time writes a tree: a link whose target names the process that holds it, made in one step. */
import {
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  rmdirSync,
  symlinkSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { INNER_LOCK, isFolder, LOCK, makeFolders, NEW, OLD, stateOf, TRASH, type Place } from "./place.ts";

export type Lock = {
  /** The place as it can be used: without `beside` where that cannot be made. */
  readonly place: Place;
  /** Whether it is still held: another build may have taken it for a dead one's. */
  readonly isHeld: () => boolean;
  readonly release: () => void;
};
export type Busy = { readonly reason: string };

/** A process by its id and, where the kernel tells, the time it began: ids come again. */
function nameOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return `${pid}-${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]}`;
  } catch {
    return String(pid);
  }
}

function lives(holder: string): boolean {
  const pid = Number(/^\d+/.exec(holder)?.[0] ?? 0);
  if (pid === 0 || (holder.includes("-") && nameOf(pid) !== holder)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function holderOf(lock: string): string | undefined {
  try {
    return readlinkSync(lock);
  } catch {
    return undefined;
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

/** Takes the lock of a place; makes what folders that needs. */
export function takeLock(wanted: Place): Lock | Busy {
  const place = withBeside(wanted);
  const lock = place.beside === undefined ? join(place.root, INNER_LOCK) : join(place.beside, LOCK);
  const own = nameOf(process.pid);
  for (let attempt = 0; attempt < 5; attempt++) {
    makeFolders(dirname(lock));
    try {
      symlinkSync(own, lock);
      return {
        place,
        isHeld: () => holderOf(lock) === own,
        release: () => {
          if (holderOf(lock) === own) rmSync(lock, { force: true });
          if (place.beside !== undefined) removeEmpty(place.beside);
        },
      };
    } catch (error) {
      // ENOENT: the build before us has just removed the folder.
      if (codeOf(error) !== "EEXIST" && codeOf(error) !== "ENOENT") throw error;
    }
    const holder = holderOf(lock);
    if (holder === undefined && stateOf(lock) !== undefined)
      return { reason: `${lock} is not lbc's; move it away` };
    if (holder === undefined) continue;
    if (holder !== own && lives(holder)) {
      const pid = /^\d+/.exec(holder)?.[0];
      return { reason: `another build (process ${pid}) is writing there; wait for it` };
    }
    // Of two builds that find the same dead lock only one moves it.
    const dead = `${lock}.${process.pid}`;
    try {
      renameSync(lock, dead);
    } catch {
      continue;
    }
    rmSync(dead, { force: true });
  }
  return { reason: "other builds are writing there; wait for them" };
}

/** Makes the folder beside; where that cannot be, or is not lbc's, the place goes without. */
function withBeside(place: Place): Place {
  const { root, beside, isInside } = place;
  if (beside === undefined) return place;
  try {
    makeFolders(dirname(beside));
    mkdirSync(beside);
  } catch (error) {
    const isOurs = () => {
      const own = new Set([NEW, OLD, TRASH, LOCK]);
      return isFolder(beside) && readdirSync(beside).every((name) => own.has(name.split(".")[0] ?? ""));
    };
    if (codeOf(error) !== "EEXIST" || !isOurs()) return { root, isInside };
  }
  return place;
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Something of a killed build is still in it.
  }
}
