import { takersOf, vipAddresses } from "../../analysis/roles.ts";
import type { Rule } from "../rule.ts";

/** A DR real server that is no host of the topology: spec/rules/arp/undeclared-server.md. */
export const undeclaredServer: Rule = {
  code: "arp/undeclared-server",
  severity: "warning",
  summary: "a real server must hold the vip and is no host of the topology",
  *check({ virtualServers }) {
    for (const server of virtualServers) {
      for (const { host, forward, addresses, span } of takersOf(server)) {
        if (host !== undefined || forward === "nat") continue;
        const [first] = addresses;
        const [vip] = vipAddresses(server);
        if (first === undefined || vip === undefined) continue;
        yield {
          span,
          message: `no host has ${first.text}, so lbc writes nothing for it: without ${vip.address.text} on its lo it drops every connection, and without the ARP settings it takes the address over; its check shows neither`,
          help: `declare it: \`host NAME { eth0 ${first.text} }\``,
        };
      }
    }
  },
};
