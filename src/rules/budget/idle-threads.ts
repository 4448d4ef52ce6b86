import type { Rule } from "../rule.ts";
import { brokenOf, numbers } from "./broken.ts";

/** Threads without connections: spec/rules/budget/idle-threads.md. */
export const idleThreads: Rule = {
  code: "budget/idle-threads",
  severity: "warning",
  summary: "a connector has more threads than connections",
  *check(topology) {
    for (const budget of brokenOf(topology, "tomcat-threads")) {
      yield {
        span: budget.span,
        message: `each thread serves a connection, and there are not as many connections as threads, so some threads never work: ${numbers(budget)}`,
        help: "raise `maxConnections` to what nginx keeps and asks, or lower `maxThreads`",
      };
    }
  },
};
