/** Colours by meaning. */
import type {
  SemanticTokens,
  SemanticTokensParams,
  SemanticTokensRangeParams,
} from "vscode-languageserver-protocol";
import { positionAt } from "../text/source.ts";
import { fileAt } from "./cursor.ts";
import type { Context } from "./context.ts";
import { namesIn } from "./names.ts";
import { offsetOf } from "./positions.ts";
import { visitWords, type Use } from "./roles.ts";

export const tokenTypes = [
  "keyword",
  "property",
  "function",
  "variable",
  "enumMember",
  "number",
  "string",
  "comment",
];
export const tokenModifiers = ["declaration"];

type Token = {
  readonly start: number;
  readonly end: number;
  readonly type: number;
  readonly modifiers: number;
};

export function tokens(
  params: SemanticTokensParams | SemanticTokensRangeParams,
  context: Context,
): SemanticTokens | null {
  const file = fileAt(params.textDocument.uri, context);
  if (file === undefined) return null;
  const { source } = file.tree;
  const range = "range" in params ? params.range : undefined;
  const from = range === undefined ? 0 : offsetOf(source, range.start);
  const to = range === undefined ? source.text.length : offsetOf(source, range.end);
  const names = new Map(namesIn(file.tree).map((n) => [n.start, n]));
  const found: Token[] = [];
  const add = (start: number, end: number, type: string, modifiers = 0) => {
    if (end > from && start < to) found.push({ start, end, type: tokenTypes.indexOf(type), modifiers });
  };
  visitWords(file.tree, (use) => {
    const { start, end } = use.word;
    const name = names.get(start);
    if (name !== undefined && name.end <= end) {
      add(start, name.end, "variable", name.declares ? 1 : 0);
      if (name.end < end) add(name.end, end, "number");
      return;
    }
    const type = typeOf(use);
    if (type !== undefined) add(start, end, type);
  });
  for (const { start, end } of file.tree.comments) add(start, end, "comment");
  return { data: encoded(found, (offset) => positionAt(source, offset), source.text) };
}

function typeOf({ word, role, path }: Use): string | undefined {
  switch (role.kind) {
    case "keyword":
      return path.length === 1 && role.inside.kind === "words" && role.inside.name === "a topology"
        ? "keyword"
        : "property";
    case "joint":
      return "keyword";
    case "directive":
      return "function";
    case "argument":
      if (role.parameter.type.kind === "choice") return "enumMember";
      return role.parameter.type.kind === "text" ? "string" : "number";
    default:
      if (word.quote !== "") return "string";
      return /^\d/.test(word.value) ? "number" : undefined;
  }
}

/** Five numbers a token, relative to the one before. A token over several lines is cut at their ends. */
function encoded(
  found: readonly Token[],
  positionOf: (offset: number) => { readonly line: number; readonly column: number },
  text: string,
): number[] {
  const data: number[] = [];
  let line = 1;
  let column = 1;
  for (const { start, end, type, modifiers } of [...found].sort((a, b) => a.start - b.start)) {
    for (let at = start; at < end;) {
      const newline = text.slice(at, end).search(/[\r\n]/);
      const stop = newline < 0 ? end : at + newline;
      const here = positionOf(at);
      if (stop > at) {
        const same = here.line === line;
        data.push(
          here.line - line,
          same ? here.column - column : here.column - 1,
          stop - at,
          type,
          modifiers,
        );
        ({ line, column } = here);
      }
      at = stop + 1;
    }
  }
  return data;
}
