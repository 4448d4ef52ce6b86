import { needsClock } from "../../analysis/clocks.ts";
import { foundHosts } from "../../analysis/found.ts";
import type { Rule } from "../rule.ts";

/** A clock that nothing keeps: spec/rules/facts/clock.md. */
export const clock: Rule = {
  code: "facts/clock",
  severity: "warning",
  summary: "the clock of a host that needs one is not synchronised",
  *check(topology) {
    for (const host of foundHosts(topology)) {
      const synchronised = host.found?.synchronised;
      if (synchronised?.value !== false || !needsClock(topology, host)) continue;
      yield {
        span: host.clock?.span ?? host.span,
        message: `the clock of \`${host.name}\` is not synchronised: hosts that share sessions disagree about when one has expired, and its logs cannot be laid beside the others'`,
        related: [{ span: synchronised.span, message: "found here" }],
        help: "start chrony with what lbc writes; `chronyc sources` says whether it reaches a server",
      };
    }
  },
};
