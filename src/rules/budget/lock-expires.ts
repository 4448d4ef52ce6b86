import type { Rule } from "../rule.ts";
import { alsoHere, brokenOf, numbers } from "./broken.ts";

/** A session's lock ends before its request: spec/rules/budget/lock-expires.md. */
export const lockExpires: Rule = {
  code: "budget/lock-expires",
  severity: "warning",
  summary: "a session's lock ends before the longest request",
  *check(topology) {
    for (const budget of brokenOf(topology, "lock-outlives")) {
      yield {
        span: budget.span,
        message: `a request that takes longer than its session's lock lives is no longer alone, and of two the later overwrites what the other wrote: ${numbers(budget)}`,
        related: alsoHere(budget, "the requests"),
        help: "write a `lock_expiration` above the time nginx waits for an answer, and an `operation_timeout` as long as a request shall wait for the lock: after that it goes on without",
      };
    }
  },
};
