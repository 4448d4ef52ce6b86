import { takenOf, type Taken } from "../../analysis/nginx/taken.ts";
import type { Rule } from "../rule.ts";
import { clientName, opens, passedBy, protects, sameThings } from "./protection.ts";
import { asSent, locationName, placeOf, related } from "./words.ts";

/** A regex that leads around a location's rules: spec/rules/nginx/regex-around-protection.md. */
export const regexAroundProtection: Rule = {
  code: "nginx/regex-around-protection",
  severity: "error",
  summary: "a regex takes URIs of a protected location and lets everybody in",
  *check(topology) {
    const concerns = ({ from, by, byPath }: Pick<Taken, "from" | "by" | "byPath">): boolean =>
      protects(from.location) &&
      !byPath.slice(byPath.indexOf(by)).some(opens) &&
      sameThings(from.at, from.path, byPath);
    for (const { from, by, byPath, witness } of takenOf(topology, concerns)) {
      const { location, path, at } = from;
      const span = placeOf(location);
      if (span === undefined) continue;
      const client = passedBy(at, path, byPath);
      if (client === undefined) continue;
      yield {
        span,
        message: `${locationName(by)} takes ${asSent(witness)} from this location and has none of its rules: ${clientName(client)} gets it there, without a password`,
        related: related(by, "states no rule of its own"),
        help:
          location.match.kind === "prefix" && path.length === 1
            ? `write \`location ^~ …\` so that no regex is asked, or repeat the rules in ${locationName(by)}`
            : `repeat the rules in ${locationName(by)}`,
      };
    }
  },
};
