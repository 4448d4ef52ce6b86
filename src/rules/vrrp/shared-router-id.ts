import { meetings, sharedAddresses } from "../../analysis/vrrp-meetings.ts";
import type { Vip } from "../../model/topology.ts";
import { replace } from "../edits.ts";
import type { Finding, Rule } from "../rule.ts";

/** One virtual router id for two vips: spec/rules/vrrp/shared-router-id.md. */
export const sharedRouterId: Rule = {
  code: "vrrp/shared-router-id",
  severity: "error",
  summary: "two vips on one segment have the same virtual router id",
  *check(topology) {
    const met = meetings(topology);
    if (met.length === 0) return;
    // The parts of one vip are to share it.
    const parts = new Set(sharedAddresses(topology).flatMap((s) => (s.isSplit ? [s.second.vip] : [])));
    const taken = new Set(topology.vips.map((v) => v.virtualRouterId?.value));
    for (const { vips, segment, both } of met) {
      const [other, vip] = vips;
      const id = vip.virtualRouterId;
      if (id === undefined || other.virtualRouterId === undefined || parts.has(vip)) continue;
      const where = segment === undefined ? "between the same hosts" : `on \`${segment}\``;
      const effect =
        both === undefined
          ? `each director throws the other's adverts away and writes a line to its log for every one, ${perMinute(other, vip)} a minute, and anything but keepalived may take them for one router`
          : `\`${both.host.name}\` would run both on ${both.interface.name}, and keepalived refuses that file`;
      yield {
        span: id.span,
        message: `${vip.name} and ${other.name} have the virtual router id ${id.value} ${where}: ${effect}`,
        related: [{ span: other.virtualRouterId.span, message: "the same id" }],
        help: "give each vip of a segment an id of its own",
        ...freeId(id.value, taken, id.span),
      };
    }
  },
};

function perMinute(a: Vip, b: Vip): number {
  return Math.round(60 / Math.min(a.advertInterval, b.advertInterval));
}

/** The next id that no vip has. */
function freeId(id: number, taken: Set<number | undefined>, span: Finding["span"]): Pick<Finding, "fix"> {
  let free = id + 1;
  while (free <= 255 && taken.has(free)) free++;
  if (free > 255) return {};
  taken.add(free);
  return { fix: { title: `set the id to ${free}`, edits: [replace(span, String(free))], safe: false } };
}
