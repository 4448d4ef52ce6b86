/** Whether patterns take all that another matches, as far as their shapes show it: without any automaton. */
import type { ByteSet } from "./bytes.ts";
import type { Node, Pattern } from "./pattern.ts";

/** More alternatives, or parts in a row, than this are not looked at. */
const MOST = 64;

/**
 * True only if every text in which `inner` is found holds a match of one of the others; false says nothing. So
 * `\.php$` covers `^/shop/.*\.(php|php5)$` together with `\.php5$`.
 */
export function covers(others: readonly Pattern[], inner: Pattern): boolean {
  const outer = others.map(({ node }) => node);
  return spread(partsOf(inner.node)).every(
    (parts) =>
      parts.length <= MOST &&
      outer.some((node) => parts.some((_, from) => endsOf(node, parts, from).size > 0)),
  );
}

function partsOf(node: Node): readonly Node[] {
  return node.kind === "sequence" ? node.parts.flatMap(partsOf) : [node];
}

/** With each alternative of the last choice in its place. */
function spread(parts: readonly Node[]): readonly (readonly Node[])[] {
  const at = parts.findLastIndex((p) => p.kind === "choice");
  const choice = parts[at];
  if (choice?.kind !== "choice" || choice.parts.length > MOST) return [parts];
  return choice.parts.map((p) => [...parts.slice(0, at), ...partsOf(p), ...parts.slice(at + 1)]);
}

/** Where, in a row of parts, the node has matched all that the parts from `from` up to there match. */
function endsOf(node: Node, parts: readonly Node[], from: number): ReadonlySet<number> {
  const part = parts[from];
  switch (node.kind) {
    case "set":
      return new Set(part?.kind === "set" && isWithin(part.set, node.set) ? [from + 1] : []);
    case "assert": {
      const holds =
        part?.kind === "assert" && (part.what === node.what || (part.what === "last" && node.what === "end"));
      return new Set(holds ? [from + 1] : []);
    }
    case "choice":
      return new Set(node.parts.flatMap((p) => [...endsOf(p, parts, from)]));
    case "sequence":
      return node.parts.reduce<ReadonlySet<number>>(
        (ends, p) => new Set([...ends].flatMap((end) => [...endsOf(p, parts, end)])),
        new Set([from]),
      );
    case "repeat":
      return repeated(node, parts, from);
  }
}

function repeated(
  { node, min, max }: Extract<Node, { kind: "repeat" }>,
  parts: readonly Node[],
  from: number,
): ReadonlySet<number> {
  const found = new Set(min === 0 ? [from] : []);
  if (node.kind !== "set") {
    if (max > 0 && min < 2) for (const end of endsOf(node, parts, from)) found.add(end);
    return found;
  }
  let least = 0;
  let most = 0;
  for (let at = from; at < parts.length; at++) {
    const part = parts[at];
    const inside = part?.kind === "repeat" ? part.node : part;
    if (inside?.kind !== "set" || !isWithin(inside.set, node.set)) break;
    least += part?.kind === "repeat" ? part.min : 1;
    most += part?.kind === "repeat" ? part.max : 1;
    if (most > max) break;
    if (least >= min) found.add(at + 1);
  }
  return found;
}

function isWithin(a: ByteSet, b: ByteSet): boolean {
  return a === b || a.words.every((word, i) => (word & ~(b.words[i] ?? 0)) === 0);
}
