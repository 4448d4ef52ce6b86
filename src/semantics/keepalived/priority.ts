/**
 * The priority a vrrp_instance stands for election with, from its own and what its trackers say: keepalived 2.2.7's
 * vrrp_track.c. Page: spec/semantics/keepalived.md; held to keepalived by test/real/vrrp.test.ts.
 */

/** The address owner: trackers with a weight do not count for it. */
export const OWNER = 255;

export type Tracker = {
  readonly name: string;
  readonly kind: "script" | "interface" | "process" | "file";
  /** -254..254; with 0 a failure is a fault. For a file the factor of its number. */
  readonly weight: number;
  /** The sense is turned round. False when absent. */
  readonly reverse?: boolean;
};

/** A script that succeeds, an interface that is up, a process with its quorum, a file with 0: `up`. Or a file's number. */
export type TrackerState = "up" | "down" | number;

export type Standing =
  | { readonly kind: "running"; readonly priority: number }
  /** Takes no part and holds nothing. The trackers that caused it, at least one. */
  | { readonly kind: "fault"; readonly because: readonly string[] };

/** What an instance stands with when each tracker is as `stateOf` says by its name. */
export function standing(
  priority: number,
  trackers: readonly Tracker[],
  stateOf: (name: string) => TrackerState,
): Standing {
  const because: string[] = [];
  let sum = priority;
  for (const tracker of trackers) {
    const points = contribution(tracker, stateOf(tracker.name));
    if (points === "fault") because.push(tracker.name);
    else sum += points;
  }
  if (because.length > 0) return { kind: "fault", because };
  return { kind: "running", priority: priority === OWNER ? OWNER : clamp(sum, 1, OWNER - 1) };
}

/** The points that one tracker adds. */
export function contribution(tracker: Tracker, state: TrackerState): number | "fault" {
  const sign = tracker.reverse === true ? -1 : 1;
  const { weight } = tracker;
  if (tracker.kind === "file") {
    const value = typeof state === "number" ? state : state === "up" ? 0 : 1;
    if (weight === 0) return (value !== 0) === (sign === 1) ? "fault" : 0;
    const points = value * weight * sign;
    return points <= -254 ? "fault" : Math.min(points, 253);
  }
  const up = state !== "down";
  if (weight === 0) return up === (sign === 1) ? 0 : "fault";
  return sign * (up ? Math.max(weight, 0) : Math.min(weight, 0));
}

/**
 * The trackers that count: keepalived takes the weights from those of an owner, and of a member of a sync group
 * without `sync_group_tracking_weight`. What becomes of a weighted tracker there differs by its kind.
 */
export function counted(
  trackers: readonly Tracker[],
  { owner, group }: { readonly owner: boolean; readonly group?: { readonly trackingWeight: boolean } },
): readonly Tracker[] {
  const ignoresWeights = group !== undefined && !group.trackingWeight;
  if (!owner && !ignoresWeights) return trackers;
  return trackers.flatMap((tracker): readonly Tracker[] => {
    if (tracker.weight === 0 || tracker.kind === "process") return [tracker];
    const unweighted = { ...tracker, weight: 0 };
    switch (tracker.kind) {
      case "script":
        return [];
      case "interface":
        // In a group it loses its weight and so becomes a cause of FAULT.
        return ignoresWeights ? [unweighted] : [];
      case "file":
        // 1 is what a weight that nobody wrote looks like.
        return tracker.weight === 1 ? [unweighted] : [];
    }
  });
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
