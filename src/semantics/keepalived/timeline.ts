/**
 * How long a virtual address is held by nobody, or until it moves: keepalived 2.2.7's timers put in a row.
 * Page: spec/semantics/keepalived.md; held to keepalived by test/real/vrrp.test.ts.
 */
import { masterDown, skew, type Timers } from "./timers.ts";

/** Seconds, at least and at most; what the machine needs for itself comes on top. */
export type Seconds = { readonly from: number; readonly to: number };
export type Step = Seconds & {
  readonly what: "the failure is noticed" | "preempt_delay" | "the backup waits";
};
export type Timeline = Seconds & { readonly steps: readonly Step[] };

/** What happens to the master, or to a better one that was away. */
export type Event =
  /** keepalived ends in good order and says goodbye. */
  | { readonly kind: "stop" }
  /** Nothing more is heard: power, cable, the VRRP interface, SIGKILL. The address stays where only keepalived died. */
  | { readonly kind: "silence" }
  /** A tracker without weight fails: FAULT, with a goodbye. */
  | { readonly kind: "fault"; readonly noticed: Seconds }
  /** A weighted tracker brings it below the backup. */
  | { readonly kind: "weight"; readonly noticed: Seconds }
  /** A host with a higher priority is back; the address is served meanwhile. */
  | { readonly kind: "return" };

export type Successor = {
  /** With the interval it waits by: its own in version 2, that of the master in version 3. */
  readonly timers: Timers;
  /** Seconds; 0 when absent. */
  readonly preemptDelay?: number;
};

/** From the event until the successor is master. Of a sync group: each member, for the last to be ready counts. */
export function timeline(event: Event, members: readonly Successor[]): Timeline {
  const each = members.map((member) => steps(event, member));
  const total = (list: readonly Step[]): Seconds => ({
    from: list.reduce((sum, s) => sum + s.from, 0),
    to: list.reduce((sum, s) => sum + s.to, 0),
  });
  const slowest = each.reduce((a, b) => (total(b).to > total(a).to ? b : a), each[0] ?? []);
  return { ...total(slowest), steps: slowest };
}

function steps(event: Event, { timers, preemptDelay = 0 }: Successor): readonly Step[] {
  const waits = (from: number, to: number): Step => ({ what: "the backup waits", from, to });
  const down = masterDown(timers);
  const goodbye = waits(skew(timers), skew(timers));
  // The last advert the backup was content with left up to one interval before.
  const silence = waits(down - timers.interval, down);
  switch (event.kind) {
    case "stop":
      return [goodbye];
    case "silence":
      return [silence];
    case "fault":
      return [{ what: "the failure is noticed", ...event.noticed }, goodbye];
    case "weight":
      return [
        { what: "the failure is noticed", ...event.noticed },
        ...delay(preemptDelay, timers.interval),
        silence,
      ];
    case "return":
      return [...delay(preemptDelay, timers.interval), preemptDelay === 0 ? waits(down, down) : silence];
  }
}

/** It begins with the first advert of lower priority, and the adverts until its end start the down timer anew. */
function delay(preemptDelay: number, interval: number): readonly Step[] {
  if (preemptDelay === 0) return [];
  return [{ what: "preempt_delay", from: preemptDelay, to: preemptDelay + interval }];
}

/**
 * How long a script fails before it counts. `interval` and `timeout` in seconds (a timeout of 0, or none, is the
 * interval); `fall` runs must fail one after the other.
 */
export function noticedByScript({
  interval,
  timeout,
  fall = 1,
}: {
  readonly interval: number;
  readonly timeout?: number;
  readonly fall?: number;
}): Seconds {
  const limit = timeout === undefined || timeout === 0 ? interval : timeout;
  // At best the failure falls just before a run that ends at once; at worst just after one, and each run hangs.
  const every = Math.max(interval, limit);
  return { from: (fall - 1) * interval, to: fall * every + limit };
}
