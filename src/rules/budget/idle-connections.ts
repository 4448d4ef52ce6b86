import type { Rule } from "../rule.ts";
import { alsoHere, brokenOf, numbers } from "./broken.ts";

/** Idle connections fill a Tomcat: spec/rules/budget/idle-connections.md. */
export const idleConnections: Rule = {
  code: "budget/idle-connections",
  severity: "warning",
  summary: "the pools of all nginx workers are more than a Tomcat's maxConnections",
  *check(topology) {
    for (const budget of brokenOf(topology, "tomcat-idle")) {
      yield {
        span: budget.span,
        message: `each worker keeps a pool of its own, and together they may take every connection of one Tomcat, so that requests on new ones wait for an idle one to end: ${numbers(budget)}`,
        related: alsoHere(budget, "the connector"),
        help: "lower `keepalive`, or raise `maxConnections`",
      };
    }
  },
};
