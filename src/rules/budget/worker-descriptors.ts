import type { Rule } from "../rule.ts";
import { brokenOf, namesOf, numbers } from "./broken.ts";
import { liftLimit } from "./lift-limit.ts";

/** A full worker needs more descriptors than it gets: spec/rules/budget/worker-descriptors.md. */
export const workerDescriptors: Rule = {
  code: "budget/worker-descriptors",
  severity: "warning",
  summary: "a worker may have more connections than descriptors",
  *check(topology) {
    const ignored = new Set(brokenOf(topology, "rlimit").flatMap((b) => b.hosts));
    for (const budget of brokenOf(topology, "worker-descriptors")) {
      // budget/rlimit-ignored says why.
      if (budget.hosts.some((h) => ignored.has(h))) continue;
      yield {
        span: budget.span,
        message: `before a worker of nginx on ${namesOf(budget.hosts)} is full it has no descriptor left, and takes no more clients: ${numbers(budget)}`,
        ...liftLimit(topology, budget),
      };
    }
  },
};
