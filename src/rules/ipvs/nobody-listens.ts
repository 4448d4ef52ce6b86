import { deafTakers } from "../../analysis/ipvs.ts";
import type { Rule } from "../rule.ts";

/** Nobody at the port of the service: spec/rules/ipvs/nobody-listens.md. */
export const nobodyListens: Rule = {
  code: "ipvs/nobody-listens",
  severity: "error",
  summary: "nothing listens where a real server is sent its packets",
  *check(topology) {
    for (const { server, taker, host, delivery, elsewhere } of deafTakers(topology)) {
      if (elsewhere.length > 0 || taker === server.sorryServer) continue;
      yield {
        span: taker.span,
        message: `packets of ${server.name} come to \`${host.name}\` on port ${delivery.port}, where it runs nothing: every connection is refused, and a check of that port takes it out`,
        related: [{ span: server.span, message: "the service" }],
        help:
          server.forward.value === "nat"
            ? `listen on ${delivery.port} there, or name the port it listens on: \`real_server ${host.name}:PORT\``
            : `listen on ${delivery.port} there`,
      };
    }
  },
};
