/** Tree → rows: what stands on a line of its own, with every comment at its place. The formatter's own tree. */
import type { Span } from "../text/source.ts";
import type { Statement, Tree, Word } from "../syntax/tree.ts";

/** What the author wrote on one line of a statement. */
export type Segment = {
  /** The words, as they are written; words that touch are one piece. Empty for a comment that has a line to itself. */
  readonly pieces: readonly string[];
  /** The piece of the statement's first line that this line begins under, when it does. */
  readonly under?: number;
  readonly comment?: string;
};

export type Code = {
  readonly keyword: string;
  /** Whether it ends of itself, with the brace of a block or of Lua: then no `;` may follow. */
  readonly closes: boolean;
  readonly segments: readonly Segment[];
  readonly block?: { readonly comment?: string; readonly rows: readonly Row[] };
  /** The statement on one line, when that can be. */
  readonly flat?: string;
};

export type Row = { readonly blankBefore: boolean; readonly comment?: string } & (
  | { readonly kind: "comment"; readonly comment: string }
  /** Lines that stay as they are. When `exact`, so does their indentation. */
  | { readonly kind: "kept"; readonly lines: readonly string[]; readonly exact: boolean }
  /** One statement, or several without blocks that stood on one line. */
  | {
      readonly kind: "code";
      readonly statements: readonly [Code, ...Code[]];
      /** Whether a `;` must end it, for what follows stands further in. */
      readonly needsEnd?: true;
    }
);

/** Whole lines of one block. */
export type Region = {
  readonly start: number;
  readonly end: number;
  /** Without line breaks; without the indentation they share unless `exact`. */
  readonly lines: readonly string[];
  /** Whether the lines cannot be indented anew without a change of meaning. */
  readonly exact: boolean;
};

type Reading = {
  readonly text: string;
  readonly comments: readonly Span[];
  readonly regions: readonly Region[];
  /** Comments and regions that have been placed. */
  nextComment: number;
  nextRegion: number;
};

/** A block, or the whole file. */
type Block = { readonly open: number; readonly comment?: string; readonly rows: readonly Row[] };

const NEWLINE = /\r\n?|\n/g;

export function rowsOf(tree: Tree, regions: readonly Region[]): readonly Row[] {
  const { source, comments, statements } = tree;
  const reading = { text: source.text, comments, regions, nextComment: 0, nextRegion: 0 };
  return blockOf(reading, statements, -1, source.text.length).rows;
}

/** The rows between the brace at `open` (-1 for the file) and `end`. */
function blockOf(reading: Reading, statements: readonly Statement[], open: number, end: number): Block {
  const { text } = reading;
  const rows: Row[] = [];
  let comment: string | undefined;
  /** What follows the `{` on its line is not joined. */
  const firstLineEnd = open < 0 ? -1 : lineEnd(text, open);
  /** The statements of the last row, when it can take others that stand on its line. */
  let joined: Code[] | undefined;
  /** Up to where everything has its row. */
  let at = open + 1;
  const blankBefore = (start: number) => rows.length > 0 && newlines(text, at, start) > 1;
  const onLineOf = (start: number) => newlines(text, at, start) === 0;

  /** Places what stands before a statement, or before the end of the block. */
  const placeUntil = (limit: number) => {
    for (;;) {
      const next = reading.comments[reading.nextComment];
      const region = reading.regions[reading.nextRegion];
      const commentAt = next === undefined || next.start >= limit ? Infinity : next.start;
      if (region !== undefined && region.start < limit && region.start <= commentAt) {
        joined = undefined;
        const { start, lines, exact } = region;
        rows.push({ kind: "kept", blankBefore: blankBefore(start), lines, exact });
        at = region.end;
        reading.nextRegion++;
        while ((reading.comments[reading.nextComment]?.start ?? Infinity) < at) reading.nextComment++;
      } else if (next !== undefined && commentAt < limit) {
        const shown = written(text, next);
        const last = rows.at(-1);
        if (last?.kind === "code" && onLineOf(next.start))
          rows[rows.length - 1] = { ...last, comment: shown };
        else if (last === undefined && open >= 0 && onLineOf(next.start)) comment = shown;
        else rows.push({ kind: "comment", blankBefore: blankBefore(next.start), comment: shown });
        at = next.end;
        reading.nextComment++;
      } else return;
    }
  };

  for (const statement of statements) {
    placeUntil(statement.start + 1);
    if (statement.start < at) continue; // in a region
    const code = codeOf(reading, statement);
    const last = rows.at(-1);
    const isShort = code.flat !== undefined && !code.closes;
    if (isShort && joined !== undefined && last?.comment === undefined && onLineOf(statement.start))
      joined.push(code);
    else {
      const statements: [Code, ...Code[]] = [code];
      rows.push({ kind: "code", blankBefore: blankBefore(statement.start), statements });
      joined = isShort && statement.start > firstLineEnd ? statements : undefined;
    }
    at = statement.end;
  }
  placeUntil(end);
  return { open, rows, ...(comment === undefined ? {} : { comment }) };
}

