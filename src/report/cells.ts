/** Source text as terminal cells: what is shown for each character and how many columns it takes. */

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
const MARK = /\p{M}/u;

/** Ranges of East Asian wide and fullwidth characters and of emoji (UAX #11, the blocks in daily use). */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x2329, 0x232a],
  [0x23e9, 0x23ec],
  [0x2614, 0x2615],
  [0x26a1, 0x26a1],
  [0x2705, 0x2705],
  [0x274c, 0x274c],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

function widthOf(code: number, char: string): number {
  if (code < 0x300) return 1;
  if (MARK.test(char)) return 0;
  return WIDE.some(([low, high]) => code >= low && code <= high) ? 2 : 1;
}

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
    const width = shown === char ? widthOf(code, char) : shown.length;
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
