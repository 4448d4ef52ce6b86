import {
  directorsOf,
  holdersOf,
  isOnLoopback,
  serviceAddresses,
  takersOf,
  vipsOf,
} from "../../analysis/roles.ts";
import type { Rule } from "../rule.ts";

/** A director that is a real server and lacks the vip while another holds it: spec/rules/arp/missing-vip.md. */
export const missingVip: Rule = {
  code: "arp/missing-vip",
  severity: "error",
  summary: "a director is a real server too, and lacks the vip while another director holds it",
  *check({ virtualServers }) {
    for (const server of virtualServers) {
      const directors = directorsOf(server);
      for (const { host, forward, span } of takersOf(server)) {
        if (host === undefined || forward === "nat" || !directors.includes(host)) continue;
        for (const vip of vipsOf(server)) {
          const holders = holdersOf(vip);
          if (!holders.some((h) => h.host === host)) continue;
          const other = holders.find((h) => h.host !== host)?.host;
          if (other === undefined) continue;
          const lacks = serviceAddresses(vip).find((a) => !isOnLoopback(host, a.address));
          if (lacks === undefined) continue;
          yield {
            span,
            message: `while \`${other.name}\` holds ${vip.name}, \`${host.name}\` has no ${lacks.address.text} and drops every connection that \`${other.name}\` gives it; its check stays green`,
            related: [{ span: vip.span, message: "the vip" }],
            help: `take it out of the service, or use \`forward nat\`; an own \`lo ${lacks.address.text}\` needs more: see ipvs/loop`,
          };
        }
      }
    }
  },
};
