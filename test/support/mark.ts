/** Tables of texts: a line of `^^^^ code` under a place says which problem is expected there. */
import { expect } from "vitest";
import { check, positionAt, type Fix, type Problem, type RuleSettings } from "../../src/index.ts";
import { unjudged } from "./examples.ts";

/** Problems of a text and the files beside it, which may also follow in the text, each after a line `--- PATH`. */
export function problemsOf(
  text: string,
  beside: Readonly<Record<string, string>> = {},
  params?: ReadonlyMap<string, string>,
  settings?: RuleSettings,
): readonly Problem[] {
  const [topology = "", ...parts] = text.split(/^--- (\S+)\n/m);
  const following = parts.flatMap((part, i) => (i % 2 === 0 ? [[part, parts[i + 1] ?? ""] as const] : []));
  const files: Readonly<Record<string, string>> = { ...beside, ...Object.fromEntries(following) };
  const read = (path: string) => (path === "topo.lb" ? topology : files[path]);
  const config = files["lbc.json"];
  const facts = Object.keys(files).flatMap((path) => (path.startsWith("facts/") ? [path.slice(6)] : []));
  return check({
    file: "topo.lb",
    read,
    ...(params === undefined ? {} : { params }),
    ...(config === undefined ? {} : { config }),
    ...(facts.length === 0 ? {} : { facts }),
    ...(settings === undefined ? {} : { rules: settings }),
  }).problems;
}

/** A text without its mark lines, and the marks: `line:column+length` and what is written behind the `^^^^`. */
export function unmark(marked: string) {
  const kept: string[] = [];
  const marks: { readonly place: string; readonly note: string }[] = [];
  for (const line of marked.split("\n")) {
    const mark = /^( *)(\^+)(?: (\S+))?$/.exec(line);
    if (mark === null) kept.push(line);
    else {
      const [, indent = "", carets = "", note = ""] = mark;
      marks.push({ place: `${kept.length}:${indent.length + 1}+${carets.length}`, note });
    }
  }
  return { text: kept.join("\n"), marks };
}

/** Checks a text whose marks name every problem it has before any rule is asked, no more and no fewer. */
export function expectProblems(marked: string): void {
  const { text, marks } = unmark(marked);
  const found = problemsOf(text, {}, undefined, unjudged).map(({ code, span }) => {
    const { line, column } = positionAt(span.source, span.start);
    return `${line}:${column}+${span.end - span.start} ${code}`;
  });
  expect(found.sort()).toEqual(marks.map((m) => `${m.place} ${m.note}`).sort());
}

/** The text after a fix of this one file. */
export function applyFix(text: string, { edits }: Fix): string {
  return [...edits]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce((out, { span, text: to }) => out.slice(0, span.start) + to + out.slice(span.end), text);
}
