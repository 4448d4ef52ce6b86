/** The record of a build: every file of the tree, its hash, and where each of its lines came from. */
import { given } from "../model/fields.ts";
import { positionAt, type Span } from "../text/source.ts";
import type { Artifact, Line } from "../targets/artifact.ts";
import { textOfLines } from "../targets/lines.ts";

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

/** A file of the tree with its text. */
export type TextFile = Artifact & { readonly text: string };

/** The text of a file of the tree; every line ends with a line feed. */
export function artifactText({ lines, text }: Pick<Artifact, "lines" | "text">): string {
  return text ?? textOfLines(lines);
}

/** Artifacts with their texts. Thousands of hosts may have the same file: they then have one text. */
export function withTexts(artifacts: readonly Artifact[]): readonly TextFile[] {
  const known = new Map<string, string>();
  const again = (made: string) => {
    const text = known.get(made);
    if (text === undefined) known.set(made, made);
    return text ?? made;
  };
  return artifacts.map((artifact) => ({
    ...artifact,
    text: artifact.text ?? again(textOfLines(artifact.lines)),
  }));
}

/** Runs of neighbouring lines that one place caused. */
export function lineRuns(lines: readonly Line[]): readonly LineRun[] {
  const runs: LineRun[] = [];
  for (let first = 0; first < lines.length;) {
    const span = lines[first]?.span;
    let end = first + 1;
    while (end < lines.length && isSamePlace(lines[end]?.span, span)) end++;
    if (span !== undefined) {
      const { line, column } = positionAt(span.source, span.start);
      runs.push([first + 1, end - first, span.source.name, line, column]);
    }
    first = end;
  }
  return runs;
}

function isSamePlace(a: Span | undefined, b: Span | undefined): boolean {
  return a === b || (a?.start === b?.start && a?.source.name === b?.source.name);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Of a text's UTF-8 bytes. */
export type Digest = Pick<ManifestFile, "sha256" | "bytes">;

/** The manifest of a build. `digest` is handed in because this code runs where there is no node. */
export function manifest(
  artifacts: readonly TextFile[],
  options: { readonly version: string; readonly digest: (text: string) => Digest },
): Manifest {
  const digests = new Map<string, Digest>();
  const digestOf = (text: string) => {
    let known = digests.get(text);
    if (known === undefined) digests.set(text, (known = options.digest(text)));
    return known;
  };
  const files = artifacts.map((artifact): ManifestFile => {
    const { path, host, install, mode, owner, purpose, service, validate, target, lines, text } = artifact;
    const { sha256, bytes } = digestOf(text);
    return given<ManifestFile>({
      path,
      host,
      install,
      mode: mode.toString(8).padStart(4, "0"),
      owner,
      purpose,
      service,
      validate,
      target,
      sha256,
      bytes,
      lines: lineRuns(lines),
    });
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
  if (previous === undefined) return next;
  const written = new Set(next.files.map((file) => file.path));
  const kept = previous.files.filter((file) => !inPart(file) && !written.has(file.path));
  return { ...next, files: sorted([...kept, ...next.files]) };
}

/** The text of `manifest.json`: one property a line and one run a line, so that a diff reads well. */
export function manifestText(value: Manifest): string {
  const quoted = quoting();
  const files = value.files.map((file) => fileText(file, quoted));
  const list = files.length === 0 ? "[]" : `[\n${files.join(",\n")}\n  ]`;
  return `{\n  "format": 1,\n  "lbc": ${JSON.stringify(value.lbc)},\n  "files": ${list}\n}\n`;
}

/** JSON of texts that come again and again. */
function quoting(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    let quoted = known.get(text);
    if (quoted === undefined) known.set(text, (quoted = JSON.stringify(text)));
    return quoted;
  };
}

/** In pieces, joined at once: the ropes of thousands of files would all be kept until they are written. */
function fileText(file: ManifestFile, quoted: (text: string) => string): string {
  const { path, host, install, mode, owner, purpose, service, validate, target, sha256, bytes, lines } = file;
  const out = ['    {\n      "path": ', JSON.stringify(path)];
  const add = (key: string, value: string | undefined) => {
    if (value !== undefined) out.push(',\n      "', key, '": ', quoted(value));
  };
  add("host", host);
  add("install", install);
  add("mode", mode);
  add("owner", owner);
  add("purpose", purpose);
  if (service !== undefined) {
    const { name, action } = service;
    out.push(',\n      "service": {"name":', quoted(name), ',"action":', quoted(action), "}");
  }
  add("validate", validate);
  add("target", target);
  out.push(',\n      "sha256": "', sha256, '",\n      "bytes": ', `${bytes}`, ',\n      "lines": [');
  // As JSON.stringify would write them, in a third of the time.
  let between = "\n        [";
  for (const [first, count, name, line, column] of lines) {
    out.push(between, `${first}`, ",", `${count}`, ",", quoted(name), ",", `${line}`, ",", `${column}`);
    between = "],\n        [";
  }
  out.push(lines.length === 0 ? "]\n    }" : "]\n      ]\n    }");
  return out.join("");
}
