import { matchesNone, withMethod } from "../../analysis/session-patterns.ts";
import type { Rule } from "../rule.ts";

/** An `ignore_uri` that no request matches: spec/rules/session/ignores-nothing.md. */
export const ignoresNothing: Rule = {
  code: "session/ignores-nothing",
  severity: "warning",
  summary: "an `ignore_uri` that no request matches",
  *check(topology) {
    for (const store of topology.sessionStores) {
      if (store.kind !== "memcached" || store.ignoreUri === undefined || !matchesNone(store.ignoreUri))
        continue;
      yield {
        span: store.span,
        message: `no request leaves its session alone: \`${store.ignoreUri}\` is matched as a whole against \`GET /path\`, method first, so every picture and style sheet loads and stores a session`,
        help: `begin it with the method: \`ignore_uri "${withMethod(store.ignoreUri)}"\``,
      };
    }
  },
};
