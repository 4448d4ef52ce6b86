import type { Rule } from "../rule.ts";
import { brokenOf, namesOf, numbers } from "./broken.ts";

/** worker_rlimit_nofile above fs.nr_open: spec/rules/budget/rlimit-ignored.md. */
export const rlimitIgnored: Rule = {
  code: "budget/rlimit-ignored",
  severity: "error",
  summary: "worker_rlimit_nofile is more than the kernel gives, and is ignored",
  *check(topology) {
    const short = new Map(
      brokenOf(topology, "worker-descriptors").flatMap((b) => b.hosts.map((h) => [h, b] as const)),
    );
    for (const budget of brokenOf(topology, "rlimit")) {
      const lacking = budget.hosts.map((h) => short.get(h)).find((b) => b !== undefined);
      const then =
        lacking === undefined ? "which is enough today" : `which is too little: ${numbers(lacking)}`;
      yield {
        span: budget.span,
        message: `the kernel of ${namesOf(budget.hosts)} refuses the limit (${numbers(budget)}), nginx says so in its log and goes on with that of its service, ${then}`,
        help: "write a limit of at most fs.nr_open",
        severity: lacking === undefined ? "warning" : "error",
      };
    }
  },
};
