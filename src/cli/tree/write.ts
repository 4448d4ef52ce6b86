/** Writes a tree of files so that a killed build leaves the old tree or the new one: see spec/output.md. */
import { join } from "node:path";
import { MANIFEST } from "../../output/manifest.ts";
import { commitInPlace, settleInPlace, stageInPlace } from "./in-place.ts";
import { takeLock, type Lock } from "./lock.ts";
import { makeFolders, placeOf, STAGING, stateOf, type Place } from "./place.ts";
import { manifestIn, plan, type Plan, type Refused, type TreeFile } from "./plan.ts";
import { contentsOf, settleBeside, stage, swap, type Pause } from "./swap.ts";

export type Written = {
  readonly kind: "written";
  /** Paths that were new or differed. */
  readonly changed: readonly string[];
  /** Files of an earlier build that no longer belong. */
  readonly removed: readonly string[];
  /** Files of an earlier build that no longer belong but were edited since, and so stay. */
  readonly kept: readonly string[];
};
/** Asked to stop before anything was changed. */
export type Stopped = { readonly kind: "stopped" };

export type WriteOptions = {
  /** Files of an earlier build that are not in scope stay. */
  readonly inScope?: (path: string) => boolean;
  /** Keep the folders themselves, and replace file by file. */
  readonly inPlace?: boolean;
  readonly pause?: Pause;
};

const goOn: Pause = () => false;

/** Writes the files below a folder, and removes those of an earlier build that no longer belong. */
export async function writeTree(
  folder: string,
  files: readonly TreeFile[],
  options: WriteOptions = {},
): Promise<Written | Refused | Stopped> {
  const wanted = placeOf(folder);
  if ("reason" in wanted) return { kind: "refused", reason: wanted.reason };
  const lock = takeLock(wanted);
  if ("reason" in lock) return { kind: "refused", reason: lock.reason };
  const { place } = lock;
  try {
    settle(place);
    const previous = manifestIn(place.root);
    if (previous !== undefined && "reason" in previous) {
      const reason = `${MANIFEST} there is not lbc's (${previous.reason}); choose another folder, or move it away`;
      return { kind: "refused", reason };
    }
    const inScope = options.inScope ?? (() => true);
    const recorded = previous?.files ?? [];
    const scoped = recorded.filter((f) => inScope(f.path));
    const planned = plan(place.root, files, scoped);
    if ("kind" in planned) return planned;
    const { write, remove, kept } = planned;
    if (write.length > 0 || remove.length > 0) {
      const known = new Set([...recorded.map((f) => f.path), ...files.map((f) => f.path)]);
      for (const path of kept) known.delete(path);
      const outcome = await carryOut(lock, planned, known, options);
      if (outcome !== undefined) return outcome;
    }
    return { kind: "written", changed: write.map((f) => f.path), removed: remove, kept };
  } finally {
    leave(lock);
  }
}

/** Carries out a plan: the whole tree at once where that can be, file by file otherwise. */
async function carryOut(
  { place, isHeld }: Lock,
  planned: Plan,
  known: ReadonlySet<string>,
  { inPlace, pause = goOn }: WriteOptions,
): Promise<Refused | Stopped | undefined> {
  const { root, beside } = place;
  const lost: Refused = { kind: "refused", reason: "another build began to write there; build again" };
  const contents =
    beside === undefined || place.isInside || inPlace === true ? undefined : contentsOf(root, known);
  if (beside !== undefined && contents !== undefined) {
    const { write, remove } = planned;
    const gone = new Set(contents.files.length === 0 ? [] : [...remove, ...write.map((f) => f.path)]);
    const stay = contents.files.filter((path) => !gone.has(path));
    const staged = await stage({ root, beside }, write, stay, contents.folders, pause);
    if (staged === "stopped") return { kind: "stopped" };
    if (!isHeld()) return lost;
    if (staged === "staged" && swap(root, beside)) return undefined;
  }
  makeFolders(root);
  if (!(await stageInPlace(root, planned, pause))) return { kind: "stopped" };
  if (!isHeld()) return lost;
  commitInPlace(root);
  return undefined;
}

/** Finishes or discards what a killed build left: with the lock held. */
function settle({ root, beside }: Place): void {
  if (beside !== undefined) settleBeside(root, beside);
  settleInPlace(root);
}

/** Clears away what is left of this build. What cannot be now is left to the next command. */
function leave(lock: Lock): void {
  try {
    if (lock.isHeld()) settle(lock.place);
    lock.release();
  } catch (error) {
    if (!isErrno(error)) throw error;
  }
}

/**
 * Finishes or discards what a killed build left, before a tree is read. Does nothing while a build is at work, and
 * where nothing may be written.
 */
export function settleTree(folder: string): void {
  try {
    const place = placeOf(folder);
    if ("reason" in place) return;
    const left = place.beside !== undefined && stateOf(place.beside) !== undefined;
    if (!left && stateOf(join(place.root, STAGING)) === undefined) return;
    const lock = takeLock(place);
    if ("reason" in lock) return;
    leave(lock);
  } catch (error) {
    if (!isErrno(error)) throw error;
  }
}

function isErrno(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}
