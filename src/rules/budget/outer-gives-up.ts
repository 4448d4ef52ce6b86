import type { Rule } from "../rule.ts";
import { alsoHere, brokenOf, numbers } from "./broken.ts";

/** The outer tier does not wait for the inner tier's tries: spec/rules/budget/outer-gives-up.md. */
export const outerGivesUp: Rule = {
  code: "budget/outer-gives-up",
  severity: "warning",
  summary: "the outer nginx gives up while the inner one still looks for a server",
  *check(topology) {
    for (const budget of brokenOf(topology, "outer-waits")) {
      yield {
        span: budget.span,
        message: `when servers of the inner tier are gone without a word, it finds a living one only after the outer tier has given up with 504: ${numbers(budget)}`,
        related: alsoHere(budget, "the inner tier tries here"),
        help: "lower `proxy_connect_timeout` of the inner tier to a few seconds",
      };
    }
  },
};
