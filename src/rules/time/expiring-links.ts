import type { Rule } from "../rule.ts";
import { unkept } from "./unkept.ts";

/** Links that end by a clock that nothing keeps: spec/rules/time/expiring-links.md. */
export const expiringLinks: Rule = {
  code: "time/expiring-links",
  severity: "warning",
  summary: "links expire by a clock that nothing keeps",
  *check(topology) {
    yield* unkept(
      topology,
      "links",
      "a link ends by it, so that one host may refuse what another serves, and links that have ended may go on",
    );
  },
};
