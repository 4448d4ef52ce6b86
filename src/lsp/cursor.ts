/** What an editor's position means: the file, its topology, and the word there. */
import type { TextDocumentPositionParams } from "vscode-languageserver-protocol";
import type { Statement, Tree } from "../syntax/tree.ts";
import type { Context } from "./context.ts";
import { offsetOf } from "./positions.ts";
import type { Project } from "./project.ts";
import { visitWords, type Use } from "./roles.ts";
import { keyOf, pathBelow } from "./uri.ts";

export type File = { readonly project: Project; readonly path: string; readonly tree: Tree };
export type Cursor = File & { readonly offset: number };

/** A file in the first of its topologies; undefined when nobody can read it. */
export function fileAt(uri: string, { files }: Context): File | undefined {
  const [project] = files.projectsOf(uri);
  const path = project === undefined ? undefined : pathBelow(project.folder, keyOf(uri));
  const tree = path === undefined ? undefined : project?.tree(path);
  return project === undefined || path === undefined || tree === undefined
    ? undefined
    : { project, path, tree };
}

export function cursorAt(
  { textDocument, position }: TextDocumentPositionParams,
  context: Context,
): Cursor | undefined {
  const file = fileAt(textDocument.uri, context);
  return file === undefined ? undefined : { ...file, offset: offsetOf(file.tree.source, position) };
}

/** The word that an offset is in, or just behind. */
export function useAt(tree: Tree, offset: number): Use | undefined {
  const around = tree.statements.find((s) => s.start <= offset && offset <= s.end);
  if (around === undefined) return undefined;
  // What a snippet's words mean is told by its uses.
  const part = around.words[0].value === "snippet" ? tree : { ...tree, statements: [around] };
  let found: Use | undefined;
  visitWords(part, (use) => {
    const { start, end } = use.word;
    // Of two words that touch the second counts, which begins here.
    if (start <= offset && offset <= end && (found === undefined || start >= found.word.start)) found = use;
  });
  return found;
}

/** The statements around an offset, the outermost first. */
export function statementsAt(tree: Tree, offset: number): readonly Statement[] {
  const out: Statement[] = [];
  let level: readonly Statement[] | undefined = tree.statements;
  while (level !== undefined) {
    const next: Statement | undefined = level.find((s) => s.start <= offset && offset <= s.end);
    if (next === undefined) break;
    out.push(next);
    level = next.block;
  }
  return out;
}
