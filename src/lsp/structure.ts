/** What can be folded, selected by steps, and followed: the shape of a file. */
import type {
  DocumentLink,
  DocumentLinkParams,
  FoldingRange,
  FoldingRangeParams,
  SelectionRange,
  SelectionRangeParams,
} from "vscode-languageserver-protocol";
import { resolve } from "../model/includes.ts";
import type { Statement } from "../syntax/tree.ts";
import { lineStarts, positionAt } from "../text/source.ts";
import { fileAt, statementsAt } from "./cursor.ts";
import type { Context } from "./context.ts";
import { offsetOf, rangeOf } from "./positions.ts";
import { visitWords } from "./roles.ts";

export function folding({ textDocument }: FoldingRangeParams, context: Context): readonly FoldingRange[] {
  const file = fileAt(textDocument.uri, context);
  if (file === undefined) return [];
  const { source, statements, comments } = file.tree;
  const lineOf = (offset: number) => positionAt(source, offset).line - 1;
  const out: FoldingRange[] = [];
  const fold = (startLine: number, endLine: number, kind?: "comment") => {
    if (endLine > startLine) out.push({ startLine, endLine, ...(kind === undefined ? {} : { kind }) });
  };
  const visit = (all: readonly Statement[]) => {
    for (const { start, end, words, block } of all) {
      // The line of the closing brace stays in sight.
      if (block !== undefined) fold(lineOf(words.at(-1)?.start ?? start), lineOf(end) - 1);
      else fold(lineOf(start), lineOf(end));
      visit(block ?? []);
    }
  };
  visit(statements);
  let first: number | undefined;
  let last = -2;
  for (const comment of comments) {
    const line = lineOf(comment.start);
    const alone = source.text.slice(lineStarts(source)[line], comment.start).trim() === "";
    if (!alone) continue;
    if (line !== last + 1) {
      if (first !== undefined) fold(first, last, "comment");
      first = line;
    }
    last = line;
  }
  if (first !== undefined) fold(first, last, "comment");
  return out;
}

export function selection(
  { textDocument, positions }: SelectionRangeParams,
  context: Context,
): readonly SelectionRange[] {
  const file = fileAt(textDocument.uri, context);
  if (file === undefined) return [];
  const { source } = file.tree;
  return positions.map((position) => {
    const offset = offsetOf(source, position);
    const around = statementsAt(file.tree, offset);
    const spans: { start: number; end: number }[] = [{ start: 0, end: source.text.length }];
    for (const statement of around) {
      const { start, end, words, block } = statement;
      spans.push({ start, end });
      const open = block === undefined ? -1 : source.text.indexOf("{", words.at(-1)?.end ?? start);
      if (open >= 0 && offset > open && offset < end)
        spans.push({ start: open + 1, end: Math.max(open + 1, end - 1) });
      const word = words.find((w) => w.start <= offset && offset <= w.end);
      if (word !== undefined) spans.push({ start: word.start, end: word.end });
    }
    let out: SelectionRange | undefined;
    for (const { start, end } of spans) {
      const range = rangeOf(source, start, end);
      out = out === undefined ? { range } : { range, parent: out };
    }
    return out ?? { range: rangeOf(source, offset, offset) };
  });
}

export function links({ textDocument }: DocumentLinkParams, context: Context): readonly DocumentLink[] {
  const file = fileAt(textDocument.uri, context);
  if (file === undefined) return [];
  const out: DocumentLink[] = [];
  visitWords(file.tree, ({ word, role, path, index }) => {
    if (index !== 1 || role.kind !== "argument" || path.at(-1)?.words[0].value !== "include") return;
    const target = resolve(file.path, word.value);
    if (target === undefined) return;
    out.push({ range: rangeOf(word.source, word.start, word.end), target: file.project.uriOf(target) });
  });
  return out;
}
