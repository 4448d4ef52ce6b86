/**
 * What PCRE2 refuses to compile, in texts of one character a byte. What only some of its releases from 10.30 to 10.47
 * refuse is let pass, and nothing is said of a text from the first construct on that is not known here: verbs, conditions,
 * callouts and names of Unicode properties. Measured on 10.42.
 */
import { readClass } from "./class.ts";
import type { Cursor, Refusal } from "./cursor.ts";
import { readEscape, readOctal } from "./escape.ts";
import { groupOf, readEnd, readName } from "./name.ts";
import { noGroup, readOptions } from "./options.ts";

export type Syntax = {
  readonly refusal?: Refusal;
  /** How many groups capture, and what they are called; absent where not all was read. */
  readonly groups?: number;
  readonly names: readonly string[];
};

/** PCRE2's limits: of groups in groups, and of a quantifier. */
const [MAX_DEPTH, MAX_COUNT] = [250, 65_535];

export function readSyntax(text: string): Syntax {
  const reader = new Reader(text);
  try {
    reader.read();
  } catch (end) {
    if (!(end instanceof Ended)) throw end;
    return end.refusal === undefined ? { names: [] } : { refusal: end.refusal, names: [] };
  }
  return { groups: reader.groups, names: [...reader.names.keys()] };
}

class Ended {
  readonly refusal: Refusal | undefined;
  constructor(refusal?: Refusal) {
    this.refusal = refusal;
  }
}

/** What holds in a group, and is as it was behind it. */
type Level = {
  readonly start: number;
  /** White space and comments are skipped; plain brackets do not capture. */
  x: boolean;
  n: boolean;
  /** Whether a lookbehind is around, with no lookahead between. */
  readonly behind: boolean;
  readonly look: "ahead" | "behind" | undefined;
  /** Of `(?|`, whose branches count anew: the number before it, and the highest in a branch. */
  reset?: { readonly from: number; most: number };
};

/** A class, because reading is nothing but a place that moves. */
class Reader implements Cursor {
  at = 0;
  readonly text: string;
  groups = 0;
  readonly names = new Map<string, number>();
  /** Whether a quantifier may follow, and whether one went before, which `?` and `+` change. */
  can = false;
  counted = false;
  /** Whether the last thing was a lookahead, whose repetition adds no length. */
  ahead = false;
  mayRepeatNames = false;
  readonly levels: Level[] = [{ start: 0, x: false, n: false, behind: false, look: undefined }];
  readonly used: { readonly group: number | string; readonly start: number; readonly end: number }[] = [];

  constructor(text: string) {
    this.text = text;
  }

  take(what: RegExp): RegExpExecArray | undefined {
    what.lastIndex = this.at;
    const found = what.exec(this.text) ?? undefined;
    if (found !== undefined) this.at += found[0].length;
    return found;
  }

  wrong(why: string, start: number, end = this.at, onlyPcre2 = false): never {
    throw new Ended({ why, start, end: Math.min(Math.max(end, start + 1), this.text.length), onlyPcre2 });
  }

  unknown(): never {
    throw new Ended();
  }

  read(): void {
    while (this.at < this.text.length) if (!this.skipped()) this.item();
    const open = this.levels.length > 1 ? this.levels.at(-1) : undefined;
    if (open !== undefined) this.wrong("has no `)` for this bracket", open.start, open.start + 1);
    for (const { group, start, end } of this.used)
      if (typeof group === "number" ? group > this.groups : !this.names.has(group))
        this.wrong(`has no group \`${group}\``, start, end);
  }

  get level(): Level {
    // The outermost stays.
    return this.levels[this.levels.length - 1] as Level;
  }

