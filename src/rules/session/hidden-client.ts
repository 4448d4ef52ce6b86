import { outermost, placesOf } from "../../analysis/directives.ts";
import { upstreamsOf } from "../../analysis/upstreams.ts";
import type { NginxTier } from "../../model/topology.ts";
import { listed, scenesOf } from "./words.ts";
import type { Rule } from "../rule.ts";
import { placeKey } from "../../text/source.ts";

/** An affinity by the client's address behind a proxy, which has one address: spec/rules/session/hidden-client.md. */
export const hiddenClient: Rule = {
  code: "session/hidden-client",
  severity: "warning",
  summary: "an affinity by the client's address behind a proxy, which has one address",
  *check(topology) {
    const fed = new Map<NginxTier, NginxTier>();
    for (const tier of topology.nginxes) {
      for (const server of upstreamsOf(topology, tier).flatMap((u) => u.servers)) {
        const inner = server.tomcat === undefined ? server.nginx : undefined;
        if (inner !== undefined && inner !== tier) fed.set(inner, tier);
      }
    }
    const seen = new Set<string>();
    for (const { scene, path } of scenesOf(topology)) {
      const { nginx, chooser } = path;
      const outer = nginx === undefined ? undefined : fed.get(nginx);
      if (nginx === undefined || outer === undefined || scene.affinity !== "address") continue;
      if (path.tomcats.length < 2 || seen.has(placeKey(chooser.span)) || knowsClients(nginx)) continue;
      const text = chooser.span.source.text.slice(chooser.span.start, chooser.span.end);
      if (!/^(?:ip_hash|hash)\b/.test(text) || text.includes("http_")) continue;
      seen.add(placeKey(chooser.span));
      yield {
        span: chooser.span,
        message: `${nginx.name} sees the addresses of ${outer.name} for those of the clients, so all that comes through one of ${listed(outer.hosts.map((h) => h.name))} goes to one Tomcat while the others are idle`,
        related: [{ span: outer.span, message: "the proxy in front" }],
        help: `write \`set_real_ip_from\` with the addresses of ${outer.name} and \`real_ip_header X-Forwarded-For\` in ${nginx.name}`,
      };
    }
  },
};

/** Whether the addresses of a proxy are replaced anywhere in the tier. */
function knowsClients(tier: NginxTier): boolean {
  return [outermost(tier), ...placesOf(tier).map((p) => p.block.block ?? [])].some((level) =>
    level.some((d) => d.name === "set_real_ip_from" || d.name === "include"),
  );
}
