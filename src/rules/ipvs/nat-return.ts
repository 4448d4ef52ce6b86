import { waysBack } from "../../analysis/ipvs.ts";
import type { Rule } from "../rule.ts";

/** The way back of NAT: spec/rules/ipvs/nat-return.md. */
export const natReturn: Rule = {
  code: "ipvs/nat-return",
  severity: "error",
  summary: "answers of a NAT real server do not pass the director",
  *check(topology) {
    for (const { server, taker, host, gateway, result } of waysBack(topology)) {
      if (taker.forward !== "nat" || result.kind !== "lost" || result.why === "the director does not forward")
        continue;
      // Of a sorry server nothing is said, unless its gateway is.
      if (gateway === undefined && taker === server.sorryServer) continue;
      if (gateway === undefined) {
        yield {
          severity: "warning",
          span: taker.span,
          message: `nothing says how \`${host.name}\` answers: with \`forward nat\` its answers must go back through the director of ${server.name}, which puts the vip into them again`,
          related: [{ span: host.span, message: "the host" }],
          help: "state `gateway` in its network or host: an inner vip of the directors",
        };
      } else {
        yield {
          span: gateway.span,
          message: `\`${host.name}\` answers through ${gateway.address.text}, which is no director of ${server.name}: its answers reach the client from its own address instead of the vip, and the client resets them`,
          related: [{ span: taker.span, message: "forwarded by NAT" }],
          help: "make the gateway an inner vip of the directors, or forward by DR",
        };
      }
    }
  },
};
