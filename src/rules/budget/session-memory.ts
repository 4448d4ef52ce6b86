import type { Rule } from "../rule.ts";
import { alsoHere, brokenOf, numbers, when } from "./broken.ts";

/** More sessions than the memcacheds hold: spec/rules/budget/session-memory.md. */
export const sessionMemory: Rule = {
  code: "budget/session-memory",
  severity: "error",
  summary: "the memcacheds hold fewer sessions than there are",
  *check(topology) {
    for (const budget of brokenOf(topology, "session-memory")) {
      yield {
        span: budget.span,
        severity: budget.lost === undefined ? "error" : "warning",
        message: `${when(budget)} the memcacheds have no room for all copies of the sessions, and throw out what was not used for longest, without a word: ${numbers(budget)}`,
        related: alsoHere(budget, "the sessions"),
        help: "give each memcached more memory, or store less in a session",
      };
    }
  },
};