  /** Goes past what changes nothing: comments, `\Q…\E`, and blanks where they mean nothing. */
  skipped(): boolean {
    const start = this.at;
    if (this.take(/\\E/y) !== undefined) return true;
    const quoted = this.take(/\\Q([^]*?)(?:\\E|$)/y);
    if (quoted !== undefined) {
      if (quoted[1] !== "") this.literal();
      return true;
    }
    if (this.take(/\(\?#/y) !== undefined) {
      if (this.take(/[^)]*\)/y) === undefined) this.wrong("has a comment without its `)`", start);
      return true;
    }
    return this.level.x && this.take(/[\t-\r \x85]+|#[^\n]*\n?/y) !== undefined;
  }

  literal(can = true): void {
    this.can = can;
    this.counted = false;
    this.ahead = false;
  }

  item(): void {
    const { text, at } = this;
    const c = text.charAt(at);
    if (this.counted && (c === "?" || c === "+")) {
      this.at++;
      this.counted = false;
      return;
    }
    switch (c) {
      case "\\":
        this.literal(this.escape());
        return;
      case "[":
        readClass(this);
        this.literal();
        return;
      case "(":
        this.group();
        return;
      case ")":
        this.close();
        return;
      case "*":
      case "+":
      case "?":
        this.at++;
        this.quantify(c !== "?");
        return;
      case "{": {
        const found = this.take(/\{(\d+)(?:(,)(\d*))?\}/y);
        if (found === undefined) break;
        const [, min = "", comma, max = ""] = found;
        if (Number(min) > MAX_COUNT || Number(max) > MAX_COUNT)
          this.wrong(`repeats more than ${MAX_COUNT} times`, at);
        if (max !== "" && Number(max) < Number(min)) this.wrong(`repeats from ${min} to ${max} times`, at);
        this.quantify(comma !== undefined && max === "", at);
        return;
      }
      case "|": {
        const { reset } = this.level;
        if (reset !== undefined) {
          reset.most = Math.max(reset.most, this.groups);
          this.groups = reset.from;
        }
        this.at++;
        this.literal(false);
        return;
      }
      default:
    }
    this.at++;
    this.literal(c !== "^" && c !== "$");
  }

  quantify(isEndless: boolean, start = this.at - 1): void {
    if (!this.can) this.wrong(`has nothing to repeat before \`${this.text.slice(start, this.at)}\``, start);
    if (isEndless && this.level.behind && !this.ahead)
      this.wrong("looks behind at what has no greatest length", start);
    this.can = false;
    this.counted = true;
    this.ahead = false;
  }

  use(group: number | string, start: number): void {
    this.used.push({ group, start, end: this.at });
  }

  /** Whether what was read may be repeated. */
  escape(): boolean {
    const start = this.at++;
    const c = this.text.charAt(this.at++);
    if (/[1-9]/.test(c)) {
      const digits = c + (this.take(/\d*/y)?.[0] ?? "");
      if (digits.length > 8) this.unknown();
      if (Number(digits) < 10 || c >= "8" || Number(digits) <= this.groups) this.use(Number(digits), start);
      else {
        this.at = start + 1;
        readOctal(this, start);
      }
      return true;
    }
    if (c === "k" || c === "g") {
      const found = this.take(/[{<']/y)?.[0];
      const end = found === "<" ? ">" : found === "'" ? "'" : "}";
      const number = c === "g" ? this.take(/[+-]?\d+/y)?.[0] : undefined;
      if (number !== undefined) {
        if (found !== undefined) readEnd(this, end, start);
        if (Number(number) === 0 && end === "}") this.wrong("has no group `0`", start);
        this.use(groupOf(this, number, this.groups, start), start);
      } else if (found === undefined) this.wrong(`has \`\\${c}\` without a group`, start);
      else this.use(readName(this, end, start), start);
      return true;
    }
    readEscape(this, c, start, false);
    return !"bBAZzGK".includes(c);
  }

  open(start: number, more: Partial<Level> = {}): void {
    if (this.levels.length > MAX_DEPTH) this.wrong(`has more than ${MAX_DEPTH} groups in groups`, start);
    const { x, n, behind } = this.level;
    this.levels.push({ start, x, n, behind, look: undefined, ...more });
    this.literal(false);
  }

  close(): void {
    const start = this.at++;
    const level = this.levels.length > 1 ? this.levels.pop() : undefined;
    if (level === undefined) this.wrong("has no `(` for this bracket", start);
    if (level.reset !== undefined) this.groups = Math.max(level.reset.most, this.groups);
    this.literal();
    this.ahead = level.look === "ahead";
  }

  group(): void {
    const start = this.at++;
    const c = this.text.charAt(this.at);
    if (c === "*") {
      if (/^\*\)?$/.test(this.text.slice(this.at)) || this.text.charAt(this.at + 1) === ")")
        this.wrong("has nothing to repeat before `*`", this.at, this.at + 1);
      if (!/^[\w:]/.test(this.text.slice(this.at + 1))) noGroup(this, start, this.at + 2);
      this.unknown();
    }
    if (c !== "?") {
      if (!this.level.n) this.groups++;
      this.open(start);
      return;
    }
    this.at++;
    if (this.take(/[=!*]/y) !== undefined) this.open(start, { behind: false, look: "ahead" });
    else if (this.take(/<[=!*]/y) !== undefined) this.open(start, { behind: true, look: "behind" });
    else if (this.take(/>/y) !== undefined) this.open(start);
    else if (this.take(/\|/y) !== undefined)
      this.open(start, { reset: { from: this.groups, most: this.groups } });
    else if (this.take(/P?</y) !== undefined) this.named(">", start);
    else if (this.take(/'/y) !== undefined) this.named("'", start);
    else this.reference(start);
  }

  named(end: string, start: number): void {
    const name = readName(this, end, start);
    const number = ++this.groups;
    const before = this.names.get(name);
    if (before !== undefined && before !== number && !this.mayRepeatNames)
      this.wrong(`calls two groups \`${name}\``, start);
    if (before === undefined && [...this.names.values()].includes(number))
      this.wrong("gives one group two names", start);
    this.names.set(name, number);
    this.open(start);
  }

  /** Recursions, references by `(?P=name)`, and options. */
  reference(start: number): void {
    const c = this.text.charAt(this.at);
    if (c === "(" || c === "C" || c === "[") this.unknown();
    if (this.take(/&|P[>=]/y) !== undefined) {
      this.use(readName(this, ")", start), start);
      this.literal();
      return;
    }
    const number = this.take(/R|[+-]?\d+/y)?.[0];
    if (number !== undefined) {
      readEnd(this, ")", start);
      if (number !== "R") this.use(groupOf(this, number, this.groups, start), start);
      this.literal();
      return;
    }
    if (this.text.startsWith("P", this.at)) noGroup(this, start, this.at + 2);
    this.options(start);
  }

  options(start: number): void {
    const { x, n, names, opens } = readOptions(this, start, this.level);
    if (names) this.mayRepeatNames = true;
    if (opens) this.open(start, { x, n });
    else {
      Object.assign(this.level, { x, n });
      this.literal(false);
    }
  }
}
