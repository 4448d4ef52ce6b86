/** What formatting must leave: the words as they are written, the blocks, the comments, and their order. */
import type { Statement, Tree } from "../syntax/tree.ts";
import { openBrace } from "./rows.ts";

type Mark = { readonly at: number; readonly what: string };

export function outlineOf(tree: Tree): readonly string[] {
  const { source, comments, statements } = tree;
  const marks = marksOf(statements);
  const out: string[] = [];
  let next = 0;
  for (const { at, what } of marks) {
    for (; (comments[next]?.start ?? Infinity) < at; next++) out.push(commentAt(next));
    out.push(what);
  }
  for (; next < comments.length; next++) out.push(commentAt(next));
  return out;

  function commentAt(index: number): string {
    const { start = 0, end = 0 } = comments[index] ?? {};
    return source.text.slice(start, end).trimEnd();
  }
}

/** In order. The end of a statement is only told by what follows: comments before and after it are alike. */
function marksOf(statements: readonly Statement[]): readonly Mark[] {
  const out: Mark[] = [];
  const walk = ({ source, words, block, end }: Statement) => {
    for (const word of words)
      out.push({ at: word.start, what: ` ${source.text.slice(word.start, word.end)}` });
    const last = words.at(-1)?.end ?? end;
    if (block === undefined) out.push({ at: last, what: ";" });
    else {
      out.push({ at: openBrace(source.text, last), what: "{" });
      for (const inner of block) walk(inner);
      out.push({ at: end - 1, what: "}" });
    }
  };
  for (const statement of statements) walk(statement);
  return out;
}
