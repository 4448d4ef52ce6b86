/** Every combination of hosts that are down and trackers that fail, and who holds each address then. */
import { outcomeOf, settleAfter, unitsIn, type Cluster, type Outcome, type Situation } from "./outcomes.ts";
import type { TrackerState } from "./priority.ts";
import { unitsOf, type Router } from "./sync.ts";

export type Case = {
  /** The fewest failures that make this difference: other combinations have the same effect. */
  readonly down: readonly string[];
  readonly failed: readonly { readonly host: string; readonly tracker: string }[];
  /** By virtual address. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
};
export type Every =
  | { readonly kind: "cases"; readonly cases: readonly Case[] }
  | { readonly kind: "unknown"; readonly why: string };

/** Trackers of one host whose subsets are all tried. */
export const MAX_TRACKERS = 12;
/** Combinations over all hosts that are tried, of which each differs from the others in its effect. */
export const MAX_CASES = 20_000;

/** The effect of a FAULT, whatever its cause, and of being down. */
const STOPPED = "stopped";

/** One host's way of being: what fails there, the least of those with the same effect. */
type Way = { readonly down: boolean; readonly failed: readonly string[] };

/**
 * From the state in which everything is up, everything that fails failing at once. The cases begin with the one in
 * which nothing fails and go on with more failures.
 */
export function everyOutcome(cluster: Cluster): Every {
  const ways: (readonly Way[])[] = [];
  let count = 1;
  for (const router of cluster) {
    const own = waysOf(router);
    if (own === undefined)
      return { kind: "unknown", why: `${router.host} has more than ${MAX_TRACKERS} trackers` };
    count *= own.length;
    ways.push(own);
  }
  if (count > MAX_CASES) return { kind: "unknown", why: `more than ${MAX_CASES} combinations of failures` };
  const rest = settleAfter(cluster, [{}]);
  if (rest.kind === "unknown") return rest;
  const vips = [...new Set(unitsIn(cluster).flatMap((u) => u.members.map((m) => m.vip)))];
  const cases = product(ways).map((chosen): Case => {
    const down = cluster.flatMap((r, i) => (chosen[i]?.down === true ? [r.host] : []));
    const failed = cluster.flatMap((r, i) =>
      (chosen[i]?.failed ?? []).map((tracker) => ({ host: r.host, tracker })),
    );
    const settled =
      down.length + failed.length === 0 ? rest : settleAfter(cluster, [{}, situationOf(cluster, chosen)]);
    return { down, failed, outcomes: new Map(vips.map((vip) => [vip, outcomeOf(cluster, settled, vip)])) };
  });
  const size = (c: Case) => c.down.length + c.failed.length;
  return { kind: "cases", cases: cases.sort((a, b) => size(a) - size(b)) };
}

function situationOf(cluster: Cluster, chosen: readonly Way[]): Situation {
  const trackers = new Map<string, ReadonlyMap<string, TrackerState>>();
  const hosts = new Map<string, "down">();
  for (const [i, router] of cluster.entries()) {
    const way = chosen[i];
    if (way?.down === true) hosts.set(router.host, "down");
    trackers.set(router.host, failing(way?.failed ?? []));
  }
  return { hosts, trackers };
}

function failing(failed: readonly string[]): ReadonlyMap<string, TrackerState> {
  return new Map(failed.map((name) => [name, "down"]));
}

function trackersOf(router: Router) {
  return [...new Map(router.instances.flatMap((i) => i.trackers.map((t) => [t.name, t] as const))).values()];
}

function waysOf(router: Router): readonly Way[] | undefined {
  const names = trackersOf(router).map((t) => t.name);
  if (names.length > MAX_TRACKERS) return undefined;
  const subsets = Array.from({ length: 1 << names.length }, (_, bits) =>
    names.filter((_, i) => (bits & (1 << i)) !== 0),
  ).sort((a, b) => a.length - b.length);
  const stopped = unitsOf(router, () => "up").map(() => STOPPED);
  const ways = new Map<string, Way>();
  for (const failed of subsets) {
    const states = failing(failed);
    const effect = unitsOf(router, (name) => states.get(name) ?? "up").map((u) =>
      u.faults.length > 0 ? STOPPED : u.members.map((m) => m.priority).join(),
    );
    const key = effect.join(" ");
    if (!ways.has(key)) ways.set(key, { down: false, failed });
  }
  // A host that is down is the plainest reason for all of its instances being out.
  ways.set(stopped.join(" "), { down: true, failed: [] });
  return [...ways.values()];
}

function product<T>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] {
  return lists.reduce<readonly (readonly T[])[]>(
    (rows, list) => rows.flatMap((row) => list.map((item) => [...row, item])),
    [[]],
  );
}
