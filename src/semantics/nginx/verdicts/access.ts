/**
 * For every access rule of one list, whether it decides about any address. Blocks of addresses hold each other or are
 * apart, so a walk over the bits of an address meets every case.
 */
import { formatAddress, networkNumber, widthOf, type Family } from "../../net/address.ts";
import type { Client } from "../access.ts";
import type { AccessRule } from "../config.ts";

export type AccessVerdict =
  /** It decides about this client. `redundant`: without it every client would fare the same. */
  | { readonly kind: "decides"; readonly witness: Client; readonly redundant: boolean }
  /** Earlier rules decide about all that it names; all of these are needed. */
  | { readonly kind: "dead"; readonly blockers: readonly AccessRule[] };

type TreeNode = { readonly rules: number[]; zero?: TreeNode; one?: TreeNode };
type Region = { readonly client: () => Client; readonly rules: readonly number[] };

/**
 * The verdicts of the rules that one level states, in order. Under `satisfy any` it is another thing to be allowed
 * than not to be named, so fewer rules are redundant there.
 */
export function accessVerdicts(
  rules: readonly AccessRule[],
  satisfyAny: boolean,
): ReadonlyMap<AccessRule, AccessVerdict> {
  const witness = new Map<number, Client>();
  const matters = new Set<number>();
  const before = new Map<number, Set<number>>();
  const decision = (rule: number | undefined): string => {
    const found = rule === undefined ? undefined : rules[rule];
    return found === undefined ? (satisfyAny ? "undecided" : "allow") : found.allow ? "allow" : "deny";
  };
  for (const { client, rules: here } of regionsOf(rules)) {
    const [first, ...rest] = [...here].sort((a, b) => a - b);
    if (first === undefined) continue;
    if (!witness.has(first)) witness.set(first, client());
    if (decision(first) !== decision(rest[0])) matters.add(first);
    for (const rule of rest) {
      let blockers = before.get(rule);
      if (blockers === undefined) before.set(rule, (blockers = new Set()));
      blockers.add(first);
    }
  }
  return new Map(
    rules.map((rule, i): [AccessRule, AccessVerdict] => {
      const client = witness.get(i);
      if (client !== undefined)
        return [rule, { kind: "decides", witness: client, redundant: !matters.has(i) }];
      const found = [...(before.get(i) ?? [])].flatMap((b) => rules[b] ?? []);
      const differs = (r: AccessRule) => r.allow !== rule.allow;
      return [
        rule,
        { kind: "dead", blockers: [...found.filter(differs), ...found.filter((r) => !differs(r))] },
      ];
    }),
  );
}

/** Sets of clients about which the same rules could decide. */
function* regionsOf(rules: readonly AccessRule[]): Generator<Region> {
  yield {
    client: () => "unix",
    rules: rules.flatMap(({ from }, i) => (from.kind === "block" ? [] : [i])),
  };
  for (const family of [4, 6] as const) {
    const root: TreeNode = { rules: [] };
    for (const [i, { from }] of rules.entries()) {
      if (from.kind === "all") root.rules.push(i);
      if (from.kind === "block" && from.address.family === family) insert(root, family, from, i);
    }
    yield* regionsBelow(root, family, 0n, 0, []);
  }
}

function insert(
  root: TreeNode,
  family: Family,
  block: Parameters<typeof networkNumber>[0],
  rule: number,
): void {
  const network = networkNumber(block);
  let node = root;
  for (let depth = 0; depth < block.length; depth++) {
    const bit = (network >> BigInt(widthOf(family) - 1 - depth)) & 1n;
    if (bit === 1n) node = node.one ??= { rules: [] };
    else node = node.zero ??= { rules: [] };
  }
  node.rules.push(rule);
}

function* regionsBelow(
  node: TreeNode | undefined,
  family: Family,
  bits: bigint,
  depth: number,
  around: readonly number[],
): Generator<Region> {
  const rules = node === undefined || node.rules.length === 0 ? around : [...around, ...node.rules];
  if (node?.zero === undefined && node?.one === undefined) {
    const low = bits << BigInt(widthOf(family) - depth);
    yield { client: () => ({ family, text: formatAddress(family, low) }), rules };
    return;
  }
  yield* regionsBelow(node.zero, family, bits << 1n, depth + 1, rules);
  yield* regionsBelow(node.one, family, (bits << 1n) | 1n, depth + 1, rules);
}
