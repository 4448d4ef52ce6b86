import type { Rule } from "../rule.ts";
import { alsoHere, brokenOf, numbers, when } from "./broken.ts";

/** The tier behind has fewer connections than the one in front: spec/rules/budget/inner-tier.md. */
export const innerTier: Rule = {
  code: "budget/inner-tier",
  severity: "warning",
  summary: "nginx may pass on more requests than the nginx tier behind it takes",
  *check(topology) {
    for (const budget of brokenOf(topology, "inner-tier")) {
      yield {
        span: budget.span,
        message: `${when(budget)} this tier may pass on more requests than the inner one has connections for, and the rest get errors while this tier is not yet full: ${numbers(budget)}`,
        related: alsoHere(budget, "the inner tier"),
        help: "raise `worker_connections` of the inner tier, or lower it here",
      };
    }
  },
};
