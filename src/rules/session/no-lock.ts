import { usersOf } from "../../analysis/budget/stores.ts";
import type { Rule } from "../rule.ts";

/** Sessions in memcached that nothing locks: spec/rules/session/no-lock.md. */
export const noLock: Rule = {
  code: "session/no-lock",
  severity: "warning",
  summary: "sessions in memcached that nothing locks",
  *check(topology) {
    for (const store of topology.sessionStores) {
      if (store.kind !== "memcached" || store.sticky || store.lockingMode?.toLowerCase() !== "none") continue;
      if (usersOf(topology, store).length === 0) continue;
      yield {
        span: store.span,
        message: `two requests of a browser at once each load the session from memcached and store it whole: the later one undoes what the earlier changed, such as an article put into the cart`,
        help: "write `locking_mode auto`",
      };
    }
  },
};
