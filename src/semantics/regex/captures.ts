/** What the groups of a pattern hold when it has matched, by PCRE2's way of trying: the first way that fits. */
import { hasByte, type ByteSet } from "./bytes.ts";
import type { Node, Pattern } from "./pattern.ts";

/** Tries, and matches within each other, after which nothing is said. */
const MOST_TRIES = 20_000;
const DEEPEST = 300;

/**
 * The texts of all groups, `$1` first, "" for one that took no part; "no match"; undefined where it is not known: a
 * pattern with a construct that cannot be decided, or too many tries.
 */
export function capturesOf(pattern: Pattern, text: string): readonly string[] | "no match" | undefined {
  const { groups, undecidable, node } = pattern;
  if (groups === undefined || undecidable !== undefined) return undefined;
  const attempt = new Attempt(text);
  for (let from = 0; from <= text.length; from++) {
    const isMatch = attempt.match(node, from, () => true);
    if (attempt.isGivenUp) return undefined;
    if (isMatch)
      return Array.from({ length: groups }, (_, i) => {
        const [start = 0, end = 0] = attempt.groups[i + 1] ?? [];
        return text.slice(start, end);
      });
  }
  return "no match";
}

type Repeat = Extract<Node, { kind: "repeat" }>;
type Then = (at: number) => boolean;

/** The state of one search. A class, because it is one: groups and tries change as it goes. */
class Attempt {
  readonly groups: (readonly [start: number, end: number] | undefined)[] = [];
  tries = 0;
  depth = 0;
  isGivenUp = false;
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }

  match(node: Node, at: number, then: Then): boolean {
    if (++this.tries > MOST_TRIES || this.depth >= DEEPEST) this.isGivenUp = true;
    if (this.isGivenUp) return false;
    this.depth++;
    const found = this.of(node, at, then);
    this.depth--;
    return found;
  }

  of(node: Node, at: number, then: Then): boolean {
    const { text } = this;
    switch (node.kind) {
      case "set":
        return at < text.length && hasByte(node.set, text.charCodeAt(at)) && then(at + 1);
      case "assert":
        return this.holds(node.what, at) && then(at);
      case "choice":
        return node.parts.some((p) => this.match(p, at, then));
      case "sequence": {
        const { group } = node;
        if (group === undefined) return this.row(node.parts, 0, at, then);
        return this.row(node.parts, 0, at, (end) => {
          const before = this.groups[group];
          this.groups[group] = [at, end];
          if (then(end)) return true;
          this.groups[group] = before;
          return false;
        });
      }
      case "repeat":
        return node.node.kind === "set"
          ? this.run(node, node.node.set, at, then)
          : this.repeat(node, 0, at, then);
    }
  }

  row(parts: readonly Node[], i: number, at: number, then: Then): boolean {
    const part = parts[i];
    return part === undefined ? then(at) : this.match(part, at, (end) => this.row(parts, i + 1, end, then));
  }

  /** Of single bytes: no deeper however many there are. */
  run({ min, max, lazy }: Repeat, set: ByteSet, at: number, then: Then): boolean {
    const { text } = this;
    let most = at;
    while (most < text.length && most - at < max && hasByte(set, text.charCodeAt(most))) most++;
    const least = at + min;
    if (lazy === true) {
      for (let end = least; end <= most; end++) if (then(end)) return true;
    } else for (let end = most; end >= least; end--) if (then(end)) return true;
    return false;
  }

  repeat(node: Repeat, done: number, at: number, then: Then): boolean {
    const once = () =>
      done < node.max &&
      this.match(node.node, at, (end) =>
        // An empty round is the last.
        end === at && done >= node.min ? then(end) : this.repeat(node, done + 1, end, then),
      );
    if (done < node.min) return once();
    return node.lazy === true ? then(at) || once() : once() || then(at);
  }

  holds(what: "start" | "end" | "last", at: number): boolean {
    const { text } = this;
    if (what === "start") return at === 0;
    return at === text.length || (what === "end" && at === text.length - 1 && text.endsWith("\n"));
  }
}
