/** The record of a build: every file of the tree, its hash, and where each of its lines came from. */
import { positionAt } from "../text/source.ts";
import type { Artifact, Line } from "../targets/artifact.ts";

/** `[firstLine, count, file, line, column]`: `count` emitted lines from `firstLine`, caused by one place. All from 1. */
export type LineRun = readonly [number, number, string, number, number];

export type ManifestFile = {
  /** Below the output folder, `/` between folders. */
  readonly path: string;
  readonly host?: string;
  /** Absolute path on the host; absent for files that are not installed. */
  readonly install?: string;
  /** Unix permission bits as four octal digits, such as `0644`. */
  readonly mode: string;
  readonly owner: string;
  readonly purpose: string;
  readonly service?: { readonly name: string; readonly action: "reload" | "restart" };
  readonly validate?: string;
  /** The output it belongs to, such as `nginx`. */
  readonly target?: string;
  /** Of the file's bytes, lower-case hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
  /** Ascending; lines with no place in the topology are left out. */
  readonly lines: readonly LineRun[];
};

export type Manifest = {
  readonly format: 1;
  /** The version of lbc that wrote it. */
  readonly lbc: string;
  /** Sorted by path. */
  readonly files: readonly ManifestFile[];
};

/** The name of the manifest in the output folder. */
export const MANIFEST = "manifest.json";

/** The text of a file of the tree; every line ends with a line feed. */
export function artifactText(artifact: Pick<Artifact, "lines">): string {
  return artifact.lines.map((line) => `${line.text}\n`).join("");
}

/** Runs of neighbouring lines that one place caused. */
export function lineRuns(lines: readonly Line[]): readonly LineRun[] {
  const runs: [number, number, string, number, number][] = [];
  for (const [index, { span }] of lines.entries()) {
    if (span === undefined) continue;
    const { line, column } = positionAt(span.source, span.start);
    const last = runs.at(-1);
    if (
      last !== undefined &&
      last[0] + last[1] === index + 1 &&
      last[2] === span.source.name &&
      last[3] === line &&
      last[4] === column
    ) {
      last[1]++;
    } else runs.push([index + 1, 1, span.source.name, line, column]);
  }
  return runs;
}

function bytesOf(text: string): number {
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The manifest of a build. `sha256` hashes the UTF-8 bytes of a text to hexadecimal; it is handed in because
 * this code runs where there is no node.
 */
export function manifest(
  artifacts: readonly Artifact[],
  options: { readonly version: string; readonly sha256: (text: string) => string },
): Manifest {
  const files = artifacts.map((artifact): ManifestFile => {
    const text = artifactText(artifact);
    return {
      path: artifact.path,
      ...(artifact.host === undefined ? {} : { host: artifact.host }),
      ...(artifact.install === undefined ? {} : { install: artifact.install }),
      mode: artifact.mode.toString(8).padStart(4, "0"),
      owner: artifact.owner,
      purpose: artifact.purpose,
      ...(artifact.service === undefined
        ? {}
        : { service: { name: artifact.service.name, action: artifact.service.action } }),
      ...(artifact.validate === undefined ? {} : { validate: artifact.validate }),
      ...(artifact.target === undefined ? {} : { target: artifact.target }),
      sha256: options.sha256(text),
      bytes: bytesOf(text),
      lines: lineRuns(artifact.lines),
    };
  });
  return { format: 1, lbc: options.version, files: sorted(files) };
}

function sorted(files: readonly ManifestFile[]): readonly ManifestFile[] {
  return files.toSorted((a, b) => compareText(a.path, b.path));
}

/**
 * The manifest after a build of part of the tree: files outside the part stay as the previous build left
 * them, unless this build wrote one of the same path.
 */
export function mergeManifests(
  previous: Manifest | undefined,
  next: Manifest,
  inPart: (file: ManifestFile) => boolean,
): Manifest {
  const written = new Set(next.files.map((file) => file.path));
  const kept = previous?.files.filter((file) => !inPart(file) && !written.has(file.path)) ?? [];
  return { ...next, files: sorted([...kept, ...next.files]) };
}

/** The text of `manifest.json`: one property a line and one run a line, so that a diff reads well. */
export function manifestText(value: Manifest): string {
  const files = value.files.map(({ lines, ...facts }) => {
    const properties = Object.entries(facts).map(
      ([key, fact]) => `      ${JSON.stringify(key)}: ${JSON.stringify(fact)}`,
    );
    const runs = lines.map((run) => `\n        ${JSON.stringify(run)}`).join(",");
    return `    {\n${properties.join(",\n")},\n      "lines": [${runs}${runs === "" ? "" : "\n      "}]\n    }`;
  });
  const list = files.length === 0 ? "[]" : `[\n${files.join(",\n")}\n  ]`;
  return `{\n  "format": 1,\n  "lbc": ${JSON.stringify(value.lbc)},\n  "files": ${list}\n}\n`;
}
