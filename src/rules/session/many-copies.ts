import type { SessionStore } from "../../model/topology.ts";
import type { Rule } from "../rule.ts";

/** A cluster in which each Tomcat has every session of all: spec/rules/session/many-copies.md. */
export const manyCopies: Rule = {
  code: "session/many-copies",
  severity: "warning",
  summary: "a cluster in which each Tomcat has every session of all",
  options: {
    nodes: { default: 4, min: 2, max: 1000, help: "Tomcats that may be in such a cluster" },
  },
  *check(topology, options) {
    for (const tier of topology.tomcats) {
      const store = tier.contexts.map((c) => c.store).find(isDelta);
      const nodes = tier.hosts.length;
      if (store === undefined || nodes <= (options["nodes"] ?? 4)) continue;
      yield {
        span: store.span,
        message: `each of ${nodes} Tomcats sends every change of a session to ${nodes - 1} others and keeps the sessions of all of them in its heap`,
        related: [{ span: tier.span, message: "the Tomcats" }],
        help: "write `manager backup`: one other Tomcat has the copy",
      };
    }
  },
};

const isDelta = (store: SessionStore | undefined): store is Extract<SessionStore, { kind: "cluster" }> =>
  store?.kind === "cluster" && store.manager === "delta";
