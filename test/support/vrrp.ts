/** Short ways to write VRRP clusters and what becomes of them. */
import {
  outcomeOf,
  settleAfter,
  type Cluster,
  type Outcome,
  type Situation,
} from "../../src/semantics/keepalived/outcomes.ts";
import type { TrackerState } from "../../src/semantics/keepalived/priority.ts";
import type { Instance, SyncGroup } from "../../src/semantics/keepalived/sync.ts";

export type Given = Partial<Omit<Instance, "speaker">> & { readonly speaker?: Partial<Instance["speaker"]> };

/** Hosts a, b, c, … with the addresses 10.0.0.1, .2, .3, …, and on each the instances v1, v2, … of its list. */
export function cluster(
  hosts: readonly (readonly Given[])[],
  groups: readonly (readonly SyncGroup[])[] = [],
): Cluster {
  return hosts.map((instances, h) => ({
    host: "abcdef".charAt(h),
    syncGroups: groups[h] ?? [],
    instances: instances.map((given, i): Instance => {
      const name = `v${i + 1}`;
      return {
        name,
        vip: name,
        priority: 100,
        nopreempt: false,
        trackers: [],
        ...given,
        speaker: {
          segment: "lan",
          family: 4,
          version: 2,
          virtualRouterId: 51 + i,
          interval: 1,
          addresses: [`10.0.0.${100 + i}`],
          source: `10.0.0.${h + 1}`,
          transport: { kind: "multicast" },
          ...given.speaker,
        },
      };
    }),
  }));
}

/** `down b`, `killed b`, `frozen b`, `fail a.chk`, `set a.file 3`, several with commas; the empty text when all is well. */
export function situation(text: string): Situation {
  const hosts = new Map<string, "down" | "killed" | "frozen">();
  const trackers = new Map<string, Map<string, TrackerState>>();
  for (const part of text
    .split(",")
    .map((p) => p.trim())
    .filter((p) => p !== "")) {
    const [verb = "", what = "", value] = part.split(" ");
    const [host = "", tracker = ""] = what.split(".");
    if (verb === "down" || verb === "killed" || verb === "frozen") hosts.set(host, verb);
    else {
      const own = trackers.get(host) ?? new Map<string, TrackerState>();
      trackers.set(host, own.set(tracker, verb === "fail" ? "down" : Number(value)));
    }
  }
  return { hosts, trackers };
}

/** `a` certain, `a+b` split, `a|b` race, `~ a b` flapping, `-` nobody, `?` unknown. */
export function written(outcome: Outcome): string {
  switch (outcome.kind) {
    case "certain":
      return outcome.holder;
    case "split":
      return outcome.holders.join("+");
    case "race":
      return outcome.possible
        .map((p) => (p.length === 0 ? "-" : p.join("+")))
        .sort()
        .join("|");
    case "flapping":
      return `~ ${outcome.hosts.join(" ")}`;
    case "nobody":
      return "-";
    case "unknown":
      return "?";
  }
}

/** Who holds the vip after each of the situations in turn. */
export function holds(given: Cluster, situations: readonly string[] = [""], vip = "v1"): string {
  return written(outcomeOf(given, settleAfter(given, situations.map(situation)), vip));
}
