/** The files that a topology makes: what a line causes there, what caused a line of them, and making them. */
import type { Location, Range } from "vscode-languageserver-protocol";
import type { Checked } from "../check.ts";
import { compile, type Compiled } from "../compile.ts";
import { artifactText } from "../output/manifest.ts";
import type { Span } from "../text/source.ts";
import { fileAt, statementsAt, type File } from "./cursor.ts";
import type { Context } from "./context.ts";
import { offsetOf } from "./positions.ts";
import type { Project } from "./project.ts";
import type { BuiltHere } from "./surroundings.ts";

type Asked = { readonly textDocument: { readonly uri: string } };
type Refused = { readonly refused: string };

export type Outputs = {
  /** Of the topology, which the other requests take. */
  readonly topology: string;
  readonly files: readonly {
    /** Below the output folder, `/` between folders. */
    readonly path: string;
    readonly purpose: string;
    /** From 0: those that the range caused. */
    readonly lines: readonly number[];
  }[];
};

/** The files with a line that something in a range caused, by path; every file where no range is given. */
export function outputs(
  { textDocument, range }: Asked & { readonly range?: Range },
  context: Context,
): Outputs | Refused {
  const file = fileAt(textDocument.uri, context);
  if (file === undefined) return unread(textDocument.uri);
  const { project } = file;
  const { artifacts, refused } = compiledOf(project);
  if (refused) return broken(project);
  const isCause = range === undefined ? () => false : causesIn(range, file, artifacts);
  const files = artifacts
    .map(({ path, purpose, lines }) => ({
      path,
      purpose,
      lines: lines.flatMap(({ span }, i) => (span !== undefined && isCause(span) ? [i] : [])),
    }))
    .filter(({ lines }) => range === undefined || lines.length > 0);
  return { topology: project.uriOf(project.file), files };
}

/** What begins on the lines of a range; where that causes nothing, the innermost statement around that does. */
function causesIn(
  { start, end }: Range,
  { project, path, tree }: File,
  artifacts: Compiled["artifacts"],
): (span: Span) => boolean {
  const within = (from: number, to: number) => (span: Span) => {
    const at = project.locate(span);
    return at !== undefined && at.path === path && from <= at.start && at.start < to;
  };
  const first = offsetOf(tree.source, { line: start.line, character: 0 });
  // A selection that ends before a line's first letter does not mean that line.
  const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  const around = statementsAt(tree, offsetOf(tree.source, start)).toReversed();
  const ways = [
    within(first, offsetOf(tree.source, { line: last + 1, character: 0 })),
    ...around.map((s) => within(s.start, s.end)),
  ];
  const spans = artifacts.flatMap(({ lines }) => lines.flatMap(({ span }) => span ?? []));
  return ways.find((isCause) => spans.some(isCause)) ?? (() => false);
}

type AtFile = { readonly topology: string; readonly path: string };

/** The text of one file. */
export function outputText({ topology, path }: AtFile, context: Context): { text: string } | Refused {
  const found = artifactAt({ topology, path }, context);
  return "refused" in found ? found : { text: artifactText(found.artifact) };
}

/** The place that caused a line (from 0) of a file; null where none did. */
export function where(
  { topology, path, line }: AtFile & { readonly line: number },
  context: Context,
): Location | Refused | null {
  const found = artifactAt({ topology, path }, context);
  if ("refused" in found) return found;
  const span = found.artifact.lines[line]?.span;
  const at = span === undefined ? undefined : found.project.locate(span);
  return at === undefined ? null : { uri: found.project.uriOf(at.path), range: at.range() };
}

export type Built = {
  readonly message: string;
  /** What the client is to write below the output folder, where the server cannot. */
  readonly files?: readonly { readonly path: string; readonly text: string }[];
};

/** Makes every file; `folder` is taken from the topology's own. */
export function build(
  { textDocument, folder }: Asked & { readonly folder: string },
  context: Context,
): Built | Refused | Promise<BuiltHere> {
  const file = fileAt(textDocument.uri, context);
  if (file === undefined) return unread(textDocument.uri);
  if (!/^(?!\.)[^/\\:]+(?:\/(?!\.)[^/\\:]+)*$/.test(folder))
    return { refused: `\`${folder}\` is no folder below that of the topology, or a hidden one` };
  const { project } = file;
  const { artifacts, refused } = compiledOf(project);
  if (refused) return broken(project);
  const { build: buildHere } = context.surroundings;
  if (buildHere !== undefined) return buildHere(project.folder, project.file, folder);
  const files = artifacts.map((a) => ({ path: a.path, text: artifactText(a) }));
  return { message: `${files.length} files in ${folder}`, files };
}

/** Every topology of the folders and the open files. */
export function topologies(_: unknown, { files }: Context): readonly { uri: string; path: string }[] {
  return files.allProjects().map(({ folder, file, uriOf }) => ({
    uri: uriOf(file),
    path: `${decodeURIComponent(folder.slice(folder.lastIndexOf("/") + 1))}/${file}`,
  }));
}

function artifactAt({ topology, path }: AtFile, context: Context) {
  const file = fileAt(topology, context);
  if (file === undefined) return unread(topology);
  const { artifacts, refused } = compiledOf(file.project);
  if (refused) return broken(file.project);
  const artifact = artifacts.find((a) => a.path === path);
  if (artifact === undefined) return { refused: `${path} is no longer made` };
  return { project: file.project, artifact };
}

const known = new WeakMap<Checked, Compiled>();

/** As `lbc build` makes it of the texts that are open. */
function compiledOf(project: Project): Compiled {
  const checked = project.check();
  let compiled = known.get(checked);
  if (compiled === undefined) known.set(checked, (compiled = compile(project.input())));
  return compiled;
}

const unread = (uri: string): Refused => ({ refused: `${uri} is no topology that can be read` });
const broken = ({ file }: Project): Refused => ({
  refused: `${file} has errors; nothing is made of it until they are mended`,
});
