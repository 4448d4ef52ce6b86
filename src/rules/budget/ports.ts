import type { Rule } from "../rule.ts";
import { alsoHere, brokenOf, namesOf, numbers, when } from "./broken.ts";

/** More requests than ephemeral ports toward an upstream: spec/rules/budget/ports.md. */
export const ports: Rule = {
  code: "budget/ports",
  severity: "warning",
  summary: "an nginx host has fewer ports toward an upstream than requests",
  *check(topology) {
    for (const budget of brokenOf(topology, "ports")) {
      yield {
        span: budget.span,
        message: `${when(budget)} ${namesOf(budget.hosts)} runs out of ports toward this upstream before its workers are full, and the next requests get 502: ${numbers(budget)}`,
        related: alsoHere(budget, "what the workers may hold"),
        help: "name more servers, widen `sysctl net.ipv4.ip_local_port_range`, or lower `worker_connections`",
      };
    }
  },
};
