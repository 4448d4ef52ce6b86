import type { SessionStore } from "../../model/topology.ts";
import type { Rule } from "../rule.ts";

/** A second cluster in a Tomcat, which has only one: spec/rules/session/one-cluster.md. */
export const oneCluster: Rule = {
  code: "session/one-cluster",
  severity: "warning",
  summary: "a second cluster in a Tomcat, which has only one",
  *check(topology) {
    for (const tier of topology.tomcats) {
      const [first, ...others] = new Set(tier.contexts.flatMap((c) => (isCluster(c.store) ? [c.store] : [])));
      if (first === undefined) continue;
      for (const other of others) {
        const differs = [
          ...(other.receiverPort === first.receiverPort ? [] : ["receiver_port"]),
          ...(other.sync === first.sync ? [] : ["backup"]),
        ];
        if (differs.length === 0) continue;
        yield {
          span: other.span,
          message: `a Tomcat is in one cluster, and that of ${tier.name} is ${first.name}: nothing comes of \`${differs.join("` and `")}\` in ${other.name}, whose sessions go as those of ${first.name} do`,
          related: [{ span: first.span, message: "the cluster it is in" }],
          help: `say the same in both, or use ${first.name} for all contexts of ${tier.name}`,
        };
      }
    }
  },
};

const isCluster = (store: SessionStore | undefined): store is Extract<SessionStore, { kind: "cluster" }> =>
  store?.kind === "cluster";
