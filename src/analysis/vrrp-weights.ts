/** The priorities that a vip's directors stand with, and what the weights of its trackers can change about them. */
import type { Director, Track, Vip } from "../model/topology.ts";
import { OWNER, standing } from "../semantics/keepalived/priority.ts";
import { tracksOf } from "./vrrp.ts";

/** Trackers of which every combination is tried. */
const MAX_WEIGHTED = 8;

/** Whether anything changes a priority of a vip. */
export function hasWeights(vip: Vip): boolean {
  return vip.tracks.some((t) => t.weight !== 0);
}

/** The trackers of a director that change its priority. None of an owner's do. */
export function weightedTracks(vip: Vip, director: Director): readonly Track[] {
  if (director.priority.value === OWNER) return [];
  return tracksOf(vip, director).filter((t) => t.weight !== 0);
}

/** What the director stands with when these of its weighted trackers fail and all else is well. */
export function priorityWhen(vip: Vip, director: Director, failed: readonly Track[]): number {
  const { value } = director.priority;
  if (vip.tracks.length === 0) return value;
  const names = new Set(failed.map((t) => t.name));
  const now = standing(value, weightedTracks(vip, director), (name) => (names.has(name) ? "down" : "up"));
  return now.kind === "running" ? now.priority : value;
}

/** Who holds the vip when all is well, and the others behind it. */
export function ranking(vip: Vip): readonly Director[] {
  const { directors } = vip;
  const isRanked = directors.every((d, i) => {
    const before = directors[i - 1];
    return before === undefined || priorityWhen(vip, before, []) >= priorityWhen(vip, d, []);
  });
  return isRanked
    ? directors
    : [...directors].sort((a, b) => priorityWhen(vip, b, []) - priorityWhen(vip, a, []));
}

/** Every combination of a director's weighted trackers, the small ones first; undefined when there are too many. */
export function failures(vip: Vip, director: Director): readonly (readonly Track[])[] | undefined {
  const tracks = weightedTracks(vip, director);
  if (tracks.length > MAX_WEIGHTED) return undefined;
  return Array.from({ length: 1 << tracks.length }, (_, bits) =>
    tracks.filter((_t, i) => (bits & (1 << i)) !== 0),
  ).sort((a, b) => a.length - b.length);
}

/** A tracker whose failure moves the vip from its first director to the second in no case, whatever else fails there. */
export type Powerless = {
  readonly track: Track;
  readonly first: Director;
  readonly second: Director;
  /** What the first falls to when it fails alone, and what the second has. */
  readonly left: number;
  readonly needed: number;
};

export function powerless(vip: Vip): readonly Powerless[] {
  if (!hasWeights(vip)) return [];
  const [first, second] = ranking(vip);
  if (first === undefined || second === undefined || vip.nopreempt) return [];
  const needed = priorityWhen(vip, second, []);
  const cases = failures(vip, first);
  if (cases === undefined || priorityWhen(vip, first, []) === needed) return [];
  const moves = (failed: readonly Track[]) => priorityWhen(vip, first, failed) < needed;
  return weightedTracks(vip, first).flatMap((track) => {
    if (cases.some((failed) => !failed.includes(track) && !moves(failed) && moves([...failed, track])))
      return [];
    return [{ track, first, second, left: priorityWhen(vip, first, [track]), needed }];
  });
}
