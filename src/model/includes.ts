/** Files and what they include. */
import { parse } from "../syntax/parse.ts";
import type { Statement, Tree } from "../syntax/tree.ts";
import type { FileRead, Source } from "../text/source.ts";
import { isLandmark } from "../vocabulary/vocabulary.ts";
import type { Expansion } from "./expansion.ts";

export function because(read: Exclude<FileRead, string>): string {
  return read === undefined ? "" : `: ${read.unreadable}`;
}

export function spanOf(source: Source) {
  return { source, start: 0, end: 0 };
}

/** Parses a file and splices its top-level includes. */
export function load(file: string, text: string, state: Expansion): Statement[] {
  const { memo } = state.input;
  const tree: Tree =
    memo === undefined
      ? parse({ name: file, text }, state.report, isLandmark)
      : { source: { name: file, text }, statements: memo.parse(file, text, state.report), comments: [] };
  state.trees.push(tree);
  state.including.push(file);
  const isInclude = ({ keyword }: Statement) => keyword === "include";
  const known = memo?.each(`includes of ${file}`, tree.statements, undefined, isInclude).values;
  const { statements } = tree;
  const isAny = known === undefined ? statements.some(isInclude) : known.includes(true);
  const out: Statement[] = isAny ? [] : [...statements];
  if (isAny) {
    for (const [i, statement] of statements.entries()) {
      if (known?.[i] ?? isInclude(statement)) include(statement, state, out);
      else out.push(statement);
    }
  }
  state.including.pop();
  return out;
}

export function include(statement: Statement, state: Expansion, into: Statement[]): void {
  const { words } = statement;
  const target = words[1];
  const problem = (message: string, help: string): void => {
    state.lacksFile = state.lacksName = true;
    state.report({ code: "file/include", severity: "error", message, span: target ?? statement, help });
  };
  if (target === undefined || words.length > 2 || statement.block !== undefined) {
    problem("`include` takes one file", 'write `include "hosts.lb"`');
    return;
  }
  const path = resolve(state.including.at(-1) ?? "", target.value);
  if (path === undefined) {
    problem(
      `\`${target.value}\` is outside the project's folder`,
      "include files beside or below the topology",
    );
    return;
  }
  if (state.including.includes(path)) {
    const ring = [...state.including.slice(state.including.indexOf(path)), path].join(" → ");
    problem(`the files include each other: ${ring}`, "remove one of the includes");
    return;
  }
  if (state.trees.length >= 1000) {
    problem("more than 1000 included files", "include each file once");
    return;
  }
  const text = state.input.read(path);
  if (typeof text !== "string")
    problem(
      `cannot read ${path}${because(text)}`,
      "check the name; it is taken from the including file's folder",
    );
  else for (const inner of load(path, text, state)) into.push(inner);
}

/** The path of an included file below the project's folder; undefined when it leaves the folder. */
export function resolve(from: string, target: string): string | undefined {
  if (target === "" || target.startsWith("/") || /^[A-Za-z]:|[\\\0]/.test(target)) return undefined;
  const parts = from.split("/").slice(0, -1);
  for (const part of target.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}
