/** Tables of texts: a line of `^^^^ code` under a place says which problem is expected there. */
import { expect } from "vitest";
import { check, positionAt, type Problem } from "../../src/index.ts";

/** Problems of a text, without any file beside it. */
export function problemsOf(
  text: string,
  files: Readonly<Record<string, string>> = {},
  params?: ReadonlyMap<string, string>,
): readonly Problem[] {
  const read = (path: string) => (path === "topo.lb" ? text : files[path]);
  return check({ file: "topo.lb", read, ...(params === undefined ? {} : { params }) }).problems;
}

/** Checks a text whose marks name every problem it has, no more and no fewer. */
export function expectProblems(marked: string): void {
  const kept: string[] = [];
  const wanted: string[] = [];
  for (const line of marked.split("\n")) {
    const mark = /^( *)(\^+) (\S+)$/.exec(line);
    if (mark === null) kept.push(line);
    else wanted.push(`${kept.length}:${(mark[1] ?? "").length + 1}+${(mark[2] ?? "").length} ${mark[3]}`);
  }
  const found = problemsOf(kept.join("\n")).map(({ code, span }) => {
    const { line, column } = positionAt(span.source, span.start);
    return `${line}:${column}+${span.end - span.start} ${code}`;
  });
  expect(found.sort()).toEqual(wanted.sort());
}
