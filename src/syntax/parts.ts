/**
 * A long block as a row of parts, as a file is one of chunks: after an edit only those it touches are read again. A part
 * is whole statements from the start of a line on, of which none is at the margin, where a declaration might begin. One
 * in which the syntax is wrong is not read alone, but for a quote that nothing closes: that is of its line only.
 */
import type { Problem } from "../problems/problem.ts";
import type { Source } from "../text/source.ts";
import { keeping } from "./kept.ts";
import { bracesOf, lex, limits, quotedEnd, type Braces, type IsDeclaration, type Tokens } from "./lex.ts";
import { breaksIn, indentOf, isLineStart, marginOf } from "./margins.ts";
import { treeOf } from "./parse.ts";
import { BlockSource, copyOf, nameOfPart } from "./part-source.ts";
import type { Statement } from "./tree.ts";

/** What is read alone, be it a part, or a text that is one long block. */
export type Part = {
  readonly source: Source;
  /** Code units. */
  readonly length: number;
  readonly statements: readonly Statement[];
  readonly problems: readonly Problem[];
  readonly braces: Braces;
  /** Line breaks in it. */
  readonly breaks: number;
  /** Where quotes stand that nothing in it closes. */
  readonly quotes: readonly number[];
  /** How deep its first line is indented, in columns. */
  readonly indent: number;
  /** A line that is not deeper than this does not go on with its last statement. */
  readonly base: number;
  /** Blocks in blocks. */
  readonly depth: number;
  /** The parts of its only statement's block. */
  readonly row?: Row;
};

export type Row = {
  /** What stands before the parts, up to the start of a line, and behind them. */
  readonly head: string;
  readonly tail: string;
  readonly list: readonly Part[];
};

/** Code units of a block that has parts, and of the statements that are a part together. */
const LONG = 1500;
const LEAST = 400;
/** Parts that an edit may draw in beside those it touches. */
const MOST_DRAWN = 8;

/** Reads statements alone; undefined where they are not the same as in the block. */
function readPart(file: string, text: string, isDeclaration: IsDeclaration): Part | undefined {
  const source = {
    name: nameOfPart(file),
    file,
    text: copyOf(text),
    within: { of: undefined, at: 0, line: 0 },
  };
  const problems: Problem[] = [];
  const report = (problem: Problem) => void problems.push(problem);
  let hasAsked = false;
  const tokens = lex(source, report, isDeclaration, () => {
    hasAsked = true;
    return true;
  });
  const { statements } = treeOf(tokens, report);
  if (hasAsked || tokens.isCutShort || text.startsWith("\ufeff")) return undefined;
  if (problems.some((p) => p.code !== "syntax/open-quote")) return undefined;
  if (statements.some((s) => s.start === 0 || isLineStart(text, s.start))) return undefined;
  const first = statements[0];
  if (first !== undefined && marginOf(text, first.start) === undefined) return undefined;
  const braces = bracesOf(text);
  return {
    source,
    length: text.length,
    statements,
    problems,
    braces,
    breaks: breaksIn(text),
    quotes: [...braces.quotes, ...problems.map((p) => p.span.start)],
    indent: first === undefined ? 0 : indentOf(text, first.start),
    base: tokens.base,
    depth: depthOf(tokens),
  };
}

function depthOf({ kinds }: Tokens): number {
  let depth = 0;
  let most = 0;
  for (let i = 0; i < kinds.length; i++) {
    if (kinds[i] === "{") most = Math.max(most, ++depth);
    else if (kinds[i] === "}") depth--;
  }
  return most;
}

/** The parts of a run of statements, of which a long block is one alone. */
function split(file: string, text: string, isDeclaration: IsDeclaration): readonly Part[] | undefined {
  const whole = readPart(file, text, isDeclaration);
  if (whole === undefined) return undefined;
  const cuts = [0, ...cutsOf(text, whole.statements).slice(1)];
  if (cuts.length === 1) return [inParts(file, whole, isDeclaration) ?? whole];
  return allOf(cuts, text, file, isDeclaration);
}

