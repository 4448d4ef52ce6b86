/**
 * A file as a row of chunks that can be read one by one: after an edit only those it touches are read again. A chunk
 * begins with a statement at the start of a line, where by the layout rule nothing before it matters. Around a mistake
 * of the syntax only a declaration is as sure a sign. Places in a chunk are its own, so that they stay when text before
 * it changes.
 */
import type { Problem } from "../problems/problem.ts";
import { replaced } from "../text/replaced.ts";
import type { Source } from "../text/source.ts";
import { bracesOf, declaresAt, lex, limits, quotedEnd, type Braces, type IsDeclaration } from "./lex.ts";
import { treeOf } from "./parse.ts";
import { breaksIn, isLineStart } from "./margins.ts";
import { copyOf, nameOfPart } from "./part-source.ts";
import { inParts, reread, type Part } from "./parts.ts";

/** A chunk, which is in parts where it is one long block. */
export type Chunk = Pick<
  Part,
  "source" | "length" | "statements" | "problems" | "braces" | "breaks" | "quotes" | "row"
> & {
  /** Whether a block is never closed: then the next chunk must not be part of it. */
  readonly isOpen: boolean;
  /** Whether the braces of the whole file mattered, and so are as they were then. */
  readonly hasAsked: boolean;
};

export type Chunks = {
  readonly text: string;
  readonly list: readonly Chunk[];
  /** Where each begins, and in which line, from 0. */
  readonly starts: readonly number[];
  readonly lines: readonly number[];
  readonly isBalanced: boolean;
};

/** Code units of a file that is read in chunks; and of a text that is copied, so as not to keep a whole old file. */
const MOST_TEXT = 2_000_000;
const MOST_COPIED = 65_536;

