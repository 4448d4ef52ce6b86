import type { Rule } from "../rule.ts";
import { alsoHere, brokenOf, numbers, when } from "./broken.ts";

/** nginx may pass more requests than its Tomcats take: spec/rules/budget/tomcat-requests.md. */
export const tomcatRequests: Rule = {
  code: "budget/tomcat-requests",
  severity: "warning",
  summary: "nginx may pass on more requests than its Tomcats take",
  *check(topology) {
    for (const budget of brokenOf(topology, "tomcat-requests")) {
      yield {
        span: budget.span,
        message: `${when(budget)} the nginx hosts may pass on more requests than the Tomcats take or let wait, and the rest wait for proxy_connect_timeout in vain: ${numbers(budget)}`,
        related: alsoHere(budget, "the upstream"),
        help: "raise `maxConnections`, add a Tomcat, or let nginx hold fewer: `worker_connections`",
      };
    }
  },
};
