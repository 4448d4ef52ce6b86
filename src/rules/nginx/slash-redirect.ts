import { locationsOf, verdictOf } from "../../analysis/nginx/judged.ts";
import { nameOf, redirects } from "../../semantics/nginx/level.ts";
import { indexOf, selectLocation } from "../../semantics/nginx/locations.ts";
import type { Rule } from "../rule.ts";
import { asSent, locationName, placeOf, related } from "./words.ts";

/** The slash that nginx adds: spec/rules/nginx/slash-redirect.md. */
export const slashRedirect: Rule = {
  code: "nginx/slash-redirect",
  severity: "info",
  summary: "a 301 that adds a slash comes before a regex that is meant for the URI",
  *check(topology) {
    for (const placed of locationsOf(topology)) {
      const { at, location, path } = placed;
      if (!redirects(location) || verdictOf(placed) === undefined) continue;
      const span = placeOf(location);
      if (span === undefined) continue;
      const uri = nameOf(location).slice(0, -1);
      if (!uri.startsWith("/") || uri === "/") continue;
      const { version } = at.conf.http;
      const chosen = selectLocation(at.server, uri, version);
      if (chosen.kind !== "redirect" || chosen.path.at(-1) !== location) continue;
      const holder = path.at(-2) ?? at.server;
      const { first, regexes } = indexOf(holder, version);
      const regex = regexes[first.find(uri, "no match")];
      if (regex === undefined) continue;
      yield {
        span,
        message: `a request for ${asSent(uri)} gets a 301 to ${asSent(nameOf(location))} because this location passes requests on; ${locationName(regex)}, which matches it, is not asked`,
        related: related(regex, "matches the URI without the slash"),
        help: `add \`location = ${uri} { … }\` to say what it gets`,
      };
    }
  },
};
