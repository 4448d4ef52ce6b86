/**
 * What of a host's vrrp_instances becomes master as one: keepalived 2.2.7's vrrp_sync.c. A sync group waits until each
 * member may be master, steps down with the first that must, and is in FAULT with the first that is.
 * Page: spec/semantics/keepalived.md; held to keepalived by test/real/vrrp.test.ts.
 */
import type { Speaker } from "./adverts.ts";
import { counted, OWNER, standing, type Tracker, type TrackerState } from "./priority.ts";

/** A vrrp_instance as configured on one host. */
export type Instance = {
  readonly name: string;
  /** Names the virtual address, the same on every host. */
  readonly vip: string;
  /** Configured, 1..255. */
  readonly priority: number;
  readonly nopreempt: boolean;
  readonly trackers: readonly Tracker[];
  readonly speaker: Speaker;
};
export type SyncGroup = {
  readonly name: string;
  /** Names of instances of the same host. */
  readonly members: readonly string[];
  /** `sync_group_tracking_weight`. */
  readonly trackingWeight: boolean;
};
/** One host's keepalived. */
export type Router = {
  readonly host: string;
  readonly instances: readonly Instance[];
  readonly syncGroups: readonly SyncGroup[];
};

/** An instance that may take part in the election, with its effective priority. */
export type Member = Pick<Instance, "name" | "vip" | "nopreempt" | "speaker"> & { readonly priority: number };
export type Unit = {
  readonly host: string;
  readonly members: readonly Member[];
  /** Not empty: in FAULT, with the names of the trackers that cause it. */
  readonly faults: readonly string[];
};

/** The units of a host in the order of its instances. A unit's place and members do not depend on the trackers. */
export function unitsOf(router: Router, stateOf: (tracker: string) => TrackerState): readonly Unit[] {
  const done = new Set<string>();
  return router.instances.flatMap((instance): readonly Unit[] => {
    if (done.has(instance.name)) return [];
    // An instance belongs to the first group that names it.
    const group = router.syncGroups.find((g) => g.members.includes(instance.name));
    const together =
      group === undefined ? [instance] : router.instances.filter((i) => inGroup(router, group, i));
    const faults: string[] = [];
    const members = together.map((i): Member => {
      done.add(i.name);
      const trackers = counted(i.trackers, {
        owner: i.priority === OWNER,
        ...(group === undefined ? {} : { group }),
      });
      const now = standing(i.priority, trackers, stateOf);
      if (now.kind === "fault") faults.push(...now.because);
      return {
        name: i.name,
        vip: i.vip,
        // keepalived clears it on an owner.
        nopreempt: i.nopreempt && i.priority !== OWNER,
        speaker: i.speaker,
        priority: now.kind === "running" ? now.priority : i.priority,
      };
    });
    return [{ host: router.host, members, faults: [...new Set(faults)] }];
  });
}

function inGroup(router: Router, group: SyncGroup, instance: Instance): boolean {
  return router.syncGroups.find((g) => g.members.includes(instance.name)) === group;
}
