import type { Rule } from "../rule.ts";
import { alsoHere, brokenOf, numbers } from "./broken.ts";

/** A dead memcached costs more time than nginx has: spec/rules/budget/store-waits.md. */
export const storeWaits: Rule = {
  code: "budget/store-waits",
  severity: "warning",
  summary: "Tomcat waits for dead memcacheds for longer than nginx waits for Tomcat",
  *check(topology) {
    for (const budget of brokenOf(topology, "store-answers")) {
      yield {
        span: budget.span,
        message: `after the loss of memcacheds a request waits for each of them, and nginx gives up first with 504: ${numbers(budget)}`,
        related: alsoHere(budget, "the requests"),
        help: "lower `operation_timeout`",
      };
    }
  },
};
