import { usersOf } from "../../analysis/budget/stores.ts";
import type { Rule } from "../rule.ts";

/** Attributes that are gone at the next request: spec/rules/session/lost-attributes.md. */
export const lostAttributes: Rule = {
  code: "session/lost-attributes",
  severity: "warning",
  summary: "attributes that are gone at the next request",
  *check(topology) {
    for (const store of topology.sessionStores) {
      if (store.kind !== "memcached" || store.sticky || store.attributeFilter === undefined) continue;
      if (usersOf(topology, store).length === 0) continue;
      yield {
        span: store.span,
        message: `an attribute whose name \`${store.attributeFilter}\` does not match is gone at the browser's next request: a session that is not sticky lives in memcached alone, and the others are not stored`,
        help: "remove `attribute_filter`, or write `sticky yes` and choose the Tomcat by the route",
      };
    }
  },
};
