import type { Rule } from "../rule.ts";
import { brokenOf, namesOf, numbers } from "./broken.ts";
import { liftLimit, states } from "./lift-limit.ts";

/** A full worker has no descriptors for files: spec/rules/budget/worker-files.md. */
export const workerFiles: Rule = {
  code: "budget/worker-files",
  severity: "warning",
  summary: "a full worker has no descriptors left for files",
  *check(topology) {
    const full = new Set(
      [...brokenOf(topology, "worker-descriptors"), ...brokenOf(topology, "rlimit")].flatMap((b) => b.hosts),
    );
    for (const budget of brokenOf(topology, "worker-files")) {
      // Said by another rule. And nginx's own 512 lack 4 below systemd's own 1024: nobody chose that.
      if (budget.hosts.some((h) => full.has(h)) || !states(topology, budget)) continue;
      yield {
        span: budget.span,
        message: `when each connection of a worker of nginx on ${namesOf(budget.hosts)} has a file too, static or temporary, the files are more than it may open, and requests fail: ${numbers(budget)}`,
        ...liftLimit(topology, budget),
      };
    }
  },
};
