import { matchesWhole } from "../../analysis/session-patterns.ts";
import type { Rule } from "../rule.ts";

/** An `ignore_uri` that misses what is asked for with a query: spec/rules/session/ignores-no-query.md. */
export const ignoresNoQuery: Rule = {
  code: "session/ignores-no-query",
  severity: "info",
  summary: "an `ignore_uri` that misses what is asked for with a query",
  *check(topology) {
    for (const store of topology.sessionStores) {
      if (store.kind !== "memcached" || store.ignoreUri === undefined) continue;
      const matches = matchesWhole(store.ignoreUri);
      const kind = KINDS.find((k) => matches(`GET /a.${k}`) && !matches(`GET /a.${k}?v=3`));
      if (kind === undefined) continue;
      yield {
        span: store.span,
        message: `\`GET /a.${kind}\` leaves its session alone, \`GET /a.${kind}?v=3\` loads and stores it: the pattern is matched against the whole of it`,
        help: "end the pattern in `(\\?.*)?`",
      };
    }
  },
};

/** Of files that have versions in their query. */
const KINDS = ["css", "js", "png", "jpg", "gif", "ico"];
