/**
 * Who holds each virtual address when hosts are down and trackers fail, from the election's ends; and that for every
 * combination there is. Page: spec/semantics/keepalived.md; held to keepalived by test/real/vrrp.test.ts.
 */
import { elect, type Election, type Masters } from "./election.ts";
import type { TrackerState } from "./priority.ts";
import { unitsOf, type Router, type Unit } from "./sync.ts";

/** Routers that share virtual addresses, or sync groups over them. */
export type Cluster = readonly Router[];

/** A host is up and its trackers succeed unless a situation says otherwise. */
export type Situation = {
  /**
   * By host. `down`: the host is off, or keepalived ended in good order. `killed`: keepalived is gone without a word,
   * and the addresses it held stay. `frozen`: likewise, but it goes on later with what it was (a paused machine).
   */
  readonly hosts?: ReadonlyMap<string, "down" | "killed" | "frozen">;
  /** By host, then by name. */
  readonly trackers?: ReadonlyMap<string, ReadonlyMap<string, TrackerState>>;
};

/** One state of rest. */
export type End = {
  /** Bits, in the order of `unitsIn`. */
  readonly masters: Masters;
  /** Units that hold their addresses though no keepalived runs there. */
  readonly left: Masters;
};
export type Settled =
  | {
      readonly kind: "settled";
      readonly ends: readonly End[];
      readonly flapping: readonly (readonly [number, number])[];
    }
  | Extract<Election, { kind: "unknown" }>;

/** Who holds one virtual address. Hosts in the order of the cluster. */
export type Outcome =
  | { readonly kind: "certain"; readonly holder: string }
  /** Several hosts hold it at once, for good. */
  | { readonly kind: "split"; readonly holders: readonly string[] }
  | { readonly kind: "nobody" }
  /** More than one state of rest: chance decides between these sets of holders. */
  | { readonly kind: "race"; readonly possible: readonly (readonly string[])[] }
  /** It may never come to rest: these hosts take it from each other again and again. */
  | { readonly kind: "flapping"; readonly hosts: readonly string[] }
  | { readonly kind: "unknown"; readonly why: string };

export function unitsIn(cluster: Cluster, situation: Situation = {}): readonly Unit[] {
  return cluster.flatMap((router) =>
    unitsOf(router, (name) => situation.trackers?.get(router.host)?.get(name) ?? "up"),
  );
}

/** Where the election comes to rest; `from` is the state of rest before, nothing at a cold start of every host. */
export function settle(
  cluster: Cluster,
  situation: Situation,
  from?: { readonly situation: Situation; readonly end: End },
): Settled {
  const runs = (unit: Unit, at: Situation) =>
    unit.faults.length === 0 && at.hosts?.get(unit.host) === undefined;
  const earlier = from === undefined ? [] : unitsIn(cluster, from.situation);
  const ran = (i: number) => {
    const unit = earlier[i];
    return unit !== undefined && from !== undefined && runs(unit, from.situation);
  };
  const units = unitsIn(cluster, situation);
  const bitsOf = (at: Situation | undefined, ...conditions: readonly (string | undefined)[]) =>
    units.reduce((bits, u, i) => (conditions.includes(at?.hosts?.get(u.host)) ? bits | (1 << i) : bits), 0);
  // What was frozen wakes up as what it was, and a backup's timer has run out meanwhile.
  const woken = bitsOf(from?.situation, "frozen") & bitsOf(situation, undefined);
  const { masters: before, left: kept } = from?.end ?? { masters: 0, left: 0 };
  const left = (before | kept) & bitsOf(situation, "killed", "frozen");
  const election = elect(
    units.map((unit, i) => ({
      host: unit.host,
      members: unit.members,
      runs: runs(unit, situation),
      fresh: !ran(i),
    })),
    [before | (woken & kept), ...(woken === 0 ? [] : [before | woken])],
  );
  if (election.kind === "unknown") return election;
  return {
    kind: "settled",
    ends: election.ends.map((masters) => ({ masters, left })),
    flapping: election.flapping,
  };
}

/** Where it comes to rest when the situations follow each other, each after the one before has settled. */
export function settleAfter(cluster: Cluster, situations: readonly Situation[]): Settled {
  let now: Settled = settle(cluster, situations[0] ?? {});
  for (const [i, situation] of situations.entries()) {
    if (i === 0) continue;
    if (now.kind === "unknown") return now;
    const before = situations[i - 1] ?? {};
    const ends = new Map<string, End>();
    const flapping = [...now.flapping];
    for (const end of now.ends) {
      const next = settle(cluster, situation, { situation: before, end });
      if (next.kind === "unknown") return next;
      for (const e of next.ends) ends.set(`${e.masters} ${e.left}`, e);
      flapping.push(...next.flapping);
    }
    now = { kind: "settled", ends: [...ends.values()], flapping };
  }
  return now;
}

/** What that means for one virtual address. */
export function outcomeOf(cluster: Cluster, settled: Settled, vip: string): Outcome {
  if (settled.kind === "unknown") return settled;
  const units = unitsIn(cluster);
  const hostsOf = (bits: Masters): readonly string[] => [
    ...new Set(
      units.flatMap((u, i) =>
        (bits & (1 << i)) !== 0 && u.members.some((m) => m.vip === vip) ? [u.host] : [],
      ),
    ),
  ];
  const unrest = hostsOf(settled.flapping.reduce((bits, [a, b]) => bits | (1 << a) | (1 << b), 0));
  if (unrest.length > 0) return { kind: "flapping", hosts: unrest };
  const possible = new Map(
    settled.ends.map(({ masters, left }) => {
      const hosts = hostsOf(masters | left);
      return [hosts.join(" "), hosts];
    }),
  );
  const [only] = possible.values();
  if (possible.size > 1) return { kind: "race", possible: [...possible.values()] };
  if (only === undefined || only[0] === undefined) return { kind: "nobody" };
  return only.length === 1 ? { kind: "certain", holder: only[0] } : { kind: "split", holders: only };
}