function codeOf(reading: Reading, statement: Statement): Code {
  const { text } = reading;
  const { words, block, end } = statement;
  const keyword = words[0].value;
  const closes = block !== undefined || words.at(-1)?.quote === "{";
  const segments = segmentsOf(reading, words);
  const flatHead = flatOf(segments);
  if (block === undefined)
    return { keyword, closes, segments, ...(flatHead === undefined ? {} : { flat: flatHead }) };
  const open = openBrace(text, words.at(-1)?.end ?? end);
  addHeadComments(reading, segments, words.at(-1)?.end ?? end, open);
  const inner = blockOf(reading, block, open, end - 1);
  const head = flatOf(segments);
  const body = newlines(text, open, end) > 0 && inner.rows.length > 0 ? undefined : flatBody(inner);
  return {
    keyword,
    closes,
    segments,
    block: inner,
    ...(head === undefined || body === undefined ? {} : { flat: `${head} ${body}` }),
  };
}

/** The words by the author's lines. */
function segmentsOf(reading: Reading, words: readonly Word[]): Segment[] {
  const { text } = reading;
  const lines: { pieces: string[]; start: number; comment?: string }[] = [];
  const starts: number[] = [];
  let at = words[0]?.start ?? 0;
  let breaks = true;
  for (const { start, end } of words) {
    for (const comment of commentsUntil(reading, start)) {
      const line = lines.at(-1);
      if (line !== undefined && line.comment === undefined && newlines(text, at, comment.start) === 0)
        line.comment = written(text, comment);
      else lines.push({ pieces: [], start: comment.start, comment: written(text, comment) });
      at = comment.end;
      breaks = true;
    }
    const line = lines.at(-1);
    const piece = text.slice(start, end);
    const before = line?.pieces.at(-1);
    if (breaks || line === undefined || before === undefined) lines.push({ pieces: [piece], start });
    else if (start === at) line.pieces[line.pieces.length - 1] = before + piece;
    else if (newlines(text, at, start) > 0 && !endsBlank(before)) lines.push({ pieces: [piece], start });
    else line.pieces.push(piece);
    if (lines.length === 1 && start !== at) starts.push(start);
    breaks = false;
    at = end;
  }
  const [first] = lines;
  const aligns = lines.length > 1 && !first?.pieces.some(isMultiline);
  const columns = aligns ? starts.map((start) => columnAt(text, start)) : [];
  return lines.map(({ pieces, start, comment }, i) => {
    const found = i > 0 && aligns ? columns.indexOf(columnAt(text, start)) : -1;
    return {
      pieces,
      ...(comment === undefined ? {} : { comment }),
      ...(found < 0 ? {} : { under: found + 1 }),
    };
  });
}

/** Comments between the head and a `{` on a later line. */
function addHeadComments(reading: Reading, segments: Segment[], from: number, open: number): void {
  let at = from;
  for (const span of commentsUntil(reading, open)) {
    const comment = written(reading.text, span);
    const last = segments.at(-1);
    if (last !== undefined && last.comment === undefined && newlines(reading.text, at, span.start) === 0)
      segments[segments.length - 1] = { ...last, comment };
    else segments.push({ pieces: [], comment });
    at = span.end;
  }
}

function commentsUntil(reading: Reading, limit: number): readonly Span[] {
  const from = reading.nextComment;
  while ((reading.comments[reading.nextComment]?.start ?? Infinity) < limit) reading.nextComment++;
  return reading.comments.slice(from, reading.nextComment);
}

function flatOf(segments: readonly Segment[]): string | undefined {
  const [only, second] = segments;
  if (only === undefined || second !== undefined || only.comment !== undefined) return undefined;
  return only.pieces.some(isMultiline) ? undefined : only.pieces.join(" ");
}

/** A block on one line, when all in it can be. */
function flatBody({ rows, comment }: Block): string | undefined {
  if (comment !== undefined) return undefined;
  let body = "";
  for (const [i, row] of rows.entries()) {
    if (row.kind !== "code" || row.comment !== undefined) return undefined;
    for (const { flat, closes } of row.statements) {
      if (flat === undefined) return undefined;
      const isLast = i === rows.length - 1;
      body += closes || isLast ? `${flat} ` : `${flat}; `;
    }
  }
  return body === "" ? "{}" : `{ ${body}}`;
}

/** Where the `{` stands after a head that ends at `from`. */
export function openBrace(text: string, from: number): number {
  const comment = /#[^\r\n]*|\{/g;
  comment.lastIndex = from;
  let found = comment.exec(text);
  while (found !== null && found[0] !== "{") found = comment.exec(text);
  return found?.index ?? from;
}

/** A word that ends in escaped white space: a line break or the end of the line would take that away. */
export function endsBlank(piece: string): boolean {
  return /[ \t\r\n]$/.test(piece);
}

export function isMultiline(piece: string): boolean {
  return /[\r\n]/.test(piece);
}

function written(text: string, { start, end }: Span): string {
  return text.slice(start, end).replace(/[ \t]+$/, "");
}

function newlines(text: string, from: number, to: number): number {
  return text.slice(from, to).match(NEWLINE)?.length ?? 0;
}

/** Where the line of an offset ends, without its line break. */
export function lineEnd(text: string, offset: number): number {
  for (let i = offset; i < text.length; i++) if (text[i] === "\n" || text[i] === "\r") return i;
  return text.length;
}

/** Where the line of an offset begins. */
export function lineStart(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && text[start - 1] !== "\n" && text[start - 1] !== "\r") start--;
  return start;
}

/** The column of an offset, from 0; a tab reaches to the next multiple of eight. */
function columnAt(text: string, offset: number): number {
  let column = 0;
  for (const char of text.slice(lineStart(text, offset), offset))
    column = char === "\t" ? column - (column % 8) + 8 : column + 1;
  return column;
}
