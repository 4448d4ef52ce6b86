/** Text with a name, and places in it. Offsets are UTF-16 code units from the start of the text. */

export type Source = {
  /** The name a person knows the file by, relative to the project's folder, with `/` between folders. */
  readonly name: string;
  /** The name of the file that this is a part of, where it is not the whole: then `name` tells the parts apart. */
  readonly file?: string;
  readonly text: string;
  /** Of a source that is a part of another: where it is in that one. */
  readonly within?: Within;
  /** What stands before the first part, of one that is a block in parts. */
  readonly head?: string;
};

/** `of` is undefined for what is no part now. Offsets and lines count from 0, and change with what stands before. */
export type Within = { of: Source | undefined; at: number; line: number };

export type Span = {
  readonly source: Source;
  /** First code unit. */
  readonly start: number;
  /** One past the last code unit; never less than `start`. */
  readonly end: number;
};

/** A value together with the place that stated it (or caused it, when it is derived). */
export type Located<T> = { readonly value: T; readonly span: Span };

export type Position = {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
};

const lineStartsOf = new WeakMap<Source, readonly number[]>();

/** Offsets at which lines begin; a line ends with LF, CRLF or a lone CR. */
export function lineStarts(source: Source): readonly number[] {
  const known = lineStartsOf.get(source);
  if (known !== undefined) return known;
  const starts = [0];
  const { text } = source;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  lineStartsOf.set(source, starts);
  return starts;
}

/** Line and column of an offset; an offset past the end counts as the end. */
export function positionAt(source: Source, offset: number): Position {
  const starts = lineStarts(source);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: Math.max(0, offset - (starts[low] ?? 0)) + 1 };
}

/** The text of one line (from 1), without its line break; empty when there is no such line. */
export function lineText(source: Source, line: number): string {
  const starts = lineStarts(source);
  const start = starts[line - 1];
  if (start === undefined) return "";
  return source.text.slice(start, starts[line] ?? source.text.length).replace(/[\r\n]+$/, "");
}

/** Tells where a span begins from where any other does, also in another file. */
export function placeKey({ source, start }: Span): string {
  return `${source.name} ${start}`;
}

/** A span in the outermost source that its own is a part of, where it can be compared with others; and its first line there. */
export function inWhole({ source, start, end }: Span): Span & { readonly line: number } {
  let [outer, at, line] = [source, 0, 0];
  for (let { within } = source; within?.of !== undefined; within = outer.within) {
    at += within.at;
    line += within.line;
    outer = within.of;
  }
  return { source: outer, start: start + at, end: end + at, line };
}

/** Whether a span lies in another. */
export function isInside(inner: Span, around: Span): boolean {
  const [a, b] = [inWhole(inner), inWhole(around)];
  return a.source.name === b.source.name && a.start >= b.start && a.end <= b.end;
}

/** The text a span covers. */
export function textOf(span: Span): string {
  return span.source.text.slice(span.start, span.end);
}

/** The text of a file, or why there is none: undefined, or words that complete "cannot read it: …". */
export type FileRead = string | undefined | { readonly unreadable: string };
