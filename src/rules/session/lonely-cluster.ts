import type { Rule } from "../rule.ts";

/** A cluster with one Tomcat in it: spec/rules/session/lonely-cluster.md. */
export const lonelyCluster: Rule = {
  code: "session/lonely-cluster",
  severity: "warning",
  summary: "a cluster with one Tomcat in it",
  *check(topology) {
    for (const tier of topology.tomcats) {
      const context = tier.contexts.find((c) => c.store?.kind === "cluster");
      const [only, second] = tier.hosts;
      if (context?.store === undefined || only === undefined || second !== undefined) continue;
      yield {
        span: context.span,
        message: `the Tomcats of a cluster are those of one tomcat, and ${tier.name} is on ${only.name} alone: nobody has a copy of its sessions, and they die with it`,
        related: [{ span: context.store.span, message: "the session store" }],
        help: `put ${tier.name} on a second host, or its sessions into memcached or redis`,
      };
    }
  },
};
