import type { Rule } from "../rule.ts";
import { alsoHere, brokenOf, numbers } from "./broken.ts";

/** More Tomcats than a memcached takes connections: spec/rules/budget/store-connections.md. */
export const storeConnections: Rule = {
  code: "budget/store-connections",
  severity: "error",
  summary: "the Tomcats need more connections than a memcached takes",
  *check(topology) {
    for (const budget of brokenOf(topology, "store-connections")) {
      yield {
        span: budget.span,
        message: `every context of every Tomcat has a connection to each memcached, which takes fewer: the last ones wait, and their sessions are not stored: ${numbers(budget)}`,
        related: alsoHere(budget, "the Tomcats"),
        help: "raise `connections`",
      };
    }
  },
};
