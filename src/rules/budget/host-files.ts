import type { Rule } from "../rule.ts";
import { brokenOf, namesOf, numbers } from "./broken.ts";

/** With a file for each connection the host has too few handles: spec/rules/budget/host-files.md. */
export const hostFiles: Rule = {
  code: "budget/host-files",
  severity: "warning",
  summary: "with a file for each connection a host has too few file handles",
  *check(topology) {
    const full = new Set(brokenOf(topology, "host-handles").flatMap((b) => b.hosts));
    for (const budget of brokenOf(topology, "host-files")) {
      // Said by the graver rule.
      if (budget.hosts.some((h) => full.has(h))) continue;
      yield {
        span: budget.span,
        message: `when each connection has a file too, static or temporary, the daemons of ${namesOf(budget.hosts)} take all file handles of the host: ${numbers(budget)}`,
        help: "raise fs.file-max, or lower `worker_connections`",
      };
    }
  },
};
