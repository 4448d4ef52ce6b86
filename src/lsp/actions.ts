/** What can be done about a problem: its fix, its page, a waiver; and every safe fix at once. */
import type {
  CodeAction,
  CodeActionParams,
  ExecuteCommandParams,
  TextEdit,
  WorkspaceEdit,
} from "vscode-languageserver-protocol";
import { fixAll } from "../fixes.ts";
import type { Problem } from "../problems/problem.ts";
import { rules } from "../rules/rules.ts";
import { fileAt, statementsAt, type File } from "./cursor.ts";
import { diagnosticOf } from "./diagnostics.ts";
import { difference } from "./edits.ts";
import type { Context } from "./context.ts";
import { offsetOf, rangeOf } from "./positions.ts";
import type { Located } from "./project.ts";

export const EXPLAIN = "lbc.explain";
const FIX_ALL = "source.fixAll";
const RULES: ReadonlySet<string> = new Set(rules.map((rule) => rule.code));

export function codeActions(
  { textDocument, range, context: { only } }: CodeActionParams,
  context: Context,
): readonly CodeAction[] {
  const file = fileAt(textDocument.uri, context);
  if (file === undefined) return [];
  const wants = (kind: string) =>
    only === undefined || only.some((o) => kind === o || kind.startsWith(`${o}.`));
  const from = offsetOf(file.tree.source, range.start);
  const to = offsetOf(file.tree.source, range.end);
  const { problems } = file.project.check();
  const here = wants("quickfix")
    ? problems.flatMap((problem) => {
        const at = file.project.locate(problem.span);
        return at?.path === file.path && at.start <= to && from <= at.end ? [{ problem, at }] : [];
      })
    : [];
  const all: CodeAction = {
    title: "apply every safe fix",
    kind: FIX_ALL,
    data: { uri: textDocument.uri },
  };
  const isFixable = wants(FIX_ALL) && problems.some((p) => p.fix?.safe === true);
  return [
    ...here.flatMap(({ problem, at }) => actionsOf(problem, at, file, context)),
    // What is asked for by name is applied without another question.
    ...(isFixable
      ? [only?.some((o) => o.startsWith("source")) === true ? resolveAction(all, context) : all]
      : []),
  ];
}

function actionsOf(problem: Problem, at: Located, file: File, context: Context): readonly CodeAction[] {
  const { code, fix } = problem;
  const diagnostics = [diagnosticOf(file.project, problem, at, context.surroundings.pageUri(code))];
  const actions: CodeAction[] = [];
  if (fix !== undefined)
    actions.push({
      title: fix.title,
      kind: "quickfix",
      diagnostics,
      edit: editOf(
        fix.edits.flatMap(({ span, text }) => {
          const place = file.project.locate(span);
          return place === undefined ? [] : [{ ...place, text }];
        }),
        file,
        context,
      ),
      ...(fix.safe ? { isPreferred: true } : {}),
    });
  if (RULES.has(code))
    actions.push({
      title: `waive ${code} here, with a reason`,
      kind: "quickfix",
      diagnostics,
      edit: editOf([waiver(code, at.start, file)], file, context),
    });
  actions.push({
    title: `explain ${code}`,
    kind: "quickfix",
    diagnostics,
    command: { title: `explain ${code}`, command: EXPLAIN, arguments: [code] },
  });
  return actions;
}

type Edit = { readonly path: string; readonly start: number; readonly end: number; readonly text: string };

function editOf(edits: readonly Edit[], { project }: File, { files }: Context): WorkspaceEdit {
  const changes: Record<string, TextEdit[]> = {};
  for (const { path, start, end, text } of edits) {
    const source = project.tree(path)?.source;
    if (source === undefined) continue;
    const uri = project.uriOf(path);
    (changes[files.documents.get(uri)?.uri ?? uri] ??= []).push({
      range: rangeOf(source, start, end),
      newText: text,
    });
  }
  return { changes };
}

/** `waive CODE because "…"` at the beginning of the innermost block around the problem, else at the end of the file. */
function waiver(code: string, start: number, { path, tree }: File): Edit {
  const { text } = tree.source;
  const [end = "\n"] = /\r\n?|\n/.exec(text) ?? [];
  const words = `waive ${code} because "say why"`;
  const around = statementsAt(tree, start).findLast((s) => s.block !== undefined);
  const open = around === undefined ? -1 : text.indexOf("{", around.words.at(-1)?.end ?? start);
  if (around === undefined || open < 0) {
    const before = text === "" || text.endsWith(end) ? "" : end;
    return { path, start: text.length, end: text.length, text: `${before}${words}${end}` };
  }
  const first = around.block?.[0]?.start ?? open + 1;
  const gap = text.slice(open + 1, first);
  const newline = gap.lastIndexOf("\n");
  const inserted = newline < 0 ? ` ${words};` : `${end}${gap.slice(newline + 1)}${words}`;
  return { path, start: open + 1, end: open + 1, text: inserted };
}

export function resolveAction(action: CodeAction, context: Context): CodeAction {
  const { uri } = (action.data ?? {}) as { readonly uri?: string };
  const file = uri === undefined ? undefined : fileAt(uri, context);
  if (action.kind !== FIX_ALL || file === undefined) return action;
  const changes: Record<string, TextEdit[]> = {};
  for (const [path, text] of fixAll(file.project.input()).files) {
    const source = file.project.tree(path)?.source;
    const key = file.project.uriOf(path);
    if (source !== undefined)
      changes[context.files.documents.get(key)?.uri ?? key] = [...difference(source, text)];
  }
  return { ...action, edit: { changes } };
}

/** `lbc.explain CODE`: shows the page where the editor can, and answers with its text. */
export function execute({ command, arguments: args = [] }: ExecuteCommandParams, context: Context): unknown {
  const [code] = args as readonly unknown[];
  if (command !== EXPLAIN || typeof code !== "string") return { refused: `lbc has no command ${command}` };
  const uri = context.surroundings.pageUri(code);
  if (uri !== undefined) context.show(uri);
  return context.surroundings.page(code) ?? null;
}
