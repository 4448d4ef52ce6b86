import { locationsOf, verdictOf } from "../../analysis/nginx/judged.ts";
import type { Rule } from "../rule.ts";
import { isRegexLike } from "./names.ts";
import { asSent, locationName, placeOf, related } from "./words.ts";

/** A location that only an encoded byte reaches: spec/rules/nginx/encoded-only.md. */
export const encodedOnly: Rule = {
  code: "nginx/encoded-only",
  severity: "error",
  summary: "only a request with an encoded control character reaches a location",
  *check(topology) {
    for (const placed of locationsOf(topology)) {
      const verdict = verdictOf(placed);
      if (verdict?.kind !== "contrived") continue;
      const span = placeOf(placed.location);
      if (span === undefined || isRegexLike(placed.location)) continue;
      const [first] = verdict.blockers;
      if (first === undefined) continue;
      yield {
        span,
        message: `${locationName(first)} takes every URI of this location that people send; only one such as ${asSent(verdict.witness)}, with an encoded byte, still gets here`,
        related: verdict.blockers.slice(0, 3).flatMap((b) => related(b, "takes its URIs")),
        help: "put this location before the other, or remove it; to match what is left on purpose end the other's expression in `\\z` instead of `$`",
      };
    }
  },
};
