import { powerless, priorityWhen, weightedTracks, type Powerless } from "../../analysis/vrrp-weights.ts";
import type { Track, Vip } from "../../model/topology.ts";
import { replace } from "../edits.ts";
import type { Finding, Rule } from "../rule.ts";

/** A weight that can never move the vip: spec/rules/vrrp/weight-moves-nothing.md. */
export const weightMovesNothing: Rule = {
  code: "vrrp/weight-moves-nothing",
  severity: "warning",
  summary: "the weight of a tracker is too small to move the vip",
  *check({ vips }) {
    for (const vip of vips) {
      const needless = powerless(vip);
      for (const found of needless) yield finding(vip, found);
    }
  },
};

function finding(vip: Vip, found: Powerless): Finding {
  const { track, first, second, left, needed } = found;
  const enough = enoughWeight(vip, found);
  const before = priorityWhen(vip, first, []);
  const falls = before === left ? `stays at ${left}` : `falls from ${before} to ${left}`;
  return {
    span: track.weightSpan ?? track.span,
    message: `when \`${track.name}\` fails on \`${first.host.name}\` its priority ${falls}, which is not below the ${needed} of \`${second.host.name}\`: ${vip.name} stays on the director that failed`,
    related: [{ span: second.priority.span, message: "must come out higher, equality is not enough" }],
    help:
      enough === undefined
        ? "leave the weight out: a failure then takes the director out, whatever its priority"
        : `use ${enough} or more of it, or leave the weight out: a failure then takes the director out`,
    ...(enough === undefined || track.weightSpan === undefined
      ? {}
      : {
          fix: {
            title: `set the weight to ${enough}`,
            edits: [replace(track.weightSpan, String(enough))],
            safe: false,
          },
        }),
  };
}

/** The smallest weight of the same sign with which this tracker alone moves the vip; undefined when none does. */
function enoughWeight(vip: Vip, { track, first, second }: Powerless): number | undefined {
  const weight = Math.sign(track.weight) * (first.priority.value - second.priority.value + 1);
  const other: Vip = { ...vip, tracks: vip.tracks.map((t): Track => (t === track ? { ...t, weight } : t)) };
  const changed = weightedTracks(other, first).find((t) => t.name === track.name);
  if (changed === undefined || Math.abs(weight) > 253) return undefined;
  return priorityWhen(other, first, [changed]) < priorityWhen(other, second, []) ? weight : undefined;
}