/** Blank lines, comments, then the first sign of a statement. */
const LEAD = /(?:[ \t]*(?:#[^\r\n]*)?[\r\n])*/y;

/**
 * The chunks of a text, those of `before` kept where their text is the same. Undefined for a text that has to be read
 * as one: then no chunk can be told from the next.
 */
export function chunksOf(
  file: string,
  before: Chunks | undefined,
  text: string,
  isDeclaration: IsDeclaration,
): Chunks | undefined {
  if (text.length > MOST_TEXT || text.includes("\0")) return undefined;
  const known = before === undefined ? undefined : update(file, before, text, isDeclaration);
  return known ?? update(file, NOTHING, text, isDeclaration);
}

const NOTHING: Chunks = { text: "", list: [], starts: [], lines: [], isBalanced: true };

function update(
  file: string,
  before: Chunks,
  text: string,
  isDeclaration: IsDeclaration,
): Chunks | undefined {
  const { list, starts } = before;
  const startOf = (index: number) => starts[index] ?? before.text.length;
  const moved = text.length - before.text.length;
  const same = sameStart(before.text, text);
  const sameAfter = before.text.length - sameEnd(before.text, text, same);
  // A chunk is kept when all of it is the same.
  let front = same === before.text.length ? list.length : Math.max(0, firstFrom(starts, same + 1) - 1);
  let back = Math.max(front, firstFrom(starts, sameAfter));
  for (;;) {
    const start = startOf(front);
    const end = startOf(back) + moved;
    const isEmpty = end <= start;
    const declares = (at: number) => declaresAt(text, at, isDeclaration);
    const isMistaken = (index: number) => (list[index]?.problems.length ?? 0) > 0;
    // The first chunk of a file may begin anyhow, but not when something stands before it.
    const joinsNext = isEmpty
      ? isMistaken(front - 1) && !declares(end)
      : !(isLineStart(text, end) && beginsChunk(text, end, text.length)) ||
        (isMistaken(back) && !declares(end));
    if (back < list.length && joinsNext) {
      back++;
      continue;
    }
    const joinsLast =
      !(isLineStart(text, start) && beginsChunk(text, start, end)) ||
      (isMistaken(front - 1) && !declares(start));
    if (front > 0 && !isEmpty && joinsLast) {
      front--;
      continue;
    }
    const part = isEmpty ? "" : text.slice(start, end);
    const old = back === front + 1 ? list[front] : undefined;
    const again = old && reread(file, old, part, same - start, sameAfter - start, isDeclaration);
    const braces = again?.braces ?? bracesOf(part);
    const isBalanced = areBalanced(list, front, back, braces);
    const kept = isBalanced === before.isBalanced ? undefined : list;
    if (kept?.some((c, i) => c.hasAsked && (i < front || i >= back)) === true) return undefined;
    const fresh =
      again !== undefined
        ? [asChunk(again)]
        : isEmpty
          ? []
          : split(file, part, braces, isDeclaration, isBalanced);
    if (fresh === undefined) return undefined;
    if (fresh.some((c) => c.problems.length > 0)) {
      if (back < list.length && !declares(end)) {
        back++;
        continue;
      }
      if (front > 0 && !declares(start)) {
        front--;
        continue;
      }
    }
    return assembled(text, replaced(list, front, back, fresh), isBalanced);
  }
}

/** Chunks that are read as they would be in the whole; otherwise undefined. */
function assembled(text: string, list: readonly Chunk[], isBalanced: boolean): Chunks | undefined {
  const starts: number[] = [];
  const lines: number[] = [];
  let at = 0;
  let line = 0;
  for (const { length, quotes, breaks, isOpen } of list) {
    starts.push(at);
    lines.push(line);
    line += breaks;
    for (const quote of quotes)
      if (quotedEnd(text, at + quote, text.charCodeAt(at + quote)) >= 0) return undefined;
    at += length;
    if (isOpen && isBalanced && at < text.length) return undefined;
  }
  return { text, list, starts, lines, isBalanced };
}

/** Whether the braces of a file are, with others in place of those of the chunks from `front` up to `back`. */
function areBalanced(list: readonly Chunk[], front: number, back: number, others: Braces): boolean {
  let open = 0;
  const isLow = ({ open: more, least, most }: Braces): boolean => {
    if (open + least < 0 || open + most > limits.depth) return true;
    open += more;
    return false;
  };
  for (let i = 0; i < front; i++) if (isLow(list[i]?.braces ?? others)) return false;
  if (isLow(others)) return false;
  for (let i = back; i < list.length; i++) if (isLow(list[i]?.braces ?? others)) return false;
  return open === 0;
}

/** The first index whose number is at least `least`, in a rising list. */
function firstFrom(numbers: readonly number[], least: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Code units compared at once. */
const STEP = 4096;

/** How many code units two texts begin with alike. */
function sameStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at < most && a.slice(at, at + STEP) === b.slice(at, at + STEP)) at += STEP;
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return Math.min(at, most);
}

/** How many code units two texts end with alike, but for the first `without`. */
function sameEnd(a: string, b: string, without: number): number {
  const most = Math.min(a.length, b.length) - without;
  const end = (text: string, at: number) => text.slice(text.length - at - STEP, text.length - at);
  let at = 0;
  while (at + STEP <= most && end(a, at) === end(b, at)) at += STEP;
  while (at < most && a.charCodeAt(a.length - at - 1) === b.charCodeAt(b.length - at - 1)) at++;
  return at;
}

/** Whether the first statement of a part stands at the start of its line. */
function beginsChunk(text: string, start: number, end: number): boolean {
  LEAD.lastIndex = start;
  LEAD.test(text);
  const sign = text[LEAD.lastIndex] ?? " ";
  return LEAD.lastIndex < end && !/[\s{};\ufeff]/.test(sign);
}

function asChunk(part: Part): Chunk {
  return { ...part, isOpen: false, hasAsked: false };
}

function split(
  file: string,
  text: string,
  braces: Braces,
  isDeclaration: IsDeclaration,
  isBalanced: boolean,
): readonly Chunk[] | undefined {
  const whole = read(file, text, isDeclaration, isBalanced, braces);
  if (whole === undefined) return undefined;
  const isSound = whole.problems.length === 0;
  // A byte order mark is a letter, but not at the start of what is read.
  const starts = whole.statements
    .map((s) => s.start)
    .filter((at) => at > 0 && isLineStart(text, at) && text[at] !== "\ufeff")
    .filter((at) => isSound || declaresAt(text, at, isDeclaration));
  const cuts = [0, ...starts.slice(whole.statements[0]?.start === starts[0] ? 1 : 0), text.length];
  if (cuts.length === 2) return [whole];
  const chunks = cuts.slice(1).map((to, i) => read(file, text.slice(cuts[i], to), isDeclaration, isBalanced));
  const all = chunks.filter((c) => c !== undefined);
  const isAsSound = !isSound || all.every((c) => c.problems.length === 0);
  return all.length === chunks.length && isAsSound ? all : undefined;
}

function read(
  file: string,
  text: string,
  isDeclaration: IsDeclaration,
  isBalanced: boolean,
  braces = bracesOf(text),
): Chunk | undefined {
  const own = text.length > MOST_COPIED ? text : copyOf(text);
  const source: Source = { name: nameOfPart(file), file, text: own };
  const problems: Problem[] = [];
  let hasAsked = false;
  const report = (problem: Problem) => void problems.push(problem);
  const tokens = lex(source, report, isDeclaration, () => {
    hasAsked = true;
    return isBalanced;
  });
  const { statements } = treeOf(tokens, report);
  if (tokens.isCutShort || problems.some((p) => p.code === "syntax/encoding")) return undefined;
  const open = problems.flatMap((p) => (p.code === "syntax/open-quote" ? [p.span.start] : []));
  const parted =
    problems.length > 0 || hasAsked ? undefined : inParts(file, { source, statements }, isDeclaration);
  if (parted !== undefined) return asChunk(parted);
  return {
    source,
    length: own.length,
    statements,
    problems,
    braces,
    breaks: breaksIn(own),
    quotes: [...braces.quotes, ...open],
    isOpen: tokens.unclosed.size > 0,
    hasAsked,
  };
}
