import { matchesNone, withMethod } from "../../analysis/session-patterns.ts";
import type { Rule } from "../rule.ts";

/** A locking pattern that no request matches: spec/rules/session/locks-nothing.md. */
export const locksNothing: Rule = {
  code: "session/locks-nothing",
  severity: "error",
  summary: "a locking pattern that no request matches",
  *check(topology) {
    for (const store of topology.sessionStores) {
      if (store.kind !== "memcached" || store.sticky) continue;
      const pattern = /^uriPattern:(.+)$/i.exec(store.lockingMode ?? "")?.[1];
      if (pattern === undefined || !matchesNone(pattern)) continue;
      yield {
        span: store.span,
        message: `no request is locked: \`${pattern}\` is matched as a whole against \`GET /path\`, method first, so two requests of a browser at once overwrite each other's changes`,
        help: `write \`locking_mode "uriPattern:${withMethod(pattern)}"\`, or \`locking_mode auto\``,
      };
    }
  },
};
