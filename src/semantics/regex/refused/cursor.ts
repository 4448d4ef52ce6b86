/** A place in a text that is read as PCRE2 reads an expression, and what ends the reading. */

export type Refusal = {
  /** Goes on a sentence about the expression. */
  readonly why: string;
  /** The characters that are wrong, from 0. */
  readonly start: number;
  readonly end: number;
  /** Whether PCRE, with which nginx before 1.21.5 is built, takes it or may take it. */
  readonly onlyPcre2: boolean;
};

/** Thrown at what is not known here. */
export const UNKNOWN = Symbol("unknown");

export class Wrong {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    this.refusal = refusal;
  }
}

/** A class, because reading is nothing but a place that moves. */
export class Cursor {
  at = 0;
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }

  wrong(why: string, start: number, end = this.at, onlyPcre2 = false): never {
    throw new Wrong({ why, start, end: Math.min(Math.max(end, start + 1), this.text.length), onlyPcre2 });
  }

  /** Goes past what a sticky expression matches here. */
  take(what: RegExp): RegExpExecArray | undefined {
    what.lastIndex = this.at;
    const found = what.exec(this.text) ?? undefined;
    if (found !== undefined) this.at += found[0].length;
    return found;
  }
}
