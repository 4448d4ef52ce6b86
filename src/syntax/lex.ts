/** Text → tokens, by the grammar `Text` of lb.ohm and the layout rule of spec/language.md. Linear, never throws. */
import type { Problem, Report } from "../problems/problem.ts";
import type { Source, Span } from "../text/source.ts";
import { isLuaBlock, luaBlockEnd } from "./lua.ts";

/** The letters that the grammar `Topology` is written in, as character codes. */
const kind = { word: 119, quoted: 113, stop: 115, open: 123, close: 125 } as const;
type Kind = (typeof kind)[keyof typeof kind];

export type Tokens = {
  readonly source: Source;
  /** One letter a token: `w` a word, `q` a quoted one, `s` the end of a statement, `{` and `}`. */
  readonly kinds: string;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly comments: readonly Span[];
  /** Number of tokens at which each top-level statement ends. */
  readonly cuts: readonly number[];
  /** Where the `{` stand that are never closed. */
  readonly unclosed: ReadonlySet<number>;
  /** What a `}` that closes nothing spoils: the declaration that lacks its `{`, up to the brace. */
  readonly spoilt: readonly Span[];
  /** Whether the rest of the text was not read. */
  readonly isCutShort: boolean;
  /** The indentation that a line after the text must exceed to continue the last statement; none does where that ended. */
  readonly base: number;
};

export const limits = {
  /** Code units in a file. */
  text: 8 * 1024 * 1024,
  /** Tokens in a file. */
  tokens: 2_000_000,
  /** Words in a statement: the grammar is asked for all of them at once. */
  words: 65_536,
  /** Blocks in blocks. */
  depth: 64,
  /** Code units in a word: nginx's own limit is 4095 bytes. */
  word: 4095,
} as const;

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;
const HASH = 35;
const DOLLAR = 36;
const APOSTROPHE = 39;
const SEMICOLON = 59;
const BACKSLASH = 92;
const OPEN = 123;
const CLOSE = 125;

/** What ends a bare word. */
const ENDS = new Uint8Array(128);
for (const code of [SPACE, LF, SEMICOLON, OPEN, CLOSE, TAB, CR]) ENDS[code] = 1;
/** And what else is no plain letter of one. */
const SIGNS = ENDS.slice();
for (const code of [BACKSLASH, DOLLAR]) SIGNS[code] = 1;

function endsWord(code: number): boolean {
  return code < 128 && ENDS[code] === 1;
}

/** One past a quoted word's closing quote, or -1 when it is not closed as nginx wants it. */
export function quotedEnd(text: string, start: number, quote: number): number {
  const last = Math.min(text.length, start + limits.word + 2);
  for (let i = start + 1; i < last; i++) {
    const code = text.charCodeAt(i);
    if (code === BACKSLASH) i++;
    else if (code === quote) {
      const next = i + 1 === text.length ? SPACE : text.charCodeAt(i + 1);
      return endsWord(next) || next === 41 ? i + 1 : -1;
    }
  }
  return -1;
}

function bareEnd(text: string, start: number): number {
  let i = start;
  let dollar = -2;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 128 || SIGNS[code] === 0) continue;
    if (code === BACKSLASH) i++;
    else if (code === DOLLAR) dollar = i;
    else if (code === OPEN && dollar === i - 1) {
      const close = /[}\r\n]/g;
      close.lastIndex = i;
      const found = close.exec(text);
      if (found === null || found[0] !== "}") return i;
      i = found.index;
    } else if (endsWord(code)) break;
  }
  return Math.min(i, text.length);
}

function lineEnd(text: string, start: number): number {
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === LF || code === CR) return i;
  }
  return text.length;
}

/** Whether a word at the start of a line begins a declaration; `rest` is some of the text after it. */
export type IsDeclaration = (word: string, rest: string) => boolean;

function grown<T extends Uint8Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Whether a declaration begins there. */
export function declaresAt(text: string, start: number, isDeclaration: IsDeclaration): boolean {
  const end = bareEnd(text, start);
  return isDeclaration(text.slice(start, end), text.slice(end, end + 256));
}

const NO_BLOCKS: readonly number[] = [];

