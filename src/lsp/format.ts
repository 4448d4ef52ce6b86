/** Formatting, by the formatter that the surroundings have. */
import type {
  DocumentFormattingParams,
  DocumentOnTypeFormattingParams,
  DocumentRangeFormattingParams,
  TextEdit,
} from "vscode-languageserver-protocol";
import type { Tree } from "../syntax/tree.ts";
import { fileAt } from "./cursor.ts";
import { difference } from "./edits.ts";
import type { Context } from "./context.ts";
import { offsetOf } from "./positions.ts";

type Edits = Promise<readonly TextEdit[]>;
/** Offsets. */
type Part = { readonly start: number; readonly end: number };

export function format({ textDocument }: DocumentFormattingParams, context: Context): Edits {
  return formatted(textDocument.uri, context, ({ source }) => ({ start: 0, end: source.text.length }));
}

/** The declarations that a range touches, whole: half of one has no form of its own. */
export function formatRange({ textDocument, range }: DocumentRangeFormattingParams, context: Context): Edits {
  return formatted(textDocument.uri, context, (tree) =>
    declarationsIn(tree, offsetOf(tree.source, range.start), offsetOf(tree.source, range.end)),
  );
}

/** The whole declaration, once its last brace is closed. */
export function formatTyped(
  { textDocument, position }: DocumentOnTypeFormattingParams,
  context: Context,
): Edits {
  return formatted(textDocument.uri, context, (tree) => {
    const at = offsetOf(tree.source, position);
    return tree.statements.some((s) => s.end === at) ? declarationsIn(tree, at, at) : undefined;
  });
}

/** The lines of the declarations between two places; undefined where there are none, or another stands on one of the lines. */
function declarationsIn({ source: { text }, statements }: Tree, from: number, to: number): Part | undefined {
  const touched = statements.filter((s) => s.start <= to && s.end >= from);
  const [first, last] = [touched[0], touched.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const start = text.lastIndexOf("\n", first.start - 1) + 1;
  const stop = text.indexOf("\n", last.end);
  const end = stop < 0 ? text.length : stop + 1;
  const within = statements.filter((s) => s.start < end && s.end > start);
  return within.length === touched.length ? { start, end } : undefined;
}

async function formatted(uri: string, context: Context, part: (tree: Tree) => Part | undefined): Edits {
  const file = fileAt(uri, context);
  const make = context.surroundings.format;
  const of = file === undefined ? undefined : part(file.tree);
  if (file === undefined || make === undefined || of === undefined) return [];
  const { source } = file.tree;
  const { text } = source;
  const made = await make(file.path, text.slice(of.start, of.end));
  return difference(source, text.slice(0, of.start) + made + text.slice(of.end));
}
