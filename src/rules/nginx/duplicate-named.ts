import { locationsOf } from "../../analysis/nginx/judged.ts";
import { namedLocation } from "../../semantics/nginx/locations.ts";
import type { Rule } from "../rule.ts";
import { placeOf, related } from "./words.ts";

/** Two named locations of one name: spec/rules/nginx/duplicate-named.md. */
export const duplicateNamed: Rule = {
  code: "nginx/duplicate-named",
  severity: "error",
  summary: "two named locations have one name, and the second is never used",
  *check(topology) {
    for (const { location, at } of locationsOf(topology)) {
      if (location.match.kind !== "named") continue;
      const span = placeOf(location);
      if (span === undefined) continue;
      const first = namedLocation(at.server, location.match.name);
      if (first === undefined || first === location) continue;
      yield {
        span,
        severity: first.action === location.action ? "warning" : "error",
        message: `the server has a \`${location.match.name}\` before this one, and nginx uses the first without a word: nothing gets here`,
        related: related(first, "the first, which is used"),
        help: "remove one, or give it a name of its own",
      };
    }
  },
};
