/** What must change on disk for a tree to hold what a build made. */
import { type Stats, readFileSync } from "node:fs";
import { createHash, hash } from "node:crypto";
import { join } from "node:path";
import { MANIFEST, type Digest, type Manifest, type ManifestFile } from "../../output/manifest.ts";
import { readManifest } from "../../output/read-manifest.ts";
import { stateOf } from "./place.ts";

export type TreeFile = { readonly path: string; readonly mode: number; readonly text: string };
export type Refused = { readonly kind: "refused"; readonly reason: string };

export type Plan = {
  /** New files and files that differ, the manifest last. */
  readonly write: readonly TreeFile[];
  /** Files of an earlier build that no longer belong. */
  readonly remove: readonly string[];
  /** The same, but edited since: they stay. */
  readonly kept: readonly string[];
};

/** In one call, which Node has since 20.12. */
const sha256 = (of: string | Uint8Array): string =>
  typeof hash === "function" ? hash("sha256", of, "hex") : createHash("sha256").update(of).digest("hex");

export function digest(text: string): Digest {
  return { sha256: sha256(text), bytes: Buffer.byteLength(text) };
}

/** The manifest in a folder; undefined when there is none, a reason when it cannot be used. */
export function manifestIn(folder: string): Manifest | undefined | { readonly reason: string } {
  let text: string;
  try {
    text = readFileSync(join(folder, MANIFEST), "utf8");
  } catch {
    return undefined;
  }
  const read = readManifest(text);
  return read.kind === "manifest" ? read.manifest : { reason: read.reason };
}

/** Folders already looked at, by their path below the output folder: whether they are there. */
export type SeenFolders = Map<string, boolean>;

/**
 * What stands at a path below a folder: nothing, a regular file, or the reason why no file can be written there,
 * such as a link on the way.
 */
export function look(folder: string, path: string, seen: SeenFolders): Stats | undefined | string {
  for (let slash = path.indexOf("/"); slash > 0; slash = path.indexOf("/", slash + 1)) {
    const parent = path.slice(0, slash);
    let there = seen.get(parent);
    if (there === undefined) {
      const state = stateOf(`${folder}/${parent}`);
      if (state !== undefined && !state.isDirectory()) return `${parent} is not a folder; move it away`;
      seen.set(parent, (there = state !== undefined));
    }
    if (!there) return undefined;
  }
  const state = stateOf(`${folder}/${path}`);
  return state === undefined || state.isFile() ? state : `${path} is not a regular file; move it away`;
}

/** What must change; nothing is touched. `before` is what an earlier build recorded. */
export function plan(
  folder: string,
  files: readonly TreeFile[],
  before: readonly ManifestFile[],
): Plan | Refused {
  const ordered = [...files.filter((f) => f.path !== MANIFEST), ...files.filter((f) => f.path === MANIFEST)];
  if (stateOf(folder) === undefined) return { write: ordered, remove: [], kept: [] };
  const recorded = new Map(before.map((f) => [f.path, f]));
  /** Whether a file is as an earlier build wrote it; one of another size need not be read. */
  const isUnedited = (path: string, size: number) => {
    const record = recorded.get(path);
    return record?.bytes === size && record.sha256 === sha256(readFileSync(join(folder, path)));
  };
  const write: TreeFile[] = [];
  const seen: SeenFolders = new Map();
  for (const file of ordered) {
    const { path } = file;
    const found = look(folder, path, seen);
    if (typeof found === "string") return { kind: "refused", reason: found };
    if (found !== undefined) {
      const text = Buffer.from(file.text);
      const same = found.size === text.length && text.equals(readFileSync(`${folder}/${path}`));
      if (same && (found.mode & 0o7777) === file.mode) continue;
      if (!same && path !== MANIFEST && !isUnedited(path, found.size)) {
        const why = recorded.has(path)
          ? "was edited since lbc wrote it; move it away, or carry the edit into the topology and delete it"
          : "is there already and lbc did not write it; move it away";
        return { kind: "refused", reason: `${path} ${why}` };
      }
    }
    write.push(file);
  }
  const wanted = new Set(files.map((f) => f.path));
  const remove: string[] = [];
  const kept: string[] = [];
  for (const path of recorded.keys()) {
    const found = wanted.has(path) ? undefined : look(folder, path, seen);
    if (found === undefined || typeof found === "string") continue;
    (isUnedited(path, found.size) ? remove : kept).push(path);
  }
  return { write, remove, kept };
}
