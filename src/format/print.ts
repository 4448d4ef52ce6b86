/** Rows → prettier's document. */
import { builders } from "prettier/doc";
import type { Doc } from "prettier";
import { widthOf } from "../text/width.ts";
import { linesOf, splitLong } from "./columns.ts";
import { endsBlank, isMultiline, type Code, type Row, type Segment } from "./rows.ts";

const { align, fill, hardline, join, literalline } = builders;

export type Style = {
  /** Columns a line should have at most. */
  readonly printWidth: number;
  /** Columns of one step of indentation. */
  readonly tabWidth: number;
};

export function printFile(rows: readonly Row[], style: Style): Doc {
  return rows.length === 0 ? "" : [printRows(rows, style, 0, undefined), hardline];
}

/** Text that is printed as it stands. */
export function printExactly(text: string): Doc {
  return join(literalline, text.split("\n"));
}

/** The rows of a block, `indent` columns in. */
function printRows(all: readonly Row[], style: Style, indent: number, block: string | undefined): Doc {
  const rows = splitLong(all, style.printWidth - indent).map(endedBefore);
  const lines = linesOf(rows, style.printWidth - indent, block);
  const out: Doc[] = [];
  for (const [i, row] of rows.entries()) {
    if (i > 0) out.push(hardline);
    if (row.blankBefore) out.push(hardline);
    out.push(lines[i] ?? printRow(row, style, indent));
  }
  return out;
}

/** The row, ended by a `;` where lines stay as they are that would else belong to it. */
function endedBefore(row: Row, i: number, rows: readonly Row[]): Row {
  if (row.kind !== "code" || row.statements.at(-1)?.closes === true) return row;
  let k = i + 1;
  while (rows[k]?.kind === "comment") k++;
  const next = rows[k];
  const line = next?.kind === "kept" ? (next.lines[0] ?? "") : "";
  const isInside = /^[ \t]*\{/.test(line) || (next?.kind === "kept" && next.exact && /^[ \t]/.test(line));
  return isInside ? { ...row, needsEnd: true } : row;
}

function printRow(row: Row, style: Style, indent: number): Doc {
  switch (row.kind) {
    case "comment":
      return row.comment;
    case "kept":
      return join(row.exact ? literalline : hardline, [...row.lines]);
    case "code": {
      // Several stand on one line only where they fit.
      const [code] = row.statements;
      const last = code.segments.at(-1)?.pieces.at(-1) ?? "";
      const stop = row.needsEnd === true || (!code.closes && endsBlank(last)) ? ";" : "";
      return [printCode(code, style, indent), stop, row.comment === undefined ? "" : ` ${row.comment}`];
    }
  }
}

function printCode({ keyword, segments, block }: Code, style: Style, indent: number): Doc {
  const head = printHead(segments, style, indent);
  if (block === undefined) return head;
  const opens: Doc = segments.at(-1)?.comment === undefined ? " " : hardline;
  if (block.rows.length === 0 && block.comment === undefined) return [head, opens, "{}"];
  const { tabWidth } = style;
  const rows = printRows(block.rows, style, indent + tabWidth, keyword);
  const comment = block.comment === undefined ? "" : ` ${block.comment}`;
  const body = block.rows.length === 0 ? "" : indented(tabWidth, [hardline, rows]);
  return [head, opens, "{", comment, body, hardline, "}"];
}

/** The lines of a statement's words. Those after the first stand under a word of it, or two steps in. */
function printHead([first, ...rest]: readonly Segment[], style: Style, indent: number): Doc {
  if (first === undefined) return "";
  const step = style.tabWidth * 2;
  const width = style.printWidth - indent;
  const isBroken = breaks(first.pieces, 0, step, width);
  return [
    printSegment(first, 0, step, width),
    rest.map((segment) => {
      const under =
        isBroken || segment.under === undefined ? undefined : first.pieces.slice(0, segment.under);
      const by = under === undefined ? step : widthOf(under.join(" ")) + 1;
      return indented(by, [hardline, printSegment(segment, by, 0, width)]);
    }),
  ];
}

function printSegment(segment: Segment, column: number, step: number, width: number): Doc {
  const { pieces, comment } = segment;
  const words = breaks(pieces, column, step, width)
    ? indented(step, fill(join(builders.line, [...unbroken(pieces)])))
    : lineBreaks(pieces.join(" "));
  if (comment === undefined) return words;
  return pieces.length === 0 ? comment : [words, " ", comment];
}

/** Whether words that begin at `column` are too long for a line, and can be broken: none is too long in itself. */
function breaks(pieces: readonly string[], column: number, step: number, width: number): boolean {
  return (
    column + widthOf(pieces.join(" ")) > width &&
    unbroken(pieces).every((piece) => !isMultiline(piece) && column + step + widthOf(piece) <= width)
  );
}

/** Words between which a line may end. */
function unbroken(pieces: readonly string[]): readonly string[] {
  const out: string[] = [];
  for (const piece of pieces) {
    const last = out.at(-1);
    if (last !== undefined && endsBlank(last)) out[out.length - 1] = `${last} ${piece}`;
    else out.push(piece);
  }
  return out;
}

/** Indentation is always of spaces: a tab would reach to a multiple of eight columns. */
function indented(by: number, doc: Doc): Doc {
  return by === 0 ? doc : align(" ".repeat(by), doc);
}

function lineBreaks(text: string): Doc {
  return isMultiline(text) ? join(literalline, text.split(/\r\n?|\n/)) : text;
}
