import { deafTakers } from "../../analysis/ipvs.ts";
import type { Rule } from "../rule.ts";

/** A sorry server that is not there: spec/rules/ipvs/sorry-unserved.md. */
export const sorryUnserved: Rule = {
  code: "ipvs/sorry-unserved",
  severity: "error",
  summary: "nothing listens where the sorry server is sent its packets",
  *check(topology) {
    for (const { server, taker, host, delivery, elsewhere } of deafTakers(topology)) {
      if (elsewhere.length > 0 || taker !== server.sorryServer) continue;
      yield {
        span: taker.span,
        message: `\`${host.name}\` runs nothing on port ${delivery.port}: when no real server of ${server.name} is left, clients are refused instead of told`,
        related: [{ span: server.span, message: "the service" }],
        help: `serve the apology on port ${delivery.port} of \`${host.name}\``,
      };
    }
  },
};
