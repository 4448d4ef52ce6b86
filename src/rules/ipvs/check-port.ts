import { takes, tcpProbes } from "../../analysis/ipvs.ts";
import { listenersOf } from "../../analysis/listeners.ts";
import type { Rule } from "../rule.ts";

/** Nobody at the port of a check: spec/rules/ipvs/check-port.md. */
export const checkPort: Rule = {
  code: "ipvs/check-port",
  severity: "error",
  summary: "a check connects to a port on which nothing listens",
  *check(topology) {
    const listeners = listenersOf(topology);
    for (const { server, real, check, to } of tcpProbes(topology, listeners)) {
      const own = real.host === undefined ? undefined : listeners.get(real.host);
      // Nobody at the port of the service itself: ipvs/nobody-listens.
      if (own === undefined || check.port === undefined || check.port === real.port) continue;
      if (own.some((l) => takes(l, to))) continue;
      yield {
        span: check.span,
        message: `the check asks ${to.address} port ${to.port}, where \`${real.host?.name ?? ""}\` runs nothing: keepalived takes it out of ${server.name} though it serves`,
        related: own.slice(0, 1).map((l) => ({ span: l.span, message: `it listens on ${l.port}` })),
        help: "ask a port on which it listens",
      };
    }
  },
};
