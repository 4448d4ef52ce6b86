import { locationsOf, verdictOf } from "../../analysis/nginx/judged.ts";
import type { Rule } from "../rule.ts";
import { locationName, placeOf, related } from "./words.ts";

/** A prefix inside a regex: spec/rules/nginx/inside-regex.md. */
export const insideRegex: Rule = {
  code: "nginx/inside-regex",
  severity: "error",
  summary: "a location inside a regex location is never looked at",
  *check(topology) {
    for (const placed of locationsOf(topology)) {
      const verdict = verdictOf(placed);
      if (verdict?.kind !== "inside a regex") continue;
      const span = placeOf(placed.location);
      const [by] = verdict.blockers;
      if (by === undefined || span === undefined || placed.path.at(-2) !== by) continue;
      yield {
        span,
        message: `nginx never looks for prefix or exact locations inside a regex location: ${locationName(by)} itself answers every request that is meant for this one`,
        related: related(by, "the regex location"),
        help: "write it beside the regex location as `^~ …` or `= …`, or make it a regex too",
      };
    }
  },
};
