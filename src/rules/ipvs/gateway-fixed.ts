import { waysBack } from "../../analysis/ipvs.ts";
import { directorsOf } from "../../analysis/roles.ts";
import type { Rule } from "../rule.ts";

/** A gateway that does not move: spec/rules/ipvs/gateway-fixed.md. */
export const gatewayFixed: Rule = {
  code: "ipvs/gateway-fixed",
  severity: "warning",
  summary: "NAT real servers answer through one director's own address",
  *check(topology) {
    const seen = new Set<string>();
    for (const { server, taker, gateway } of waysBack(topology)) {
      if (taker.forward !== "nat" || gateway?.at?.kind !== "host") continue;
      const { host } = gateway.at;
      const directors = directorsOf(server);
      const other = directors.find((d) => d !== host);
      const key = `${server.name} ${gateway.address.text}`;
      if (!directors.includes(host) || other === undefined || seen.has(key)) continue;
      seen.add(key);
      yield {
        span: gateway.span,
        message: `${gateway.address.text} is \`${host.name}\`'s own address: when \`${other.name}\` takes ${server.name} over, answers still go to \`${host.name}\`, and no client gets one`,
        related: [{ span: host.span, message: "the director" }],
        help: "give the directors an inner vip, and make it the gateway",
      };
    }
  },
};
