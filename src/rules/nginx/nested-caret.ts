import { takenOf, type Taken } from "../../analysis/nginx/taken.ts";
import type { Rule } from "../rule.ts";
import { asSent, locationName, placeOf, related } from "./words.ts";

/** `^~` inside a location: spec/rules/nginx/nested-caret.md. */
export const nestedCaret: Rule = {
  code: "nginx/nested-caret",
  severity: "warning",
  summary: "a nested `^~` does not keep regexes of outer levels away",
  *check(topology) {
    const told = new Set<unknown>();
    const concerns = ({ from: { location }, by }: Pick<Taken, "from" | "by">): boolean =>
      location.match.kind === "caret" && by.action !== location.action && !told.has(location);
    for (const { from, by, witness } of takenOf(topology, concerns)) {
      const { location } = from;
      const span = placeOf(location);
      if (span === undefined) continue;
      told.add(location);
      yield {
        span,
        message: `\`^~\` keeps only the regexes beside it away, and ${locationName(by)} stands further out: it takes ${asSent(witness)} from this location`,
        related: related(by, "is asked all the same"),
        help: `make the outermost location around it \`^~\` too, or move this one to the level of ${locationName(by)}`,
      };
    }
  },
};
