import { takes, tcpProbes } from "../../analysis/ipvs.ts";
import { listenersOf } from "../../analysis/listeners.ts";
import type { Rule } from "../rule.ts";

/** Two protocols on one port: spec/rules/ipvs/check-tls.md. */
export const checkTls: Rule = {
  code: "ipvs/check-tls",
  severity: "error",
  summary: "a check speaks TLS where none is, or none where it is",
  *check(topology) {
    const listeners = listenersOf(topology);
    for (const { server, real, check, to } of tcpProbes(topology, listeners)) {
      if (check.kind !== "http" && check.kind !== "ssl") continue;
      const own = (real.host === undefined ? undefined : listeners.get(real.host)) ?? [];
      const listener = own.find((l) => takes(l, to));
      if (listener === undefined || listener.tls === (check.kind === "ssl")) continue;
      const right = listener.tls ? "ssl" : "http";
      yield {
        span: check.span,
        message: `${listener.program} on \`${real.host?.name ?? ""}\` ${listener.tls ? `wants TLS on port ${to.port} and answers plain HTTP with an error` : `speaks plain HTTP on port ${to.port} and the handshake fails`}: keepalived takes it out of ${server.name}`,
        related: [{ span: listener.span, message: "the listener" }],
        help: `write \`check ${right}\``,
      };
    }
  },
};
