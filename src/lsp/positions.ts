/** Offsets ↔ the protocol's positions: lines and UTF-16 code units, both from 0. */
import type { Position, Range } from "vscode-languageserver-protocol";
import { lineStarts, lineText, positionAt, type Source } from "../text/source.ts";

export function positionOf(source: Source, offset: number): Position {
  const { line, column } = positionAt(source, offset);
  return { line: line - 1, character: column - 1 };
}

export function rangeOf(source: Source, start: number, end: number): Range {
  return { start: positionOf(source, start), end: positionOf(source, end) };
}

/** A place past the end of a line is the line's end, and past the last line the text's. */
export function offsetOf(source: Source, { line, character }: Position): number {
  const start = lineStarts(source)[line];
  if (start === undefined) return source.text.length;
  return start + Math.min(character, lineText(source, line + 1).length);
}
