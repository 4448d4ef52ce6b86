/** Edits that fixes are made of. */
import type { Fix } from "../problems/problem.ts";
import type { Span } from "../text/source.ts";

type Edit = Fix["edits"][number];

export function replace(span: Span, text: string): Edit {
  return { span, text };
}

/** Puts a statement behind another, on its line. */
export function after({ source, end }: Span, text: string): Edit {
  return { span: { source, start: end, end }, text: `; ${text}` };
}

/** Takes a statement away with its `;`, and the whole line when nothing else stands on it. */
export function remove({ source, start, end }: Span): Edit {
  const { text } = source;
  const stop = /^[ \t]*;/.exec(text.slice(end, end + 200));
  let last = end + (stop?.[0].length ?? 0);
  let first = start;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const before = text.slice(lineStart, start);
  const after = /^[ \t]*(?:\r?\n|$)/.exec(text.slice(last, last + 200));
  if (before.trim() === "" && after !== null) {
    first = lineStart;
    last += after[0].length;
  } else {
    // Where it was the first of its line, a deeper second would go on with the line before.
    last += /^[ \t]*/.exec(text.slice(last, last + 200))?.[0].length ?? 0;
  }
  return { span: { source, start: first, end: last }, text: "" };
}
