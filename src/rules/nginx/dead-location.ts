import { locationsOf, verdictOf, type Placed } from "../../analysis/nginx/judged.ts";
import type { LocationConf } from "../../semantics/nginx/config.ts";
import type { Rule } from "../rule.ts";
import { isRegexLike } from "./names.ts";
import { locationName, placeOf, related } from "./words.ts";

type Blockers = readonly LocationConf[];

/** A location that others leave nothing: spec/rules/nginx/dead-location.md. */
export const deadLocation: Rule = {
  code: "nginx/dead-location",
  severity: "error",
  summary: "no request reaches a location, because others take all of its URIs",
  *check(topology) {
    // One that takes everything leaves many dead: told once, at the first of them.
    const byBlocker = new Map<LocationConf, { readonly placed: Placed; readonly by: Blockers }[]>();
    for (const placed of locationsOf(topology)) {
      const verdict = verdictOf(placed);
      if (verdict?.kind !== "dead" || isRegexLike(placed.location)) continue;
      const [first] = verdict.blockers;
      if (first === undefined) continue;
      const known = byBlocker.get(first);
      if (known === undefined) byBlocker.set(first, [{ placed, by: verdict.blockers }]);
      else known.push({ placed, by: verdict.blockers });
    }
    for (const [first, [dead, ...others]] of byBlocker) {
      const span = dead === undefined ? undefined : placeOf(dead.placed.location);
      if (dead === undefined || span === undefined) continue;
      const { placed, by } = dead;
      const differs = first.action !== placed.location.action;
      const names = by.slice(0, 3).map(locationName).join(", ");
      yield {
        span,
        severity: differs ? "error" : "warning",
        message: `no request ends in this location${others.length > 0 ? ` and in ${others.length} more` : ""}: ${names}${by.length > 3 ? " and others" : ""} ${by.length > 1 ? "take" : "takes"} every URI that it matches${differs ? "" : ", and does the same"}`,
        related: [
          ...by.slice(0, 3).flatMap((b) => related(b, "takes its URIs")),
          ...others.slice(0, 5).flatMap((o) => related(o.placed.location, "not reached either")),
        ],
        help: "nginx takes the longest prefix, then the first regex that matches: put this location before the others, make theirs narrower, or remove it",
      };
    }
  },
};
