import type { Rule } from "../rule.ts";

/** Tomcats that share sessions, one without a clock that is kept: spec/rules/session/clock.md. */
export const clock: Rule = {
  code: "session/clock",
  severity: "warning",
  summary: "Tomcats that share sessions, one without a clock that is kept",
  *check(topology) {
    for (const tier of topology.tomcats) {
      const context = tier.contexts.find((c) => c.store !== undefined && c.store.kind !== "local");
      if (context?.store === undefined || tier.hosts.length < 2) continue;
      for (const host of tier.hosts) {
        if (host.clock?.value !== "none" || host.found?.synchronised?.value === true) continue;
        yield {
          span: host.clock.span,
          message: `${host.name} shares the sessions of ${tier.name}, and nothing keeps its clock: when it is off by the session's time-out, 30 minutes unless the application says otherwise, every session that comes to it has expired`,
          related: [{ span: context.store.span, message: "the session store" }],
          help: "remove `clock none`, or waive this where something else keeps the clock",
        };
      }
    }
  },
};
