import { holderOf } from "../../analysis/vrrp.ts";
import type { Host, SyncGroup, Topology, Vip } from "../../model/topology.ts";
import type { Outcome } from "../../semantics/keepalived/outcomes.ts";
import type { Rule } from "../rule.ts";

/** A sync group that not every director has: spec/rules/vrrp/sync-group-partial.md. */
export const syncGroupPartial: Rule = {
  code: "vrrp/sync-group-partial",
  severity: "warning",
  summary: "the vips of a sync group do not have the same directors",
  *check(topology) {
    for (const group of topology.syncGroups) {
      const lone = loneDirector(group);
      if (lone === undefined) continue;
      const { host, vip, other, span } = lone;
      const others = [...new Set([...vip.directors, ...other.directors].map((d) => d.host))];
      const down = others.filter(
        (h) => vip.directors.some((d) => d.host === h) && other.directors.some((d) => d.host === h),
      );
      const names = down.map((h) => `\`${h.name}\``).join(" and ");
      const verb = down.length === 1 ? "is" : "are";
      yield {
        span,
        message: `\`${host.name}\` is a director of ${vip.name} but not of ${other.name}, so there the group does not bind them: when ${names} ${verb} down, ${vip.name} is ${where(topology, vip, down)} and ${other.name} ${where(topology, other, down)}`,
        related: [
          ...vip.directors
            .filter((d) => d.host === host)
            .map((d) => ({ span: d.span, message: "here it is" })),
          { span: other.span, message: "and not here" },
        ],
        help: "give every vip of the group the same directors",
      };
    }
  },
};

/** A host that is a director of one member and not of another, with the two. */
function loneDirector({ vips }: SyncGroup) {
  for (const { vip, span } of vips) {
    const hosts = new Set(vip.directors.map((d) => d.host));
    for (const { vip: other } of vips) {
      const lone = other.directors.find((d) => !hosts.has(d.host));
      if (lone !== undefined && vip.directors.length > 0)
        return { host: lone.host, vip: other, other: vip, span };
    }
  }
  return undefined;
}

function where(topology: Topology, vip: Vip, down: readonly Host[]): string {
  const outcome: Outcome | undefined = holderOf(topology, vip, new Set(down));
  switch (outcome?.kind) {
    case "certain":
      return `on \`${outcome.holder}\``;
    case "split":
      return `on ${outcome.holders.map((h) => `\`${h}\``).join(" and ")}`;
    case "nobody":
      return "on nobody";
    default:
      return "elected alone";
  }
}