/** The parts between cuts; undefined when one of them cannot be read alone. */
function allOf(
  cuts: readonly number[],
  text: string,
  file: string,
  isDeclaration: IsDeclaration,
): readonly Part[] | undefined {
  const parts: Part[] = [];
  for (const [i, cut] of cuts.entries()) {
    const part = readPart(file, text.slice(cut, cuts[i + 1] ?? text.length), isDeclaration);
    if (part === undefined) return undefined;
    parts.push(inParts(file, part, isDeclaration) ?? part);
  }
  return parts;
}

/** Where parts may begin; the first is where the first statement's line does. */
function cutsOf(text: string, statements: readonly Statement[]): readonly number[] {
  const cuts: number[] = [];
  let wasLong = false;
  for (const { start, end } of statements) {
    const margin = marginOf(text, start);
    const isLong = end - start >= LONG;
    const last = cuts.at(-1);
    if (margin !== undefined && (last === undefined || isLong || wasLong || margin - last >= LEAST))
      cuts.push(margin);
    wasLong = isLong;
  }
  return cuts;
}

/** A text of one long block with that block in parts; undefined when it is no such text. */
export function inParts(
  file: string,
  { source: { text }, statements }: Pick<Part, "source" | "statements">,
  isDeclaration: IsDeclaration,
): Part | undefined {
  const [only, another] = statements;
  if (only === undefined || another !== undefined || only.end - only.start < LONG) return undefined;
  const { block } = only;
  const first = block?.[0];
  const last = block?.at(-1);
  if (block === undefined || first === undefined || last === undefined) return undefined;
  const from = marginOf(text, first.start);
  const to = marginOf(text, only.end - 1);
  if (from === undefined || to === undefined || to < last.end) return undefined;
  const cuts = cutsOf(text, block);
  const list = allOf(cuts, text.slice(0, to), file, isDeclaration);
  if (list === undefined) return undefined;
  return compose(
    file,
    { head: copyOf(text.slice(0, from)), list, tail: copyOf(text.slice(to)) },
    isDeclaration,
  );
}

/** A block of its parts; undefined when it would not be read so as a whole. */
function compose(file: string, row: Row, isDeclaration: IsDeclaration): Part | undefined {
  const { head, list, tail } = row;
  const shell = { name: file, text: head + tail };
  const problems: Problem[] = [];
  let hasAsked = false;
  const tokens = lex(
    shell,
    (problem) => problems.push(problem),
    isDeclaration,
    () => (hasAsked = true),
  );
  const { kinds, starts, ends, cuts } = tokens;
  const around = bracesOf(shell.text);
  const open = kinds.length - 2;
  const [first] = list;
  if (problems.length > 0 || hasAsked || tokens.isCutShort || cuts.length !== 1) return undefined;
  if (!/^[wq]+\{\}$/.test(kinds) || around.quotes.length > 0 || !around.isBalanced) return undefined;
  if ((starts[open] ?? 0) >= head.length || (starts[open + 1] ?? 0) < head.length) return undefined;
  if (!isLineStart(head, head.length) || marginOf(shell.text, starts[open + 1] ?? 0) !== head.length)
    return undefined;
  // A byte order mark is a letter, but not at the start of what is read.
  if (first === undefined || head.startsWith("\ufeff")) return undefined;

  const quotes: number[] = [];
  const block: Statement[] = [];
  let breaks = breaksIn(shell.text);
  let depth = 0;
  let at = head.length;
  let [level, least, most] = [1, 0, 1];
  for (const part of list) {
    if (part.statements.length === 0 || part.indent === 0) return undefined;
    for (const quote of part.quotes) quotes.push(at + quote);
    for (const statement of part.statements) block.push(statement);
    for (const problem of part.problems) problems.push(problem);
    breaks += part.breaks;
    depth = Math.max(depth, part.depth);
    most = Math.max(most, level + part.braces.most);
    least = Math.min(least, level + part.braces.least);
    level += part.braces.open;
    at += part.length;
  }
  least = Math.min(least, level - 1);
  // Past the depth `bracesOf` counts no more.
  if (most > limits.depth || least < -limits.depth || depth >= limits.depth) return undefined;
  const source = new BlockSource(file, row);
  // A quote of one part that is closed in another.
  if (quotes.some((quote) => quotedEnd(source.text, quote, source.text.charCodeAt(quote)) >= 0))
    return undefined;

  const gap = at - head.length;
  for (let i = open + 1; i < kinds.length; i++) {
    starts[i] = (starts[i] ?? 0) + gap;
    ends[i] = (ends[i] ?? 0) + gap;
  }
  const [shape] = treeOf(tokens, () => undefined).statements;
  if (shape === undefined) return undefined;
  const { start, end, keyword } = shape;
  const [name, ...rest] = shape.words;
  const statement: Statement = {
    source,
    start,
    end,
    keyword,
    words: [{ ...name, source }, ...rest.map((word) => ({ ...word, source }))],
    block: keeping(block),
  };
  const isBalanced = level === 1 && least === 0 && most <= limits.depth;
  return {
    source,
    length: at + tail.length,
    statements: [statement],
    problems,
    braces: { open: level - 1, least, most, quotes, isBalanced },
    breaks,
    quotes,
    indent: indentOf(head, start),
    base: tokens.base,
    depth: depth + 1,
    row,
  };
}

