import { locationsOf, verdictOf } from "../../analysis/nginx/judged.ts";
import type { Rule } from "../rule.ts";
import { isRegexLike } from "./names.ts";
import { asSent, placeOf } from "./words.ts";

/** A name that no URI has: spec/rules/nginx/unmatched-name.md. */
export const unmatchedName: Rule = {
  code: "nginx/unmatched-name",
  severity: "error",
  summary: "no URI has the name of a location, as nginx reads URIs",
  *check(topology) {
    for (const placed of locationsOf(topology)) {
      const verdict = verdictOf(placed);
      if (verdict?.kind !== "contrived" && verdict?.kind !== "dead") continue;
      const span = placeOf(placed.location);
      if (span === undefined || isRegexLike(placed.location)) continue;
      if (placed.location.match.kind === "regex" || placed.location.match.kind === "named") continue;
      const { name } = placed.location.match;
      // A lone `%` is meant: `/100%`.
      const encoded = /%[\da-f]{2}/i.test(name);
      if (verdict.kind === "contrived" && verdict.blockers.length === 0) {
        if (!encoded && !/[?#]/.test(name)) continue;
        yield {
          span,
          message: `nginx decodes the path and cuts the query off before it looks for a location: only a request for ${asSent(verdict.witness)} gets here`,
          help: encoded
            ? "write the decoded characters, in quotes when there is a blank among them"
            : "leave the query out of the name; a `map` of `$arg_…` can tell queries apart",
        };
      } else if (verdict.kind === "dead" && verdict.blockers.length === 0) {
        yield {
          span,
          message: name.startsWith("/")
            ? "no request ends here: nginx merges `//` and resolves `.` and `..` before it looks for a location, so that no URI has this name"
            : "no request ends here: every URI begins with `/`, and this name does not",
          help: name.startsWith("/") ? "write the name as nginx sees it" : "begin the name with `/`",
        };
      }
    }
  },
};
