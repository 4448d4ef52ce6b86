/** Where lines begin, and how deep they are indented. */

const BREAKS = /\r\n|\r|\n/g;

export function breaksIn(text: string): number {
  return text.match(BREAKS)?.length ?? 0;
}

/** Whether a line begins there, and not within a word that holds the line's end. */
export function isLineStart(text: string, at: number): boolean {
  const end = text[at - 1];
  if (end === "\n") return text[at - 2] !== "\\";
  return end === "\r" && text[at] !== "\n" && text[at - 2] !== "\\";
}

/** Where the line begins of a statement that is the first on it. */
export function marginOf(text: string, start: number): number | undefined {
  let at = start;
  while (text[at - 1] === " " || text[at - 1] === "\t") at--;
  return at === 0 || isLineStart(text, at) ? at : undefined;
}

/** Columns before the first statement of a line, as `lex` counts them. */
export function indentOf(text: string, start: number): number {
  let columns = 0;
  for (let i = marginOf(text, start) ?? start; i < start; i++)
    columns = text[i] === " " ? columns + 1 : (Math.floor(columns / 8) + 1) * 8;
  return columns;
}
