import { listenersOf } from "../../analysis/listeners.ts";
import { localServices, servicesOf } from "../../analysis/local-service.ts";
import type { SyncGroup, Vip } from "../../model/topology.ts";
import type { Rule } from "../rule.ts";

/** A program that may die while its vip stays: spec/rules/vrrp/nothing-tracked.md. */
export const nothingTracked: Rule = {
  code: "vrrp/nothing-tracked",
  severity: "warning",
  summary: "the vip does not move when the program behind it dies",
  *check(topology) {
    if (listenersOf(topology).size === 0) return;
    for (const vip of topology.vips) {
      if (vip.directors.length < 2 || groupOf(topology.syncGroups, vip).some(watchesPrograms)) continue;
      // IPVS is no program, and its real servers are checked.
      if (servicesOf(topology).has(vip)) continue;
      const [service] = localServices(topology, vip);
      if (service === undefined) continue;
      const { host, listener } = service;
      yield {
        span: vip.span,
        message: `nothing looks whether ${listener.program} runs: when it dies on \`${host.name}\` keepalived goes on, ${vip.name} stays there, and connections to port ${listener.port} are refused`,
        related: [{ span: listener.span, message: "what is served there" }],
        help: `add \`track ${listener.program} { ${listener.program === "nginx" ? "process nginx" : 'script "…"'} }\``,
      };
    }
  },
};

/** The vip and those that move with it. */
function groupOf(groups: readonly SyncGroup[], vip: Vip): readonly Vip[] {
  const own = groups.filter((g) => g.vips.some((m) => m.vip === vip));
  return [vip, ...own.flatMap((g) => g.vips.map((m) => m.vip))];
}

function watchesPrograms({ tracks, native }: Vip): boolean {
  return tracks.some((t) => t.kind !== "interface") || native.some((d) => d.name.startsWith("track_"));
}
