/**
 * Reads the PCRE2 syntax that nginx patterns use into a `Pattern`; see spec/semantics/regex.md. What has no regular
 * language is read as something that matches more, and named. Any text gives a pattern.
 */
import { ALL, folded, oneByte, type ByteSet } from "./bytes.ts";
import { characterClass } from "./parse-class.ts";
import { escape, quantifier } from "./parse-parts.ts";
import { notNewline } from "./classes.ts";
import { hasMoreMoves } from "./nfa.ts";
import { EMPTY, MAX_MOVES, MAX_POSITIONS, positionsOf, type Node, type Pattern } from "./pattern.ts";

/** PCRE2's own limit of groups in groups. */
const MAX_DEPTH = 250;

type Flags = { readonly i: boolean; readonly s: boolean; readonly x: boolean };

const ANYTHING: Node = { kind: "repeat", node: { kind: "set", set: ALL }, min: 0, max: Infinity };

/** Reads a pattern; `text` has one character a byte. */
export function parsePattern(text: string, caseless: boolean): Pattern {
  const reader = new Reader(unquoted(text));
  // Inside a comment `\Q` means nothing, and what would follow is not worth reading.
  if (text.includes("\\Q") && text.includes("#")) reader.giveUp("quotation and comment");
  const node = reader.read({ i: caseless, s: false, x: false });
  const large = tooLarge(node);
  const undecidable = large ?? reader.undecidable;
  return {
    text,
    caseless,
    node: large !== undefined || reader.lost ? ANYTHING : node,
    ...(reader.isCounted ? { groups: reader.groups } : {}),
    ...(reader.names === undefined ? {} : { names: reader.names }),
    ...(undecidable === undefined ? {} : { undecidable }),
  };
}

function tooLarge(node: Node): string | undefined {
  const positions = positionsOf(node);
  if (positions > MAX_POSITIONS) return `more than ${MAX_POSITIONS} positions`;
  // A small automaton cannot have too many moves, and is made when it is needed.
  if (positions * positions < MAX_MOVES || !hasMoreMoves(node, MAX_MOVES)) return undefined;
  return `more than ${MAX_MOVES} moves`;
}

/** `\Q…\E` as escapes of single bytes. */
function unquoted(text: string): string {
  if (!text.includes("\\Q")) return text;
  return text.replace(/\\Q([^]*?)(?:\\E|$)|\\[^]/g, (whole, inner?: string) =>
    inner === undefined ? whole : inner.replace(/[^A-Za-z0-9]/g, (c) => `\\${c}`),
  );
}

