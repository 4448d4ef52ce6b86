/** Tokens → tree, by the grammar `Topology` of lb.ohm: the one file that knows ohm. */
import * as ohm from "ohm-js";
import { recipe } from "../generated/lb-recipe.js";
import { statements } from "../generated/lb-statements.js";
import type { Report } from "../problems/problem.ts";
import type { Source, Span } from "../text/source.ts";
import { lex, limits, type IsDeclaration, type Tokens } from "./lex.ts";
import type { Statement, Tree, Word } from "./tree.ts";
import { unescapeWord } from "./words.ts";

/**
 * A node of ohm's concrete syntax tree, which its types leave out. Walking it takes a tenth of the time of ohm's
 * semantics, and loading them would take longer than parsing a small file. The version of ohm is pinned.
 */
type Cst = { readonly ctorName: string; readonly children: readonly Cst[] };
type Match = {
  readonly failed: () => boolean;
  readonly shortMessage?: string;
  readonly getRightmostFailurePosition: () => number;
  readonly _cst: Cst;
};
type Grammar = { readonly match: (text: string) => Match };

/** ohm exports this for grammars compiled ahead; its types leave it out. */
const { makeRecipe } = ohm as unknown as { readonly makeRecipe: (recipe: unknown) => Grammar };
/** Made when a statement comes that was not matched ahead: it takes longer than reading a small file. */
let grammar: Grammar | undefined;
const matched: ReadonlySet<string> = new Set(statements.split(" "));

/** What the tokens of a statement are. */
type Shape = {
  /** All its tokens. */
  readonly length: number;
  readonly words: number;
  readonly block: readonly Shape[] | undefined;
  /** What the grammar expected, when it or a statement in its block does not match: a defect of lbc. */
  readonly expected: string | undefined;
};

/**
 * Gives the shape of a statement by its letters. A statement is matched alone, without what is in its block: ohm keeps
 * some hundred bytes for each letter of a match, and few statements differ in shape.
 */
function shapesReader(): (kinds: string) => Shape {
  const known = new Map<string, Shape>();
  const read = (kinds: string): Shape => {
    const open = kinds.indexOf("{");
    const { words, expected } = match(open < 0 ? kinds : `${kinds.slice(0, open + 1)}}`);
    const block = open < 0 ? undefined : statementsIn(kinds.slice(open + 1, -1)).map(shapeOf);
    return {
      length: kinds.length,
      words,
      block,
      expected: expected ?? block?.find((inner) => inner.expected !== undefined)?.expected,
    };
  };
  const shapeOf = (kinds: string): Shape => {
    let shape = known.get(kinds);
    if (shape === undefined) known.set(kinds, (shape = read(kinds)));
    return shape;
  };
  return shapeOf;
}

/** Matches one statement without what is in its block: how many words it has. */
function match(one: string): Pick<Shape, "words" | "expected"> {
  if (matched.has(one))
    return { words: one.endsWith("}") ? one.length - 2 : one.length - 1, expected: undefined };
  grammar ??= makeRecipe(recipe);
  const found = grammar.match(one);
  const words = found.failed() ? undefined : found._cst.children[0]?.children[0]?.children[0];
  if (words !== undefined) return { words: words.children.length, expected: undefined };
  return { words: 1, expected: found.shortMessage?.replace(/^.*expected /, "") ?? "a statement" };
}

/** The letters of each statement of a run. */
function statementsIn(kinds: string): readonly string[] {
  const statements: string[] = [];
  for (let from = 0; from < kinds.length;) {
    const end = statementEnd(kinds, from);
    statements.push(kinds.slice(from, end));
    from = end;
  }
  return statements;
}

/** One past the last letter of the statement that begins at `from`. */
function statementEnd(kinds: string, from: number): number {
  let depth = 0;
  for (let i = from; i < kinds.length; i++) {
    const letter = kinds[i];
    if (letter === "{") depth++;
    else if (letter === "}") depth--;
    if (depth <= 0 && (letter === "s" || letter === "}")) return i + 1;
  }
  return kinds.length;
}

/** Parses one file. Any text gives a tree; what cannot be understood is reported and left out. */
export function parse(source: Source, report: Report, isDeclaration: IsDeclaration): Tree {
  return treeOf(lex(source, report, isDeclaration), report);
}

/** The tree of a text's tokens. */
export function treeOf(tokens: Tokens, report: Report): Tree {
  const { source } = tokens;
  const laid = { ...tokens, textAt: textsOf(source.text) };
  const parsed: Statement[] = [];
  const shapeOf = shapesReader();
  let from = 0;
  for (const to of tokens.cuts) {
    // The lexer balances braces and ends every statement, so that one always matches.
    const shape = shapeOf(tokens.kinds.slice(from, to));
    const statement = new LaidStatement(laid, shape, from, false);
    parsed.push(statement);
    if (shape.expected !== undefined) {
      const message = `expected ${shape.expected}`;
      report({ code: "syntax/unexpected", severity: "error", message, span: statement });
    }
    from = to;
  }
  const { spoilt, comments } = tokens;
  return { source, statements: spoilt.length === 0 ? parsed : unspoilt(parsed, spoilt), comments };
}

