import { usersOf } from "../../analysis/budget/stores.ts";
import type { Rule } from "../rule.ts";

/** A redis that keeps sessions and writes nothing to disk: spec/rules/session/redis-forgets.md. */
export const redisForgets: Rule = {
  code: "session/redis-forgets",
  severity: "warning",
  summary: "a redis that keeps sessions and writes nothing to disk",
  *check(topology) {
    for (const store of topology.sessionStores) {
      if (store.kind !== "redisson" || store.tier.appendonly || usersOf(topology, store).length === 0)
        continue;
      const [master, ...replicas] = store.tier.hosts;
      if (master === undefined) continue;
      yield {
        span: store.tier.span,
        message: `when redis on ${master.name} is restarted, every session of ${store.name} is lost that it had not saved${replicas.length > 0 ? ", and its replicas forget it too" : ""}`,
        related: [{ span: store.span, message: "the session store" }],
        help: "write `appendonly yes`",
      };
    }
  },
};
