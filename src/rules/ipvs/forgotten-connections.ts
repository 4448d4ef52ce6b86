import { keepalivesOf } from "../../analysis/keepalive.ts";
import { takersOf } from "../../analysis/roles.ts";
import type { Rule } from "../rule.ts";
import { placeKey } from "../../text/source.ts";

/** Seconds that IPVS keeps an established TCP connection without packets: `ipvsadm -L --timeout`. */
const IPVS_TCP = 900;

/** Keepalive beyond 15 minutes: spec/rules/ipvs/forgotten-connections.md. */
export const forgottenConnections: Rule = {
  code: "ipvs/forgotten-connections",
  severity: "warning",
  summary: "a connection may be idle for longer than the director remembers it",
  *check(topology) {
    const keepalives = keepalivesOf(topology);
    if (keepalives.size === 0) return;
    const seen = new Set<string>();
    for (const server of topology.virtualServers) {
      if (server.protocol !== "tcp") continue;
      for (const { host } of takersOf(server)) {
        for (const { seconds, what, span } of (host === undefined ? undefined : keepalives.get(host)) ?? []) {
          if (seconds <= IPVS_TCP || seen.has(placeKey(span))) continue;
          seen.add(placeKey(span));
          yield {
            span,
            message: `${what} keeps an idle connection for ${seconds} s, and the director of ${server.name} forgets it after ${IPVS_TCP} s: what the client sends next is reset`,
            related: [{ span: server.span, message: "the service" }],
            help: `stay below ${IPVS_TCP} s`,
          };
        }
      }
    }
  },
};