/**
 * The block after an edit, its other parts kept. Undefined where it has to be read as a whole.
 *
 * @param text what it is now.
 * @param same how many code units it begins with as before.
 * @param until where that begins in the old text which is the same again.
 */
export function reread(
  file: string,
  { length, row }: Pick<Part, "length" | "row">,
  text: string,
  same: number,
  until: number,
  isDeclaration: IsDeclaration,
): Part | undefined {
  if (row === undefined) return undefined;
  const { head, list, tail } = row;
  const moved = text.length - length;
  if (same < head.length)
    return until <= head.length
      ? compose(file, { ...row, head: copyOf(text.slice(0, head.length + moved)) }, isDeclaration)
      : undefined;
  const end = length - tail.length;
  if (until > end)
    return same >= end ? compose(file, { ...row, tail: copyOf(text.slice(end)) }, isDeclaration) : undefined;

  const starts = [head.length];
  for (const part of list) starts.push((starts.at(-1) ?? 0) + part.length);
  const startOf = (index: number) => starts[index] ?? end;
  let front = list.length - 1;
  while (front > 0 && startOf(front) > same) front--;
  let back = front + 1;
  while (back < list.length && startOf(back) < until) back++;
  for (let drawn = 0; drawn < MOST_DRAWN; drawn++) {
    const from = startOf(front);
    const to = startOf(back) + moved;
    if (!isLineStart(text, from) || !isLineStart(text, to)) return undefined;
    const part = text.slice(from, to);
    const old = back === front + 1 ? list[front] : undefined;
    const inner = old && reread(file, old, part, same - from, until - from, isDeclaration);
    const fresh = inner === undefined ? split(file, part, isDeclaration) : [inner];
    if (fresh === undefined) return undefined;
    const isEmpty = fresh.every((p) => p.statements.length === 0);
    const joinsLast = isEmpty || (fresh[0]?.indent ?? 0) > (list[front - 1]?.base ?? Infinity);
    const joinsNext = isEmpty || (list[back]?.indent ?? 0) > (fresh.at(-1)?.base ?? 0);
    if (!joinsLast && !joinsNext)
      return compose(
        file,
        { ...row, list: [...list.slice(0, front), ...fresh, ...list.slice(back)] },
        isDeclaration,
      );
    if (joinsLast && front > 0) front--;
    else if (back < list.length) back++;
    else return undefined;
  }
  return undefined;
}

/** Says of each part where it is now in the block. */
export function place({ source, row }: Pick<Part, "source" | "row">): void {
  if (row === undefined) return;
  let at = row.head.length;
  let line = breaksIn(row.head);
  for (const part of row.list) {
    const { within } = part.source;
    if (within === undefined) continue;
    within.of = source;
    within.at = at;
    within.line = line;
    // What is in a part that was there before is where it was in it.
    if (part.row !== undefined && part.row.list[0]?.source.within?.of !== part.source) place(part);
    at += part.length;
    line += part.breaks;
  }
}