const GROUPS: readonly (readonly [start: RegExp, construct: string])[] = [
  [/\(\?<?=|\(\*(?:pla|plb|positive_\w+):/y, "lookaround"],
  [/\(\?<?!|\(\*(?:nla|nlb|negative_\w+):/y, "lookaround"],
  [/\(\?>|\(\*atomic:/y, "atomic group"],
];

/** A cursor over one pattern. A class, because reading is nothing but a place that moves. */
class Reader {
  at = 0;
  depth = 0;
  undecidable: string | undefined;
  groups = 0;
  names: Map<string, number> | undefined;
  /** False where groups or greed are not what they look like. */
  isCounted = true;
  /** Nothing can be said of what the pattern matches. */
  lost = false;
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }

  read(flags: Flags): Node {
    const node = this.alternatives(flags);
    // A bracket that nothing opened: nginx refuses the pattern.
    if (this.at < this.text.length) this.giveUp("syntax error");
    return node;
  }

  giveUp(construct: string): void {
    this.undecidable ??= construct;
    this.lost = true;
    this.at = this.text.length;
  }

  /** Reads up to the `)` of the group or the end. Options set inside hold for the alternatives that follow. */
  alternatives(outer: Flags): Node {
    let flags = outer;
    const choices: Node[] = [];
    let parts: Node[] = [];
    while (this.at < this.text.length) {
      const c = this.text.charAt(this.at);
      if (c === ")") break;
      if (c === "|") {
        this.at++;
        choices.push(sequence(parts));
        parts = [];
        continue;
      }
      const set = this.options(flags);
      if (set !== undefined) {
        flags = set;
        continue;
      }
      if (this.skipped(flags)) continue;
      const item = this.item(flags);
      if (item === undefined) continue;
      parts.push(this.repeated(item, flags));
    }
    choices.push(sequence(parts));
    return choices.length === 1 ? (choices[0] ?? EMPTY) : { kind: "choice", parts: choices };
  }

  /** Comments, and white space under `(?x)`. */
  skipped(flags: Flags): boolean {
    const comment = flags.x
      ? take(/(?:[\t\n\v\f\r ]+|#[^\n]*\n?|\(\?#[^)]*\)|\\E)+/y, this.text, this.at)
      : take(/(?:\(\?#[^)]*\)|\\E)+/y, this.text, this.at);
    if (comment === undefined) return false;
    this.at += comment[0].length;
    return true;
  }

  /** `(?i)` and its like: the options that hold from here on. */
  options(flags: Flags): Flags | undefined {
    const found = take(/\(\?(\^?[a-zA-Z]*(?:-[a-zA-Z]*)?)\)/y, this.text, this.at);
    if (found === undefined || /^[RP]/.test(found[1] ?? "")) return undefined;
    this.at += found[0].length;
    return this.changed(flags, found[1] ?? "");
  }

  changed(flags: Flags, letters: string): Flags {
    let { i, s, x } = letters.startsWith("^") ? { i: false, s: false, x: false } : flags;
    let on = true;
    for (const letter of letters) {
      if (letter === "-") on = false;
      else if (letter === "i") i = on;
      else if (letter === "s") s = on;
      else if (letter === "x") x = on;
      else if (letter === "m" && on) this.giveUp("(?m)");
      else if ("nJU".includes(letter)) this.isCounted = false;
      else if (!"^m".includes(letter)) this.giveUp(`(?${letter})`);
    }
    // Inside a class (?xx) ignores blanks too.
    if (letters.includes("xx")) this.giveUp("(?xx)");
    return { i, s, x };
  }

  item(flags: Flags): Node | undefined {
    const { text } = this;
    const c = text.charAt(this.at);
    switch (c) {
      case "(":
        return this.group(flags);
      case "[": {
        const found = characterClass(text, this.at, flags.i);
        if (typeof found === "string") {
          this.giveUp(found);
          return undefined;
        }
        this.at = found.end;
        return { kind: "set", set: found.set };
      }
      case ".":
        this.at++;
        return { kind: "set", set: flags.s ? ALL : notNewline() };
      case "^":
      case "$":
        this.at++;
        return { kind: "assert", what: c === "^" ? "start" : "end" };
      case "*":
      case "+":
      case "?":
        this.giveUp("syntax error");
        return undefined;
      case "\\":
        return this.escaped(flags);
      default:
        this.at++;
        return literal(c.charCodeAt(0), flags);
    }
  }

  escaped(flags: Flags): Node | undefined {
    const found = escape(this.text, this.at);
    switch (found.kind) {
      case "byte":
        this.at = found.end;
        return literal(found.byte, flags);
      case "set":
        this.at = found.end;
        return { kind: "set", set: flags.i ? folded(found.set) : found.set };
      case "node":
        this.at = found.end;
        if (found.construct !== undefined) this.undecidable ??= found.construct;
        return found.node;
      case "lost":
        this.giveUp(found.construct);
        return undefined;
    }
  }

  group(flags: Flags): Node | undefined {
    if (++this.depth > MAX_DEPTH) {
      this.giveUp(`more than ${MAX_DEPTH} groups in groups`);
      return undefined;
    }
    const node = this.groupOf(flags);
    this.depth--;
    return node;
  }

  groupOf(flags: Flags): Node | undefined {
    const { text } = this;
    for (const [start, construct] of GROUPS) {
      const found = take(start, text, this.at);
      if (found === undefined) continue;
      this.at += found[0].length;
      const inner = this.closed(flags);
      this.undecidable ??= construct;
      return construct === "lookaround" ? EMPTY : inner;
    }
    const scoped = take(/\(\?(\^?[a-zA-Z]*(?:-[a-zA-Z]*)?):/y, text, this.at);
    if (scoped !== undefined) {
      this.at += scoped[0].length;
      return this.closed(this.changed(flags, scoped[1] ?? ""));
    }
    const reset = take(/\(\?\|/y, text, this.at);
    if (reset !== undefined) {
      this.at += reset[0].length;
      this.isCounted = false;
      return this.closed(flags);
    }
    const opening =
      take(/\(\?(?:P?<[A-Za-z_]\w*>|'[A-Za-z_]\w*')/y, text, this.at) ?? take(/\((?![?*])/y, text, this.at);
    if (opening !== undefined) {
      this.at += opening[0].length;
      const group = ++this.groups;
      const name = /[<'](\w+)/.exec(opening[0])?.[1];
      if (name !== undefined) (this.names ??= new Map<string, number>()).set(name.toLowerCase(), group);
      return { kind: "sequence", parts: [this.closed(flags)], group };
    }
    const recursion = take(/\(\?(?:R|[+-]?\d+|&\w+|P>\w+|P=\w+)\)/y, text, this.at);
    if (recursion !== undefined) {
      this.at += recursion[0].length;
      this.undecidable ??= recursion[0].startsWith("(?P=") ? "back reference" : "recursion";
      return ANYTHING;
    }
    this.giveUp(
      text.startsWith("(*", this.at)
        ? "verb"
        : text.startsWith("(?(", this.at)
          ? "conditional group"
          : "syntax error",
    );
    return undefined;
  }

  closed(flags: Flags): Node {
    const inner = this.alternatives(flags);
    if (this.text.charAt(this.at) === ")") this.at++;
    else this.giveUp("syntax error");
    return inner;
  }

  repeated(item: Node, flags: Flags): Node {
    let node = item;
    let first = true;
    for (;;) {
      // White space and comments may stand before a quantifier.
      while (this.skipped(flags));
      const found = quantifier(this.text, this.at);
      if (found === undefined) return node;
      if (typeof found === "string") {
        this.giveUp(found);
        return node;
      }
      if (node.kind === "assert" || !first) {
        this.giveUp("quantifier of an anchor or a quantifier");
        return node;
      }
      first = false;
      this.at = found.end;
      if (found.possessive) this.undecidable ??= "possessive quantifier";
      const { min, max, lazy } = found;
      // PCRE2 10.42 looks into it for how a match begins: `(a*|.*_){0}.\d` matches at the start of a line only.
      if (max === 0 && node.kind !== "set") this.undecidable ??= "group repeated no times";
      node = { kind: "repeat", node, min, max, ...(lazy ? { lazy } : {}) };
    }
  }
}

function sequence(parts: readonly Node[]): Node {
  return parts.length === 1 ? (parts[0] ?? EMPTY) : { kind: "sequence", parts };
}

const pairs: ByteSet[] = [];
function literal(byte: number, { i }: Flags): Node {
  return { kind: "set", set: i ? (pairs[byte] ??= folded(oneByte(byte))) : oneByte(byte) };
}

function take(what: RegExp, text: string, at: number): RegExpExecArray | undefined {
  what.lastIndex = at;
  return what.exec(text) ?? undefined;
}
