import type { Rule } from "../rule.ts";
import { brokenOf, namesOf, numbers } from "./broken.ts";

/** No connection is left for a request: spec/rules/budget/serves-nobody.md. */
export const servesNobody: Rule = {
  code: "budget/serves-nobody",
  severity: "error",
  summary: "worker_connections leaves no connection for a request",
  *check(topology) {
    for (const budget of brokenOf(topology, "worker-connections")) {
      yield {
        span: budget.span,
        message: `nginx on ${namesOf(budget.hosts)} starts and serves nobody, because a worker has no connection for one request: ${numbers(budget)}`,
        help: "raise `worker_connections`, or leave it away: nginx's own is 512",
      };
    }
  },
};