/**
 * @param isDeclaration after a missing `}` reading goes on where it says so.
 * @param isBalanced whether the braces of the file are, where the text is a part of one.
 */
export function lex(
  source: Source,
  report: Report,
  isDeclaration: IsDeclaration,
  isBalanced = () => bracesOf(source.text).isBalanced,
): Tokens {
  const { text } = source;
  const at = (start: number, end: number): Span => ({ source, start, end });
  const error = (code: string, message: string, span: Span, help: string, related?: Problem["related"]) =>
    report({ code, severity: "error", message, span, help, ...(related === undefined ? {} : { related }) });

  // Some 6 characters a token are usual; what is never used costs nothing.
  let capacity = Math.max(1024, text.length >> 2);
  let kinds = new Uint8Array(capacity);
  let starts = new Int32Array(capacity);
  let ends = new Int32Array(capacity);
  const comments: Span[] = [];
  const cuts: number[] = [];
  const spoilt: Span[] = [];
  const unclosed = new Set<number>();
  const openers: number[] = [];
  /** The indentation of the lines they stand on. */
  const margins: number[] = [];
  /** Of the top-level block at hand: the blocks around its first line that does not stand as deep as it should. */
  let shallow = NO_BLOCKS;
  /** Whether only these have such lines: then the innermost lacks its `}`. Elsewhere indentation proves nothing. */
  let isIndented = true;
  let count = 0;
  let isCutShort = false;
  let lastBase = Infinity;

  const push = (letter: Kind, start: number, end: number) => {
    if (count === capacity) {
      capacity *= 2;
      kinds = grown(kinds, new Uint8Array(capacity));
      starts = grown(starts, new Int32Array(capacity));
      ends = grown(ends, new Int32Array(capacity));
    }
    kinds[count] = letter;
    starts[count] = start;
    ends[count] = end;
    count++;
  };
  const done = (): Tokens => {
    return {
      source,
      kinds: new TextDecoder().decode(kinds.subarray(0, count)),
      starts,
      ends,
      comments,
      cuts,
      spoilt,
      unclosed,
      isCutShort,
      base: lastBase,
    };
  };

  if (text.length > limits.text) {
    const message = `the file has ${text.length} characters; a topology may have ${limits.text}`;
    error("syntax/too-large", message, at(0, 0), "split it into files and `include` them");
    isCutShort = true;
    return done();
  }
  const nul = text.indexOf("\0");
  if (nul >= 0) {
    const isWide = text[nul + 2] === "\0" && text[nul + 4] === "\0";
    const message = isWide
      ? "this file is UTF-16: lbc reads UTF-8"
      : "this is no text file: it holds a NUL byte";
    error("syntax/binary", message, at(nul, nul + 1), isWide ? "save it as UTF-8" : "name a .lb file");
    isCutShort = true;
    return done();
  }

  /** Whether a statement has begun and not ended. */
  let inStatement = false;
  /** The first token of the statement. */
  let keyword = 0;
  /** The indentation that a line must exceed to continue the statement. */
  let base = 0;
  /** Of the current line. */
  let indent = 0;
  let lineHasToken = false;
  /** Where the first token of the line begins, `indent` columns in. */
  let lineToken = 0;
  /** Whether the last `{` is on this line: then a statement after it is judged by its own column. */
  let openedHere = false;
  let lineStart = 0;
  let tooDeepAt = -1;
  let openLua = false;
  /** Where the last `{` without a keyword stands: more of them in its block are the same mistake. */
  let unnamed = -1;
  /** One past a sign that was out of place: those right after it are the same mistake. */
  let stray = -1;
  /** Where the last declaration begins that stands at the start of a line. */
  let declaration = -1;
  let balanced: boolean | undefined;

  /** Reports a `}` that closes nothing. When a declaration without a block is above it, that is what is wrong. */
  const closesNothing = (where: number) => {
    const lineOf = lineEnd(text, declaration);
    const lacks = declaration >= 0 && lineOf < where && !text.slice(declaration, lineOf).includes("{");
    if (declaration >= 0) spoilt.push(at(declaration, where));
    const related = lacks
      ? [{ span: at(declaration, lineOf), message: "does this lack its `{`?" }]
      : undefined;
    const help = lacks ? "add `{` there, or remove this `}`" : "remove it, or the `}` too many above it";
    error("syntax/extra-brace", "this `}` closes nothing", at(where, where + 1), help, related);
    declaration = -1;
  };
  // One for both: what only few statements do, V8 leaves out of the code it makes, and throws that away at the first.
  const cut = () => {
    if (openers.length === 0) cuts.push(count);
  };
  const stop = (start: number, end: number) => {
    push(kind.stop, start, end);
    inStatement = false;
    cut();
  };
  const close = (start: number, end: number) => {
    if (inStatement) stop(start, start);
    push(kind.close, start, end);
    openers.pop();
    margins.pop();
    cut();
    if (openers.length > 0) return;
    shallow = NO_BLOCKS;
    isIndented = true;
  };
  /** Closes every open block where something proves that their braces are missing. */
  const closeAll = (where: number) => {
    const around = isIndented && shallow.length > 0 ? shallow : openers;
    const related = around.slice(0, -1).map((o) => ({ span: at(o, o + 1), message: "inside this block" }));
    const opener = around.at(-1) ?? 0;
    for (const open of openers) unclosed.add(open);
    error(
      "syntax/missing-brace",
      "this block is never closed",
      at(opener, opener + 1),
      "add `}` where the block ends",
      related.slice(-3),
    );
    while (openers.length > 0) close(where, where);
  };

  let i = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  lineStart = i;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (code === LF || code === CR) {
      i++;
      lineStart = i;
      lineHasToken = false;
      openedHere = false;
      indent = 0;
      continue;
    }
    if (code === SPACE || code === TAB) {
      if (!lineHasToken) indent = code === SPACE ? indent + 1 : (Math.floor(indent / 8) + 1) * 8;
      i++;
      continue;
    }
    if (code === HASH) {
      const end = lineEnd(text, i);
      comments.push(at(i, end));
      i = end;
      continue;
    }
    const isEndless = inStatement && count - keyword >= limits.words;
    if (count >= limits.tokens || isEndless) {
      const most = isEndless ? `${limits.words} words in one statement` : `${limits.tokens} words`;
      const message = `more than ${most}: the rest of the file is not read`;
      error("syntax/too-large", message, at(i, i + 1), "split it into files and `include` them");
      isCutShort = true;
      break;
    }
    if (!lineHasToken) {
      lineHasToken = true;
      lineToken = i;
      if (inStatement && code !== OPEN && indent <= base) {
        const previous = ends[count - 1] ?? i;
        stop(previous, previous);
      }
      if (i === lineStart && code !== CLOSE && code !== OPEN && declaresAt(text, i, isDeclaration)) {
        if (openers.length === 0) declaration = i;
        else if (!(balanced ??= isBalanced())) {
          if (inStatement) stop(i, i);
          closeAll(i);
          declaration = i;
        }
      }
      // A `}` stands as deep as the line of its block, all else in it deeper.
      if (code !== OPEN && indent < (margins.at(-1) ?? -1) + (code === CLOSE ? 0 : 1)) {
        if (shallow.length === 0) shallow = openers.slice();
        else isIndented &&= shallow.includes(openers.at(-1) ?? -1);
      }
    }
    switch (code) {
      case SEMICOLON:
        if (inStatement) stop(i, i + 1);
        else {
          if (stray !== i) error("syntax/nothing-to-end", "`;` ends nothing here", at(i, i + 1), "remove it");
          stray = i + 1;
        }
        i++;
        break;
      case OPEN: {
        if (inStatement && isLuaBlock(text.slice(starts[keyword], ends[keyword]))) {
          const found = luaBlockEnd(text, i);
          openLua = found < 0;
          if (openLua) {
            const help = "add `}` where the Lua ends; the rest of the file is not read";
            error("syntax/missing-brace", "this block of Lua is never closed", at(i, i + 1), help);
          }
          const end = openLua ? text.length : found;
          push(kind.quoted, i, end);
          stop(end, end);
          i = end;
          break;
        }
        if (openers.length >= limits.depth) {
          if (tooDeepAt < 0) {
            const message = `blocks are nested more than ${limits.depth} deep`;
            error(
              "syntax/too-deep",
              message,
              at(i, i + 1),
              "the rest of the file is not read; remove braces",
            );
          }
          tooDeepAt = i;
          i = text.length;
          break;
        }
        if (!inStatement) {
          const message = "a block needs a keyword before `{`";
          if (stray !== i && openers.at(-1) !== unnamed)
            error("syntax/missing-keyword", message, at(i, i + 1), "write what it declares");
          unnamed = i;
          push(kind.word, i, i);
          stray = i + 1;
        }
        push(kind.open, i, i + 1);
        openers.push(i);
        margins.push(indent);
        inStatement = false;
        openedHere = true;
        i++;
        break;
      }
      case CLOSE:
        if (openers.length === 0) {
          if (inStatement) stop(i, i);
          if (stray !== i) closesNothing(i);
          stray = i + 1;
        } else close(i, i + 1);
        i++;
        break;
      default: {
        const quoted = code === QUOTE || code === APOSTROPHE;
        let end = quoted ? quotedEnd(text, i, code) : bareEnd(text, i);
        if (end < 0) {
          end = lineEnd(text, i);
          // What ends the line is rather the statement's than the word's.
          while (end > i + 1 && endsWord(text.charCodeAt(end - 1))) end--;
          const help = "close it with the same quote, before a space, `;`, `{`, `}` or the end of the line";
          error("syntax/open-quote", "this quoted word is not closed", at(i, end), help);
        } else if (end - i > limits.word + 2) {
          const message = `a word of ${end - i} characters; nginx takes ${limits.word}`;
          error(
            "syntax/long-word",
            message,
            at(i, i + 40),
            "quote it, or put a space or `;` where one is missing",
          );
        }
        if (!inStatement) {
          inStatement = true;
          keyword = count;
          base = openedHere ? indent + i - lineToken : indent;
        }
        push(quoted ? kind.quoted : kind.word, i, end);
        i = Math.max(end, i + 1);
      }
    }
  }
  if (inStatement) {
    lastBase = base;
    stop(text.length, text.length);
  }
  if (openers.length > 0 && tooDeepAt < 0 && !openLua && !isCutShort) closeAll(text.length);
  else while (openers.length > 0) close(text.length, text.length);
  isCutShort ||= tooDeepAt >= 0 || openLua;
  if (text.includes("\ufffd")) {
    // In a comment any bytes may stand.
    const bad = starts.findIndex((from, k) => k < count && text.slice(from, ends[k]).includes("\ufffd"));
    const place = text.indexOf("\ufffd", starts[bad]);
    if (bad >= 0)
      error("syntax/encoding", "this is not UTF-8", at(place, place + 1), "save the file as UTF-8");
  }
  return done();
}

