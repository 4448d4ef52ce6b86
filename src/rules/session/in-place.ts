import { usersOf } from "../../analysis/budget/stores.ts";
import type { Rule } from "../rule.ts";

/** Changes inside an attribute that never reach redis: spec/rules/session/in-place.md. */
export const inPlace: Rule = {
  code: "session/in-place",
  severity: "info",
  summary: "changes inside an attribute that never reach redis",
  *check(topology) {
    for (const store of topology.sessionStores) {
      if (store.kind !== "redisson" || store.updateMode !== "DEFAULT") continue;
      if (!usersOf(topology, store).some((u) => u.tier.hosts.length > 1)) continue;
      yield {
        span: store.span,
        message: `only \`setAttribute\` writes to redis: what an application changes inside an attribute, such as an article added to a list, is gone at the next request`,
        help: "write `update_mode AFTER_REQUEST`, unless the application sets each attribute that it changes",
      };
    }
  },
};