/** Statements without those that are spoilt; their words are marked, so that nothing more is said of them. */
function unspoilt(statements: readonly Statement[], spoilt: readonly Span[]): readonly Statement[] {
  return statements.map((statement) => {
    const { source, start, end, keyword, words } = statement;
    if (!spoilt.some((one) => start >= one.start && start < one.end)) return statement;
    const [first, ...args] = words.map((word) => ({ ...word, reported: true as const }));
    return first === undefined ? statement : { source, start, end, keyword, words: [first, ...args] };
  });
}

type LaidTokens = Tokens & { readonly textAt: (start: number, end: number) => string };

/**
 * A shape laid over its tokens. In a block that is never closed (`isOpen`) nobody knows what belongs where: keywords
 * are marked, so that none is called wrong there.
 */
class LaidStatement implements Statement {
  // Declared only: a field that is defined is set to undefined first, in each of hundreds of thousands.
  declare readonly source: Source;
  declare readonly start: number;
  declare readonly end: number;
  declare readonly keyword: string;
  declare private readonly tokens: LaidTokens;
  declare private readonly shape: Shape;
  declare private readonly first: number;
  declare private readonly isOpen: boolean;

  constructor(tokens: LaidTokens, shape: Shape, first: number, isOpen: boolean) {
    const { starts, ends, unclosed } = tokens;
    const last = first + (shape.block === undefined ? shape.words : shape.length) - 1;
    this.source = tokens.source;
    this.start = starts[first] ?? 0;
    this.end = ends[last] ?? this.start;
    this.keyword = valueAt(tokens, first, quoteAt(tokens, first));
    this.tokens = tokens;
    this.shape = shape;
    this.first = first;
    this.isOpen =
      isOpen ||
      (unclosed.size > 0 && shape.block !== undefined && unclosed.has(starts[first + shape.words] ?? -1));
  }

  get words(): readonly [Word, ...Word[]] {
    const { tokens, first } = this;
    const word = wordAt(tokens, first);
    return [this.isOpen ? { ...word, reported: true } : word, ...this.args];
  }

  get args(): readonly Word[] {
    const { tokens, first } = this;
    const count = this.shape.words - 1;
    if (count === 0) return noWords;
    // An array of the right length: one that grows gets room for sixteen more.
    const words = Array<Word>(count);
    for (let i = 0; i < count; i++) words[i] = wordAt(tokens, first + 1 + i);
    return words;
  }

  get isMarked(): boolean {
    const { tokens, first } = this;
    if (this.isOpen) return true;
    const start = tokens.starts[first] ?? 0;
    return isBroken(tokens.source.text, start, tokens.ends[first] ?? start, quoteAt(tokens, first));
  }

  get block(): readonly Statement[] | undefined {
    const { tokens, first, shape, isOpen } = this;
    const inner = shape.block;
    if (inner === undefined) return undefined;
    const statements = Array<Statement>(inner.length);
    let next = first + shape.words + 1;
    for (let i = 0; i < inner.length; i++) {
      const one = inner[i];
      if (one === undefined) continue;
      statements[i] = new LaidStatement(tokens, one, next, isOpen);
      next += one.length;
    }
    return statements;
  }
}

const noWords: readonly Word[] = [];

function wordAt(tokens: LaidTokens, index: number): Word {
  const start = tokens.starts[index] ?? 0;
  const end = tokens.ends[index] ?? start;
  const quote = quoteAt(tokens, index);
  const value = valueAt(tokens, index, quote);
  const word = { source: tokens.source, start, end, value, quote };
  return isBroken(tokens.source.text, start, end, quote) ? { ...word, reported: true } : word;
}

/** Whether the lexer reported a word: it is too long, or its quote is never closed. */
function isBroken(text: string, start: number, end: number, quote: Word["quote"]): boolean {
  if (quote === "{") return false;
  return end - start > limits.word + 2 || (quote !== "" && !isClosed(text, start, end, quote));
}

function isClosed(text: string, start: number, end: number, quote: string): boolean {
  return end - start > 1 && text[end - 1] === quote;
}

const QUOTED = "q".charCodeAt(0);

function quoteAt(tokens: LaidTokens, index: number): Word["quote"] {
  if (tokens.kinds.charCodeAt(index) !== QUOTED) return "";
  const first = tokens.source.text[tokens.starts[index] ?? 0];
  return first === '"' || first === "'" || first === "{" ? first : "";
}

function valueAt(tokens: LaidTokens, index: number, quote: Word["quote"]): string {
  const { text } = tokens.source;
  const start = tokens.starts[index] ?? 0;
  const end = tokens.ends[index] ?? start;
  // Too long, it is no word; its value would only cost time.
  if (quote === "") return tokens.textAt(start, Math.min(end, start + limits.word + 2));
  if (quote === "{") return text.slice(start, end);
  return unescapeWord(text.slice(start + 1, isClosed(text, start, end, quote) ? end - 1 : end));
}

/**
 * Gives the bare words of a text. Most words are said over and over: one that was given lately is given again, which
 * costs less than a new one, and compares and looks up faster.
 */
function textsOf(text: string): (start: number, end: number) => string {
  const lately: string[] = [];
  return (start, end) => {
    const length = end - start;
    const slot = (text.charCodeAt(start) * 31 + text.charCodeAt(end - 1) * 7 + length) & 1023;
    const before = lately[slot];
    if (before !== undefined && before.length === length && text.startsWith(before, start)) return before;
    const raw = text.slice(start, end);
    const value = unescapeWord(raw);
    if (value === raw) lately[slot] = raw;
    return value;
  };
}
