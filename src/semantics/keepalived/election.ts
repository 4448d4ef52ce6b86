/**
 * Which vrrp_instances are master once every timer has run out: keepalived 2.2.7's vrrp_state_backup and
 * vrrp_state_master_rx as a relation between sets of masters, searched whole. Page: spec/semantics/keepalived.md;
 * held to keepalived by test/real/vrrp.test.ts.
 */
import { numberOf, parseAddress } from "../net/address.ts";
import { rejection } from "./adverts.ts";
import { OWNER } from "./priority.ts";
import type { Member, Unit } from "./sync.ts";
import { skew } from "./timers.ts";

/** What takes part: an instance, or the sync group of one host, that is neither down nor in FAULT. */
export type Candidate = Pick<Unit, "host" | "members"> & {
  /** False for a unit that only keeps its place: its host is down, or it is in FAULT. */
  readonly runs: boolean;
  /** Its timer began at a moment nobody knows (just started, or back from FAULT) rather than with the last advert. */
  readonly fresh: boolean;
};

/** A set of masters, as bits: unit `i` is `1 << i`. */
export type Masters = number;

export type Election =
  | {
      readonly kind: "searched";
      /** Every set of masters in which the election can come to rest, in ascending order. */
      readonly ends: readonly Masters[];
      /** Units that, once both are master, both step down at each other's word, and so again and again. */
      readonly flapping: readonly (readonly [number, number])[];
    }
  | { readonly kind: "unknown"; readonly why: string };

/** More units than this are not searched: the sets of masters grow as powers of two. */
export const MAX_UNITS = 12;

/** Seconds between two timers below which either may run out first on a busy machine. */
export const RACE = 0.05;

/** `from`: the masters when the timers began, each set that there may have been; nobody at a cold start. */
export function elect(units: readonly Candidate[], from: readonly Masters[] = [0]): Election {
  if (units.length > MAX_UNITS)
    return { kind: "unknown", why: `more than ${MAX_UNITS} instances take part in one election` };
  const relations = relate(units);
  const wait = units.map((u) => (u.fresh || u.members.length > 1 ? undefined : expiry(u)));
  const running = units.reduce((bits, unit, i) => (unit.runs ? bits | (1 << i) : bits), 0);
  const seen = new Set<Masters>(from.map((masters) => masters & running));
  const flapping = new Map<string, readonly [number, number]>();
  const ends: Masters[] = [];
  for (const now of seen) {
    const next = successors(now, running, relations, wait);
    if (next.length === 0) ends.push(now);
    for (const masters of next) seen.add(masters);
    for (const pair of mutual(now, relations)) flapping.set(pair.join(), pair);
  }
  return { kind: "searched", ends: ends.sort((a, b) => a - b), flapping: [...flapping.values()] };
}

type Relations = {
  /** `content[i]`: the masters of which one is enough to keep unit `i` backup. */
  readonly content: readonly Masters[];
  /** `beaten[i]`: the masters of which one is enough to make master `i` step down. */
  readonly beaten: readonly Masters[];
  /** `owners[i]`: among those, owners like itself; the first to hear the other steps down for good. */
  readonly owners: readonly Masters[];
};

function relate(units: readonly Candidate[]): Relations {
  const content: Masters[] = [];
  const beaten: Masters[] = [];
  const owners: Masters[] = [];
  for (const unit of units) {
    const mine = { content: 0, beaten: 0, owners: 0 };
    for (const [j, other] of units.entries()) {
      // A host does not hear itself.
      if (unit.host === other.host || !unit.runs || !other.runs) continue;
      for (const member of unit.members) {
        for (const theirs of other.members) {
          if (rejection(member.speaker, theirs.speaker) !== undefined) continue;
          if (theirs.priority >= member.priority || member.nopreempt) mine.content |= 1 << j;
          if (beats(theirs, member)) mine.beaten |= 1 << j;
          if (member.priority === OWNER && theirs.priority === OWNER) mine.owners |= 1 << j;
        }
      }
    }
    content.push(mine.content);
    beaten.push(mine.beaten);
    owners.push(mine.owners);
  }
  return { content, beaten, owners };
}

/** Whether a master that hears this other master steps down. Addresses count only here, between two masters. */
function beats(theirs: Member, mine: Member): boolean {
  if (theirs.priority !== mine.priority) return theirs.priority > mine.priority;
  const [a, b] = [theirs, mine].map((m) => parseAddress(m.speaker.source));
  if (a === undefined || b === undefined) return false;
  return numberOf(a) > numberOf(b);
}

function expiry(unit: Candidate): number {
  return Math.max(
    ...unit.members.map(({ priority, speaker: { version, interval } }) =>
      skew({ version, interval, priority }),
    ),
  );
}

/** The sets of masters that one step leads to. Adverts are quick and timers slow, so stepping down comes first. */
function successors(
  now: Masters,
  running: Masters,
  { content, beaten, owners }: Relations,
  wait: readonly (number | undefined)[],
): readonly Masters[] {
  const down: Masters[] = [];
  const ready: number[] = [];
  for (let i = 0; i < content.length; i++) {
    const bit = 1 << i;
    if ((now & bit) !== 0) {
      if ((now & ((beaten[i] ?? 0) | (owners[i] ?? 0))) !== 0) down.push(now & ~bit);
    } else if ((running & bit) !== 0 && (now & (content[i] ?? 0)) === 0) ready.push(i);
  }
  if (down.length > 0) return down;
  const earliest = Math.min(...ready.map((i) => wait[i] ?? Infinity));
  const first = ready.filter((i) => (wait[i] ?? earliest) <= earliest + RACE);
  // Two may run out within the time an advert takes from one to the other.
  return first.flatMap((i) => first.map((j) => now | (1 << i) | (1 << j)));
}

/** Masters that would each step down for the other. Owners do so once, and then one of them is none any more. */
function mutual(now: Masters, { beaten }: Relations): readonly (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0; i < beaten.length; i++) {
    for (let j = i + 1; j < beaten.length; j++) {
      const both = (1 << i) | (1 << j);
      const each = ((beaten[i] ?? 0) & (1 << j)) !== 0 && ((beaten[j] ?? 0) & (1 << i)) !== 0;
      if (each && (now & both) === both) pairs.push([i, j]);
    }
  }
  return pairs;
}
