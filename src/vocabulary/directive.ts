/** A statement of a native block. */
import type { Span } from "../text/source.ts";

/** A native statement, kept as written. */
export type Directive = {
  readonly name: string;
  readonly args: readonly Argument[];
  /** Present iff it opens a block. */
  readonly block?: readonly Directive[];
  readonly span: Span;
};
export type Argument = {
  /** After unquoting by nginx's rules: what the program sees. */
  readonly value: string;
  /** How it was written, `{` for a block of Lua. Unquoted words whose value has special characters are quoted on output. */
  readonly quote: "" | '"' | "'" | "{";
  readonly span: Span;
};
