import { usersOf } from "../../analysis/budget/stores.ts";
import type { Rule } from "../rule.ts";

/** Sessions whose only memcached is on one host: spec/rules/session/one-memcached.md. */
export const oneMemcached: Rule = {
  code: "session/one-memcached",
  severity: "warning",
  summary: "sessions whose only memcached is on one host",
  *check(topology) {
    for (const store of topology.sessionStores) {
      if (store.kind !== "memcached" || store.sticky || usersOf(topology, store).length === 0) continue;
      const [only, second] = store.tier.hosts;
      if (only === undefined || second !== undefined) continue;
      yield {
        span: store.tier.span,
        message: `when ${only.name} dies, or its memcached is restarted, every session of ${store.name} is lost: they are nowhere else`,
        related: [{ span: store.span, message: "the session store" }],
        help: `put ${store.tier.name} on a second host: a session then has a copy on each of two`,
      };
    }
  },
};
