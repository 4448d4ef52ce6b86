/** Tomcats that nginx protects, and that a virtual server offers as they are. */
import { statementOf } from "../analysis/nginx/conf.ts";
import { locationsOf } from "../analysis/nginx/judged.ts";
import { programOn } from "../analysis/arrivals.ts";
import { passesOf } from "../analysis/passes.ts";
import type { TomcatTier, Topology, VirtualServer } from "../model/topology.ts";
import { headOf, locationText } from "../trace/show.ts";
import type { Finding } from "../rules/rule.ts";

/** A protected place, and how everybody gets in. */
export type WayRound = Pick<Finding, "message" | "span">;

export function directWays(topology: Topology): readonly WayRound[] {
  const open = openTomcats(topology);
  if (open.size === 0) return [];
  const passes = new Map(passesOf(topology).map((p) => [p.url.span, p]));
  return locationsOf(topology).flatMap(({ location }): WayRound[] => {
    const isProtected = location.access.some((r) => !r.allow) || location.auth === true;
    const handler = location.handler === undefined ? undefined : statementOf(location.handler);
    const span = handler?.args[0]?.span;
    if (!isProtected || span === undefined) return [];
    const tiers = new Set(passes.get(span)?.upstream?.servers.flatMap((s) => s.tomcat?.tier ?? []));
    const [tier] = [...tiers].filter((t) => open.has(t));
    const server = tier === undefined ? undefined : open.get(tier);
    const place = headOf(statementOf(location));
    if (tier === undefined || server === undefined || place === undefined) return [];
    return [
      {
        span: place,
        message: `\`${locationText(location)}\` protects what the Tomcat ${tier.name} answers, and the virtual server ${server.name} leads to that Tomcat without nginx: everybody gets it there`,
      },
    ];
  });
}

function openTomcats(topology: Topology): ReadonlyMap<TomcatTier, VirtualServer> {
  const out = new Map<TomcatTier, VirtualServer>();
  for (const server of topology.virtualServers) {
    for (const { host, port } of server.realServers) {
      const program = host === undefined ? undefined : programOn(topology, host, port);
      if (program?.kind === "tomcat" && !out.has(program.tier)) out.set(program.tier, server);
    }
  }
  return out;
}
