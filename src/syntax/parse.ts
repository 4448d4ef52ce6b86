/** Tokens → tree, by the grammar `Topology` of lb.ohm: the one file that knows ohm. */
import * as ohm from "ohm-js";
import { recipe } from "../generated/lb-recipe.js";
import type { Report } from "../problems/problem.ts";
import type { Source } from "../text/source.ts";
import { lex, type Tokens } from "./lex.ts";
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
const grammar = makeRecipe(recipe);

/** What a run of tokens matched: per statement the number of its words and the shapes in its block. */
type Shape = readonly { readonly words: number; readonly block?: Shape }[];

/** The shape of `statement*`. */
function shapeOfStatements(iteration: Cst | undefined): Shape {
  return (iteration?.children ?? []).map((statement) => {
    const [words, ending] = statement.children;
    const count = words?.children.length ?? 0;
    return ending?.ctorName === "block"
      ? { words: count, block: shapeOfStatements(ending.children[1]) }
      : { words: count };
  });
}

/**
 * The lexer balances braces and ends every statement, so a run of tokens that does not match is a defect of
 * lbc; it is reported as one, at its place, and the run is left out.
 */
function shapeOf(kinds: string, tokens: Tokens, offset: number, report: Report): Shape {
  const match = grammar.match(kinds);
  if (!match.failed()) return shapeOfStatements(match._cst.children[0]);
  const failure = offset + match.getRightmostFailurePosition();
  const start = tokens.starts[failure] ?? tokens.source.text.length;
  report({
    code: "syntax/unexpected",
    severity: "error",
    message: `expected ${match.shortMessage?.replace(/^.*expected /, "") ?? "a statement"}`,
    span: { source: tokens.source, start, end: tokens.ends[failure] ?? start },
  });
  return [];
}

/** Parses one file. Any text gives a tree; what cannot be understood is reported and left out. */
export function parse(source: Source, report: Report, isDeclaration: (word: string) => boolean): Tree {
  const tokens = lex(source, report, isDeclaration);
  const statements: Statement[] = [];
  const shapes = new Map<string, Shape>();
  let from = 0;
  for (const to of tokens.cuts) {
    const kinds = tokens.kinds.slice(from, to);
    let shape = shapes.get(kinds);
    if (shape === undefined) shapes.set(kinds, (shape = shapeOf(kinds, tokens, from, report)));
    build(tokens, shape, from, statements);
    from = to;
  }
  return { source, statements, comments: tokens.comments };
}

/** Lays shapes over the tokens that begin at `at`; returns the token after them. */
function build(tokens: Tokens, shape: Shape, at: number, into: Statement[]): number {
  const { source } = tokens;
  let next = at;
  for (const { words: length, block: inner } of shape) {
    const start = tokens.starts[next] ?? 0;
    const words: Word[] = [];
    for (let i = 0; i < length; i++) words.push(wordAt(tokens, next + i));
    next += length;
    const [keyword, ...args] = words;
    if (keyword === undefined) continue;
    if (inner === undefined) {
      into.push({ source, start, end: tokens.ends[next - 1] ?? start, words: [keyword, ...args] });
      next++;
    } else {
      const block: Statement[] = [];
      next = build(tokens, inner, next + 1, block);
      into.push({ source, start, end: tokens.ends[next] ?? start, words: [keyword, ...args], block });
      next++;
    }
  }
  return next;
}

function wordAt(tokens: Tokens, index: number): Word {
  const { source } = tokens;
  const start = tokens.starts[index] ?? 0;
  const end = tokens.ends[index] ?? start;
  const raw = source.text.slice(start, end);
  const first = raw[0];
  if (tokens.kinds[index] !== "q" || (first !== '"' && first !== "'")) {
    return { source, start, end, value: unescapeWord(raw), quote: "" };
  }
  const closed = raw.length > 1 && raw.endsWith(first);
  return { source, start, end, value: unescapeWord(raw.slice(1, closed ? -1 : undefined)), quote: first };
}
