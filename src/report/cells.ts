/** Source text as terminal cells: what is shown for each character and how many columns it takes. */
import { widthOfCharacter } from "../text/width.ts";

export type Cell = {
  /** Offset in the text the cells were made from, in UTF-16 code units. */
  readonly offset: number;
  /** Printable text, safe for a terminal. */
  readonly shown: string;
  /** Columns: 0 for a combining mark, 2 for a wide character, more for a tab or an escape. */
  readonly width: number;
};

const TAB = 4;
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;

function escaped(code: number): string {
  return `\\u{${code.toString(16)}}`;
}

/** The cells of one line; a tab reaches to the next multiple of four columns. */
export function cells(text: string): readonly Cell[] {
  const out: Cell[] = [];
  let offset = 0;
  let column = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    const shown = code === 9 ? " ".repeat(TAB - (column % TAB)) : HIDDEN.test(char) ? escaped(code) : char;
    const width = shown === char ? widthOfCharacter(char) : shown.length;
    out.push({ offset, shown, width });
    offset += char.length;
    column += width;
  }
  return out;
}

/** Text for a terminal: control, formatting and unassigned characters become `\u{…}`; line breaks stay. */
export function safe(text: string): string {
  let out = "";
  for (const char of text) {
    out += char !== "\n" && HIDDEN.test(char) ? escaped(char.codePointAt(0) ?? 0) : char;
  }
  return out;
}
