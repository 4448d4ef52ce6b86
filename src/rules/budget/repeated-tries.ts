import type { Rule } from "../rule.ts";
import { alsoHere, brokenOf, numbers } from "./broken.ts";

/** Two tiers that both repeat: spec/rules/budget/repeated-tries.md. */
export const repeatedTries: Rule = {
  code: "budget/repeated-tries",
  severity: "warning",
  summary: "two tiers of nginx both repeat a failed request, and the tries multiply",
  *check(topology) {
    for (const budget of brokenOf(topology, "tries")) {
      yield {
        span: budget.span,
        message: `when the last tier fails, one request is made there again by both tiers, and a slow hour becomes a storm: ${numbers(budget)}`,
        related: alsoHere(budget, "the inner tier repeats here"),
        help: "write `proxy_next_upstream off` or `proxy_next_upstream_tries 1` in the outer tier: the inner one knows its servers",
      };
    }
  },
};
