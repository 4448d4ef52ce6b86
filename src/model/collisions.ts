/** What two declarations cannot both have. */
import type { Problem, Report } from "../problems/problem.ts";
import type { Located } from "../text/source.ts";
import type { Memo } from "./memo.ts";
import type { Host, NginxTier, VirtualServer } from "./topology.ts";

/** One host has one /etc/nginx/nginx.conf. */
export function checkOneNginx(tiers: readonly NginxTier[], report: Report): void {
  const owner = new Map<Host, NginxTier>();
  for (const tier of tiers) {
    for (const host of tier.hosts) {
      const before = owner.get(host);
      if (before === undefined) owner.set(host, tier);
      else {
        const message = `\`${host.name}\` already runs the nginx \`${before.name}\``;
        report({
          code: "nginx/two-on-a-host",
          severity: "error",
          message,
          span: tier.span,
          related: [{ span: before.span, message: "the other" }],
          help: "put both into one nginx block",
        });
      }
    }
  }
}

/** A second virtual server for one address and port is dropped by keepalived without a word. */
export function checkServices(servers: readonly VirtualServer[], report: Report, memo?: Memo): void {
  const seen = new Map<string, Problem["span"]>();
  const known = memo?.each("services", servers, undefined, servicesKeys).values;
  for (const [i, server] of servers.entries()) {
    for (const { value: key, span } of known?.[i] ?? servicesKeys(server)) {
      const before = seen.get(key);
      if (before === undefined) seen.set(key, span);
      else {
        report({
          code: "virtual-server/duplicate",
          severity: "error",
          message: `${key} is already a virtual server; keepalived would ignore this one`,
          span,
          related: [{ span: before, message: "first declared here" }],
          help: "put the real servers into one",
        });
      }
    }
  }
}

function servicesKeys({ fwmark, endpoints, protocol }: VirtualServer): readonly Located<string>[] {
  if (fwmark !== undefined) return [{ value: `fwmark ${fwmark.value}`, span: fwmark.span }];
  return endpoints.map((e) => ({ value: `${protocol} ${e.vip.name}:${e.port}`, span: e.span }));
}
