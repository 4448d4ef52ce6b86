import type { Rule } from "../rule.ts";
import { brokenOf, namesOf, numbers } from "./broken.ts";

/** The host's daemons may open more than the kernel lets all programs open: spec/rules/budget/host-handles.md. */
export const hostHandles: Rule = {
  code: "budget/host-handles",
  severity: "warning",
  summary: "the daemons of a host may have more connections than the host has file handles",
  *check(topology) {
    for (const budget of brokenOf(topology, "host-handles")) {
      yield {
        span: budget.span,
        message: `the daemons of ${namesOf(budget.hosts)} may take all file handles of the host, and then no program but root's can open a file or a connection: ${numbers(budget)}`,
        help: "raise fs.file-max, or lower the daemons' connections",
      };
    }
  },
};