export type Braces = {
  /** How many more are open at the end than at the start; the least and the most of that on the way. */
  readonly open: number;
  readonly least: number;
  readonly most: number;
  /** Where quotes stand that nothing in the text closes. */
  readonly quotes: readonly number[];
  /**
   * Whether every brace has its counterpart. If so, a declaration's keyword at the start of a line inside a block is
   * text pasted without indentation, and not proof of a missing brace.
   */
  readonly isBalanced: boolean;
};

/** The braces of a text, or of a part of one that begins where a statement does. */
export function bracesOf(text: string): Braces {
  let open = 0;
  let least = 0;
  let most = 0;
  const quotes: number[] = [];
  // Past the depth there is no balance, whatever comes. This also bounds the search for the end of a `${`.
  for (let i = 0; i < text.length && Math.abs(open) <= limits.depth;) {
    const code = text.charCodeAt(i);
    if (code === HASH) i = lineEnd(text, i);
    else if (code === QUOTE || code === APOSTROPHE) {
      const end = quotedEnd(text, i, code);
      if (end < 0) quotes.push(i);
      i = Math.max(end, i + 1);
    } else if (!endsWord(code)) i = Math.max(bareEnd(text, i), i + 1);
    else {
      if (code === OPEN) most = Math.max(most, ++open);
      if (code === CLOSE) least = Math.min(least, --open);
      i++;
    }
  }
  return { open, least, most, quotes, isBalanced: open === 0 && least === 0 && most <= limits.depth };
}
