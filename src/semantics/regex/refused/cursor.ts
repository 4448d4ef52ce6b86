/** A place in a text that is read as PCRE2 reads an expression. */

export type Refusal = {
  /** Goes on a sentence about the expression. */
  readonly why: string;
  /** The characters that are wrong, from 0. */
  readonly start: number;
  readonly end: number;
  /** Whether PCRE, with which nginx before 1.21.5 is built, takes it or may take it. */
  readonly onlyPcre2: boolean;
};

export type Cursor = {
  at: number;
  readonly text: string;
  /** Goes past what a sticky expression matches here. */
  readonly take: (what: RegExp) => RegExpExecArray | undefined;
  /** Ends the reading: the expression is refused. The end is this place when it is not said. */
  readonly wrong: (why: string, start: number, end?: number, onlyPcre2?: boolean) => never;
  /** Ends the reading at what is not known here. */
  readonly unknown: () => never;
};
