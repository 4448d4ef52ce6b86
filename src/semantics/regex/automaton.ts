/** Deterministic automata over bytes that are made as they are walked, and how they are put together. */
import { dfaOf, type Dfa } from "./dfa.ts";
import type { Pattern } from "./pattern.ts";

export type Automaton = {
  readonly initial: number;
  readonly step: (state: number, byte: number) => number;
  readonly accepts: (state: number) => boolean;
  /** Whether no text that goes on from here is accepted. */
  readonly dead: (state: number) => boolean;
  /** Whether every text that goes on from here is accepted. */
  readonly full: (state: number) => boolean;
  /** Bytes with equal numbers are never told apart. */
  readonly classes: Uint8Array;
  /** At least so many bytes are missing to a text that is accepted; absent where nothing is known. */
  readonly distance?: (state: number) => number;
  /** No state is dead: a match may begin anywhere. */
  readonly isOpen?: boolean;
  /** What a state costs to make, in states of a small automaton. */
  readonly cost?: number;
};

const automata = new WeakMap<Pattern, { readonly dfa: Dfa; readonly automaton: Automaton }>();

/** The texts in which a pattern is found. */
export function matching(pattern: Pattern): Automaton {
  const known = automata.get(pattern);
  // One that grew large in an earlier question is made anew.
  if (known !== undefined && known.dfa.size() <= 5_000) return known.automaton;
  const dfa = dfaOf([pattern]);
  const automaton = matchingOf(dfa);
  automata.set(pattern, { dfa, automaton });
  return automaton;
}

function matchingOf({ initial, step, first, settled, classes, moves, distance, isOpen }: Dfa): Automaton {
  return {
    cost: moves / 50,
    isOpen,
    distance,
    initial,
    step,
    classes,
    accepts: (s) => first(s) === 0,
    dead: (s) => first(s) !== 0 && settled(s),
    full: (s) => first(s) === 0 && settled(s),
  };
}

/** Whether a text is accepted. */
export function isIn({ initial, step, accepts }: Automaton, text: string): boolean {
  let state = initial;
  for (let i = 0; i < text.length; i++) state = step(state, text.charCodeAt(i));
  return accepts(state);
}

export function complement(of: Automaton): Automaton {
  const { initial, step, classes, cost } = of;
  return {
    initial,
    step,
    classes,
    cost: cost ?? 0,
    accepts: (s) => !of.accepts(s),
    dead: of.full,
    full: of.dead,
  };
}

/** Exactly one text. */
export function exactly(text: string): Automaton {
  const gone = text.length + 1;
  return {
    initial: 0,
    step: (s, byte) => (s < text.length && text.charCodeAt(s) === byte ? s + 1 : gone),
    accepts: (s) => s === text.length,
    dead: (s) => s === gone,
    full: () => false,
    classes: classesOfTexts([text]),
  };
}

/**
 * Texts for which `holds` is true, which may depend on nothing but which of `names` a text begins with. It is asked
 * of names and beginnings of names.
 */
export function beginning(names: readonly string[], holds: (text: string) => boolean): Automaton {
  const children: (Map<number, number> | undefined)[] = [undefined, undefined, new Map()];
  const texts: string[] = ["", "", ""];
  for (const name of names) {
    let at = 2;
    for (let i = 0; i < name.length; i++) {
      const edges = (children[at] ??= new Map<number, number>());
      const byte = name.charCodeAt(i);
      let to = edges.get(byte);
      if (to === undefined) {
        to = children.push(undefined) - 1;
        texts.push(name.slice(0, i + 1));
        edges.set(byte, to);
      }
      at = to;
    }
  }
  const values: (boolean | undefined)[] = [false, true];
  const value = (s: number) => (values[s] ??= holds(texts[s] ?? ""));
  // States 0 and 1: past all names, and the answer is no, or yes.
  const settle = (s: number) => (children[s] === undefined ? (value(s) ? 1 : 0) : s);
  return {
    initial: settle(2),
    step(s, byte) {
      if (s < 2) return s;
      const to = children[s]?.get(byte);
      return to === undefined ? (value(s) ? 1 : 0) : settle(to);
    },
    accepts: value,
    dead: (s) => s === 0,
    full: (s) => s === 1,
    classes: classesOfTexts(names),
  };
}

/** What both accept. */
export function both(a: Automaton, b: Automaton): Automaton {
  const pairs: (readonly [number, number])[] = [];
  const numbers = new Map<string, number>();
  const intern = (x: number, y: number): number => {
    const none = a.dead(x) || b.dead(y);
    const key = none ? "" : `${x} ${y}`;
    let number = numbers.get(key);
    if (number === undefined) {
      number = pairs.push([x, y]) - 1;
      numbers.set(key, number);
    }
    return number;
  };
  const of = (s: number) => pairs[s] ?? [0, 0];
  const mixed = new Map<number, number>();
  const classes = a.classes.map((c, byte) => {
    const key = c * 256 + (b.classes[byte] ?? 0);
    let number = mixed.get(key);
    if (number === undefined) mixed.set(key, (number = mixed.size));
    return number;
  });
  return {
    cost: (a.cost ?? 0) + (b.cost ?? 0),
    initial: intern(a.initial, b.initial),
    step: (s, byte) => {
      const [x, y] = of(s);
      return a.dead(x) || b.dead(y) ? s : intern(a.step(x, byte), b.step(y, byte));
    },
    accepts: (s) => a.accepts(of(s)[0]) && b.accepts(of(s)[1]),
    dead: (s) => a.dead(of(s)[0]) || b.dead(of(s)[1]),
    full: (s) => a.full(of(s)[0]) && b.full(of(s)[1]),
    classes,
  };
}

function classesOfTexts(texts: readonly string[]): Uint8Array {
  const classes = new Uint8Array(256);
  let count = 0;
  for (const text of texts) {
    for (let i = 0; i < text.length; i++) {
      const byte = text.charCodeAt(i);
      // All 256 need 256 numbers: the last byte then keeps 0, which no other has.
      if (classes[byte] === 0 && count < 255) classes[byte] = ++count;
    }
  }
  return classes;
}
