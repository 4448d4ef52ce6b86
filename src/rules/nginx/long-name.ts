import { locationsOf } from "../../analysis/nginx/judged.ts";
import { olderThan } from "../../semantics/nginx/config.ts";
import type { Rule } from "../rule.ts";
import { placeOf } from "./words.ts";

/** A name longer than nginx counts: spec/rules/nginx/long-name.md. */
export const longName: Rule = {
  code: "nginx/long-name",
  severity: "error",
  summary: "a location's name is longer than nginx can count",
  *check(topology) {
    for (const { location, at } of locationsOf(topology)) {
      const { match } = location;
      if (match.kind === "regex" || match.kind === "named" || match.name.length <= 255) continue;
      const span = placeOf(location);
      if (span === undefined || !olderThan(at.conf.http.version, [1, 23, 4])) continue;
      yield {
        span,
        message: `nginx ${at.conf.http.version.join(".")} keeps the length of a name in one byte: of these ${match.name.length} it counts ${match.name.length % 256}, and the location can swallow requests for unrelated URIs`,
        help: "use a name of at most 255 bytes, a regex, or nginx 1.23.4",
      };
    }
  },
};
