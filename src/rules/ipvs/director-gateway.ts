import { waysBack } from "../../analysis/ipvs.ts";
import type { Rule } from "../rule.ts";

/** The way back of DR: spec/rules/ipvs/director-gateway.md. */
export const directorGateway: Rule = {
  code: "ipvs/director-gateway",
  severity: "error",
  summary: "a DR real server answers through the director",
  *check(topology) {
    for (const { taker, host, gateway, result } of waysBack(topology)) {
      if (taker.forward === "nat" || result.kind !== "lost" || result.why === "no route to the client")
        continue;
      if (gateway === undefined) continue;
      const forgery = result.why === "the director takes its own address for a forgery";
      yield {
        span: gateway.span,
        message: `\`${host.name}\` answers from the vip, through ${gateway.address.text}; the director ${forgery ? "has the vip itself, takes such a packet for forged and drops it" : "does not forward, and drops it"}: clients of other networks get no answer`,
        related: [
          { span: taker.span, message: `forwarded by ${taker.forward === "dr" ? "DR" : "a tunnel"}` },
        ],
        help: "make the router of the network the gateway",
      };
    }
  },
};
