import type { Rule } from "../rule.ts";
import { brokenOf, namesOf, numbers } from "./broken.ts";

/** Full workers with full buffers take more memory than there is: spec/rules/budget/buffers.md. */
export const buffers: Rule = {
  code: "budget/buffers",
  severity: "warning",
  summary: "the buffers of all proxied requests are more than the host's memory",
  *check(topology) {
    const full = new Set(brokenOf(topology, "host-memory").flatMap((b) => b.hosts));
    for (const budget of brokenOf(topology, "host-buffers")) {
      // Said by the graver rule.
      if (budget.hosts.some((h) => full.has(h))) continue;
      yield {
        span: budget.span,
        message: `when the workers of ${namesOf(budget.hosts)} are full and each request fills its buffers, they take more memory than the host has: ${numbers(budget)}`,
        help: "lower `worker_connections`, or make the buffers smaller: what does not fit goes to a temporary file",
      };
    }
  },
};
