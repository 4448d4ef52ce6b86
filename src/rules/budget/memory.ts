import type { Rule } from "../rule.ts";
import { brokenOf, namesOf, numbers } from "./broken.ts";

/** Daemons are told to take more memory than there is: spec/rules/budget/memory.md. */
export const memory: Rule = {
  code: "budget/memory",
  severity: "error",
  summary: "the daemons of a host are told to take more memory than it has",
  *check(topology) {
    for (const budget of brokenOf(topology, "host-memory")) {
      yield {
        span: budget.span,
        message: `the daemons of ${namesOf(budget.hosts)} may take more memory than it has, and the kernel kills one when it is gone: ${numbers(budget)}`,
        help: "give the daemons less, or the host more",
      };
    }
  },
};
