/** The named sets of PCRE2 in the C locale: escapes such as `\w`, and POSIX classes. Made when they are asked for. */
import { bytes, hasByte, type ByteSet } from "./bytes.ts";

/** From and to, both in it. */
type Ranges = readonly (readonly [number, number])[];

const digit: Ranges = [[48, 57]];
const word: Ranges = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
const space: Ranges = [
  [9, 13],
  [32, 32],
];
const ESCAPES: ReadonlyMap<string, Ranges> = new Map([
  ["d", digit],
  ["w", word],
  ["s", space],
  [
    "h",
    [
      [9, 9],
      [32, 32],
      [160, 160],
    ],
  ],
  [
    "v",
    [
      [10, 13],
      [133, 133],
    ],
  ],
]);

const POSIX: ReadonlyMap<string, Ranges> = new Map([
  [
    "alpha",
    [
      [65, 90],
      [97, 122],
    ],
  ],
  ["lower", [[97, 122]]],
  ["upper", [[65, 90]]],
  [
    "alnum",
    [
      [48, 57],
      [65, 90],
      [97, 122],
    ],
  ],
  ["ascii", [[0, 127]]],
  [
    "blank",
    [
      [9, 9],
      [32, 32],
    ],
  ],
  [
    "cntrl",
    [
      [0, 31],
      [127, 127],
    ],
  ],
  ["digit", digit],
  ["graph", [[33, 126]]],
  ["print", [[32, 126]]],
  [
    "punct",
    [
      [33, 47],
      [58, 64],
      [91, 96],
      [123, 126],
    ],
  ],
  ["space", space],
  ["word", word],
  [
    "xdigit",
    [
      [48, 57],
      [65, 70],
      [97, 102],
    ],
  ],
]);

function within(ranges: Ranges): ByteSet {
  return bytes((b) => ranges.some(([from, to]) => b >= from && b <= to));
}

export function complement(set: ByteSet): ByteSet {
  return bytes((b) => !hasByte(set, b));
}

/** `\d` and its like, by the letter; a capital is all the others. */
export function escapeSet(letter: string): ByteSet | undefined {
  let set = escapes.get(letter);
  if (set === undefined && (set = madeFor(letter)) !== undefined) escapes.set(letter, set);
  return set;
}

const escapes = new Map<string, ByteSet>();

function madeFor(letter: string): ByteSet | undefined {
  const own = ESCAPES.get(letter);
  if (own !== undefined) return within(own);
  const others = ESCAPES.get(letter.toLowerCase());
  return others && complement(within(others));
}

/** `[:alpha:]` and its like, by the name. */
export function posixSet(name: string): ByteSet | undefined {
  const ranges = POSIX.get(name);
  return ranges && within(ranges);
}

/** All bytes but the line feed: `.` and `\N`. */
export function notNewline(): ByteSet {
  return (allButNewline ??= complement(within([[10, 10]])));
}

let allButNewline: ByteSet | undefined;
