import { usersOf } from "../../analysis/budget/stores.ts";
import type { Rule } from "../rule.ts";

/** Changes inside an attribute that never reach redis: spec/rules/session/in-place.md. */
export const inPlace: Rule = {
  code: "session/in-place",
  severity: "info",
  summary: "changes inside an attribute that never reach redis",
  *check(topology) {
    for (const store of topology.sessionStores) {
      if (store.kind !== "redisson") continue;
      // Only a session that a Tomcat holds is written whole.
      if (store.readMode === "MEMORY" && store.updateMode === "AFTER_REQUEST") continue;
      if (!usersOf(topology, store).some((u) => u.tier.hosts.length > 1)) continue;
      yield {
        span: store.span,
        message: `only \`setAttribute\` writes to redis: what an application changes inside an attribute, such as an article added to a list, never gets there`,
        help: "have the application set each attribute that it changes, and waive this; or write `read_mode MEMORY` and `update_mode AFTER_REQUEST`, and keep a browser at its Tomcat",
      };
    }
  },
};
