import type { Rule } from "../rule.ts";
import { placeKey } from "../../text/source.ts";

/** A check of the other protocol: spec/rules/ipvs/udp-check.md. */
export const udpCheck: Rule = {
  code: "ipvs/udp-check",
  severity: "warning",
  summary: "a UDP service is judged by a TCP connection",
  *check({ virtualServers }) {
    for (const server of virtualServers) {
      if (server.protocol !== "udp") continue;
      const seen = new Set<string>();
      for (const { checks } of server.realServers) {
        for (const { kind, span } of checks) {
          if (
            seen.has(placeKey(span)) ||
            (kind !== "http" && kind !== "ssl" && kind !== "tcp" && kind !== "smtp")
          )
            continue;
          seen.add(placeKey(span));
          yield {
            span,
            message: `${server.name} is UDP and \`check ${kind}\` connects by TCP: real servers without a TCP listener are taken out though they serve, others stay in though they do not`,
            related: [{ span: server.span, message: "the service" }],
            help: "use `check udp`, `check dns` or `check misc`",
          };
        }
      }
    }
  },
};
