import { priorityWhen, ranking, weightedTracks } from "../../analysis/vrrp-weights.ts";
import type { SyncGroup, Track, Vip } from "../../model/topology.ts";
import type { Rule } from "../rule.ts";

/** A weight that one vip of a sync group has alone: spec/rules/vrrp/sync-group-weight-alone.md. */
export const syncGroupWeightAlone: Rule = {
  code: "vrrp/sync-group-weight-alone",
  severity: "warning",
  summary: "a weight of one vip of a sync group does not move the others, and so none",
  *check({ syncGroups }) {
    for (const group of syncGroups) {
      for (const { vip } of group.vips) {
        for (const found of alone(group, vip)) {
          const { track, first, second, other } = found;
          yield {
            span: track.weightSpan ?? track.span,
            message: `when \`${track.name}\` fails on \`${first}\`, \`${second}\` is the better one for ${vip.name} but not for ${other.name}, and the group moves as a whole or not at all: both stay on the director that failed`,
            related: [{ span: other.span, message: "does not track it" }],
            help: `track \`${track.name}\` in every vip of the group with the same weight, or leave the weight out`,
          };
        }
      }
    }
  },
};

function* alone({ vips }: SyncGroup, vip: Vip) {
  const [first, second] = ranking(vip);
  if (first === undefined || second === undefined || vip.nopreempt) return;
  for (const track of weightedTracks(vip, first)) {
    if (priorityWhen(vip, first, [track]) >= priorityWhen(vip, second, [])) continue;
    const other = vips.find(
      (m) => m.vip !== vip && stays(m.vip, first.host.name, second.host.name, track),
    )?.vip;
    if (other !== undefined) yield { track, first: first.host.name, second: second.host.name, other };
  }
}

/** Whether the vip still prefers the first host when the tracker fails there. */
function stays(vip: Vip, first: string, second: string, track: Track): boolean {
  const [mine, theirs] = [first, second].map((host) => vip.directors.find((d) => d.host.name === host));
  if (mine === undefined || theirs === undefined) return false;
  const failed = weightedTracks(vip, mine).filter((t) => failsWith(t, track));
  return priorityWhen(vip, mine, failed) > priorityWhen(vip, theirs, []);
}

/** Whatever they are called, two that ask for the same thing fail together. */
function failsWith(a: Track, b: Track): boolean {
  if (a.kind === "script" && b.kind === "script") return a.script === b.script;
  if (a.kind === "process" && b.kind === "process") return a.process === b.process;
  return a.kind === b.kind && a.name === b.name;
}
