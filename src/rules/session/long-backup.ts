import { usersOf } from "../../analysis/budget/stores.ts";
import type { Rule } from "../rule.ts";

/** A time-out of a backup that looks like that of a session: spec/rules/session/long-backup.md. */
export const longBackup: Rule = {
  code: "session/long-backup",
  severity: "warning",
  summary: "a time-out of a backup that looks like that of a session",
  options: {
    seconds: { default: 10, min: 1, max: 3600, help: "seconds that a backup may take" },
  },
  *check(topology, options) {
    for (const store of topology.sessionStores) {
      if (store.kind !== "memcached" || usersOf(topology, store).length === 0) continue;
      const { timeout } = store.backup;
      if (timeout === undefined || timeout < (options["seconds"] ?? 10)) continue;
      yield {
        span: store.span,
        message: `when a memcached hangs, each request that stores a session before that is noticed holds a thread of Tomcat for up to ${timeout} s: this is the time for storing a session, not for its life`,
        help: "write `backup sync timeout 1s`; how long a session lives says the `session-timeout` of the application",
      };
    }
  },
};
