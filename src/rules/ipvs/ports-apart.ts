import { vipsOf } from "../../analysis/roles.ts";
import type { VirtualServer } from "../../model/topology.ts";
import type { Rule } from "../rule.ts";

/** Persistence on two ports: spec/rules/ipvs/ports-apart.md. */
export const portsApart: Rule = {
  code: "ipvs/ports-apart",
  severity: "warning",
  summary: "a persistent client may use two real servers, one a port",
  *check({ virtualServers }) {
    const before = new Map<string, VirtualServer>();
    for (const server of virtualServers) {
      if (server.persistence === undefined || server.fwmark !== undefined || isHash(server)) continue;
      for (const vip of vipsOf(server)) {
        const ports = new Set(server.endpoints.filter((e) => e.vip === vip).map((e) => e.port));
        const servers = server.realServers
          .flatMap((r) => r.addresses.map((a) => a.text))
          .sort()
          .join();
        const key = `${vip.name} ${server.protocol} ${servers}`;
        const other = before.get(key);
        before.set(key, server);
        if ((other === undefined && ports.size < 2) || server.realServers.length < 2) continue;
        const [first, second] = other === undefined ? [...ports] : [other.endpoints[0]?.port, [...ports][0]];
        yield {
          span: server.persistence.span,
          message: `the kernel keeps a client per port: ports ${first ?? 0} and ${second ?? 0} of ${vip.name} choose a real server each, so a client that goes from one to the other loses what the first one knows of it`,
          ...(other === undefined ? {} : { related: [{ span: other.span, message: "the other service" }] }),
          help:
            other === undefined
              ? "add `fwmark NUMBER`, which joins the ports"
              : "write both ports in one declaration with `fwmark NUMBER`",
        };
      }
    }
  },
};

/** A hash of the client's address alone sends it to one real server, whatever the port. */
function isHash({ scheduler, schedulerFlags }: VirtualServer): boolean {
  return ["sh", "mh"].includes(scheduler.value) && !schedulerFlags.some((f) => f.endsWith("-port"));
}
