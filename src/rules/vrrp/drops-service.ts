import { localServices, servicesOf } from "../../analysis/local-service.ts";
import { OWNER } from "../../semantics/keepalived/priority.ts";
import type { Rule } from "../rule.ts";

/** strict or no_accept on a vip that serves: spec/rules/vrrp/drops-service.md. */
export const dropsService: Rule = {
  code: "vrrp/drops-service",
  severity: "error",
  summary: "strict or no_accept drops what is sent to a vip that serves",
  *check(topology) {
    for (const vip of topology.vips) {
      const { strict, no_accept: refused, accept } = vip.spans;
      const word = vip.accept ? strict : refused;
      if (word === undefined || (vip.accept && accept !== undefined && vip.version === 3)) continue;
      const droppers = vip.directors.filter((d) => d.priority.value !== OWNER);
      const [service] = servicesOf(topology).get(vip) ?? [];
      const [local] = localServices(topology, vip);
      if (droppers.length === 0 || (service === undefined && local === undefined)) continue;
      const who = droppers.map((d) => `\`${d.host.name}\``).join(" and ");
      const what = service === undefined ? `port ${local?.listener.port ?? 0} of ${vip.name}` : service.name;
      const said = word === strict ? "strict" : "no_accept";
      const span = service?.span ?? local?.listener.span;
      yield {
        span: word,
        message: `with \`${said}\` keepalived makes ${who} drop every packet to the vip, ahead of IPVS and of any program: nobody reaches ${what}, while ARP and the health checks look well`,
        related: span === undefined ? [] : [{ span, message: "what is not reached" }],
        help: said === "strict" && vip.version === 3 ? "remove it, or add `accept`" : "remove it",
      };
    }
  },
};
