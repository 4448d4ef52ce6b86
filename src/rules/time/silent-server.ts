import { needsClock } from "../../analysis/clocks.ts";
import type { Host } from "../../model/topology.ts";
import type { Rule } from "../rule.ts";

/** A time server that tells nobody the time: spec/rules/time/silent-server.md. */
export const silentServer: Rule = {
  code: "time/silent-server",
  severity: "error",
  summary: "a time server is a host that serves no time",
  *check(topology) {
    if (topology.hosts.every((h) => h.ntpServers.length === 0)) return;
    const byName = new Map<string, Host>();
    for (const host of topology.hosts) {
      byName.set(host.name, host);
      for (const { addresses } of host.interfaces)
        for (const { address } of addresses) byName.set(address.text, host);
    }
    for (const host of topology.hosts) {
      for (const { value, span } of host.ntpServers) {
        const server = byName.get(value);
        if (server === undefined || !needsClock(topology, server)) continue;
        const which = server === host ? "itself" : `\`${server.name}\``;
        const alone = host.ntpServers.length === 1;
        yield {
          span,
          message: `\`${host.name}\` asks ${which} for the time, whose chrony.conf, as lbc writes it, answers nobody: ${alone ? `the clock of \`${host.name}\` is kept by nothing` : "that server never counts"}`,
          related:
            server === host
              ? []
              : [{ span: server.clock?.span ?? server.span, message: "its clock is kept by others" }],
          ...(alone ? {} : { severity: "warning" as const }),
          help: "name a server that answers, for both",
        };
      }
    }
  },
};
