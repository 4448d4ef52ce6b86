/** What a regular expression of nginx (PCRE2 10.42, bytes, C locale) means, as far as it is a regular language. */
import type { ByteSet } from "./bytes.ts";

export type Node =
  | { readonly kind: "set"; readonly set: ByteSet }
  /** `group`: the number of the capture that it is. */
  | { readonly kind: "sequence"; readonly parts: readonly Node[]; readonly group?: number }
  | { readonly kind: "choice"; readonly parts: readonly Node[] }
  | {
      readonly kind: "repeat";
      readonly node: Node;
      readonly min: number;
      readonly max: number;
      /** Takes as few as it can. */
      readonly lazy?: true;
    }
  /** `start`: `^`, `\A`. `end`: `$`, `\Z`, also before a last line feed. `last`: `\z`. */
  | { readonly kind: "assert"; readonly what: "start" | "end" | "last" };

export type Pattern = {
  /** As written; one character a byte. */
  readonly text: string;
  readonly caseless: boolean;
  /** Matches whatever the expression matches: exactly that, unless `undecidable` is set; then perhaps more. */
  readonly node: Node;
  /** How many captures it has; absent where they are not counted as usual. */
  readonly groups?: number;
  /** The groups that have names, in lower case. */
  readonly names?: ReadonlyMap<string, number>;
  /** The construct because of which the language is not known exactly, named for a person. */
  readonly undecidable?: string;
};

/** More positions than this are not looked at. */
export const MAX_POSITIONS = 2_000;

/** Nor more ways between positions, of which `(a?){n}` has n². */
export const MAX_MOVES = 20_000;

export const EMPTY: Node = { kind: "sequence", parts: [] };

/** Positions of the automaton of a node, counted before it is made. */
export function positionsOf(node: Node): number {
  switch (node.kind) {
    case "set":
    case "assert":
      return 1;
    case "sequence":
    case "choice":
      return Math.max(
        1,
        node.parts.reduce((n, p) => n + positionsOf(p), 0),
      );
    case "repeat":
      return positionsOf(node.node) * Math.max(1, node.max === Infinity ? node.min + 1 : node.max);
  }
}
