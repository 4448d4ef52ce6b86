/** The lines of a source around a span, with marks under what the span covers. */
import { lineStarts, positionAt } from "../text/source.ts";
import type { Span } from "../text/source.ts";
import { cells } from "./cells.ts";

export type Frame = {
  /** Line of the span's start, from 1. */
  readonly line: number;
  /** Column of the span's start, from 1, in UTF-16 code units. */
  readonly column: number;
  /** The source line, safe for a terminal, clipped to about a hundred columns. */
  readonly text: string;
  /** Spaces, then marks: goes under `text`. Never without a mark. */
  readonly marks: string;
};

/** Columns of source shown at most. */
const COLUMNS = 100;
/** Columns kept before the span when a line is clipped. */
const BEFORE = 30;
const MORE = "…";

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

/**
 * The frame of a span. A span over several lines is shown by its first; an empty one gets one mark.
 * Costs the same however long the line is.
 */
export function frame(span: Span, mark: string): Frame {
  const { source } = span;
  const { text } = source;
  const { line, column } = positionAt(source, Math.min(span.start, text.length));
  const starts = lineStarts(source);
  const lineStart = starts[line - 1] ?? 0;
  let lineEnd = starts[line] ?? text.length;
  while (lineEnd > lineStart && (text[lineEnd - 1] === "\n" || text[lineEnd - 1] === "\r")) lineEnd--;

  const from = Math.min(lineStart + column - 1, lineEnd);
  const to = Math.max(from, Math.min(span.end, lineEnd));
  let first = Math.max(lineStart, from - 2 * COLUMNS);
  if (first > lineStart && isLowSurrogate(text.charCodeAt(first))) first--;
  let last = Math.min(lineEnd, from + 4 * COLUMNS);
  if (last < lineEnd && isLowSurrogate(text.charCodeAt(last))) last++;

  const row = cells(text.slice(first, last));
  const endOf = (index: number): number => first + (row[index + 1]?.offset ?? last - first);
  const columnsBefore = row.reduce((sum, cell) => (first + cell.offset < from ? sum + cell.width : sum), 0);
  const total = row.reduce((sum, cell) => sum + cell.width, 0);
  const clips = first > lineStart || last < lineEnd || total > COLUMNS;
  const skip = clips && columnsBefore > COLUMNS - BEFORE ? columnsBefore - BEFORE : 0;

  let shown = first > lineStart || skip > 0 ? MORE : "";
  let under = shown === "" ? "" : " ";
  let width = 0;
  let passed = 0;
  let marked = 0;
  let cut = last < lineEnd;
  for (const [index, cell] of row.entries()) {
    passed += cell.width;
    if (passed <= skip) continue;
    if (width + cell.width > COLUMNS) {
      cut = true;
      break;
    }
    shown += cell.shown;
    width += cell.width;
    const covered = endOf(index) > from && first + cell.offset < to;
    if (covered) {
      under += mark.repeat(cell.width);
      marked += cell.width;
    } else if (marked === 0 && first + cell.offset < from) under += " ".repeat(cell.width);
  }
  if (cut) shown += MORE;
  return { line, column, text: shown.trimEnd(), marks: marked > 0 ? under : under + mark };
}
