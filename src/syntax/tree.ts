/** The syntax tree: what the rest of lbc knows of the text. The contract between syntax and model. */
import type { Source, Span } from "../text/source.ts";

export type Word = Span & {
  /** After unquoting and unescaping by nginx's rules. */
  readonly value: string;
  /** `{` for a block of Lua, kept whole with its braces. */
  readonly quote: "" | '"' | "'" | "{";
  /** A problem of this word is already reported: nobody need look at it again. */
  readonly reported?: true;
};

/**
 * `keyword argument… [ { statements } ]`. The words and the block of a statement as it was parsed are made anew each
 * time they are asked for, so that the words of a large topology never stand in memory all at once: ask once.
 */
export type Statement = Span & {
  /** The first of the words. */
  readonly keyword: string;
  /** At least one. */
  readonly words: readonly [Word, ...Word[]];
  /** The words but the first, and whether that is marked as `reported`: what most who read a statement need of it. */
  readonly args?: readonly Word[];
  readonly isMarked?: boolean;
  readonly block?: readonly Statement[] | undefined;
};

export type Tree = {
  readonly source: Source;
  readonly statements: readonly Statement[];
  /** Every comment, without the line break, in order. */
  readonly comments: readonly Span[];
};
