import { deafTakers } from "../../analysis/ipvs.ts";
import type { Rule } from "../rule.ts";

/** A listener beside the vip: spec/rules/ipvs/wrong-address.md. */
export const wrongAddress: Rule = {
  code: "ipvs/wrong-address",
  severity: "error",
  summary: "a real server listens on the port, but not on the address its packets carry",
  *check(topology) {
    for (const { server, taker, host, delivery, elsewhere } of deafTakers(topology)) {
      const [listener] = elsewhere;
      if (listener === undefined) continue;
      const where = listener.address ?? (listener.families.includes(6) ? "IPv6" : "IPv4");
      const wildcard = delivery.family === 6 ? "[::]:" : "";
      yield {
        span: taker.span,
        message: `packets of ${server.name} come to \`${host.name}\` for ${delivery.address}, and ${listener.program} listens on port ${listener.port} of ${where} alone: every connection is refused${taker === server.sorryServer || where === "IPv4" || where === "IPv6" ? "" : ", while checks, which ask the host's own address, stay green"}`,
        related: [{ span: listener.span, message: "the listener" }],
        help: `listen on all addresses: \`listen ${wildcard}${listener.port}\``,
      };
    }
  },
};
