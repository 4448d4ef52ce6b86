/** The syntax tree: what the rest of lbc knows of the text. The contract between syntax and model. */
import type { Source, Span } from "../text/source.ts";

export type Word = Span & {
  /** After unquoting and unescaping by nginx's rules. */
  readonly value: string;
  readonly quote: "" | '"' | "'";
  /** A problem of this word is already reported: nobody need look at it again. */
  readonly reported?: true;
};

/** `keyword argument… [ { statements } ]`; the keyword is the first of the words, of which there is at least one. */
export type Statement = Span & {
  readonly words: readonly [Word, ...Word[]];
  readonly block?: readonly Statement[];
};

export type Tree = {
  readonly source: Source;
  readonly statements: readonly Statement[];
  /** Every comment, without the line break, in order. */
  readonly comments: readonly Span[];
};
