import { locationsOf } from "../../analysis/nginx/judged.ts";
import { fromBytes } from "../../analysis/nginx/bytes.ts";
import type { Rule } from "../rule.ts";
import { isRegexLike } from "./names.ts";
import { asSent, placeOf } from "./words.ts";

/** A regex without `~`: spec/rules/nginx/regex-as-prefix.md. */
export const regexAsPrefix: Rule = {
  code: "nginx/regex-as-prefix",
  severity: "error",
  summary: "a regular expression stands where nginx reads plain text",
  *check(topology) {
    for (const { location } of locationsOf(topology)) {
      if (!isRegexLike(location)) continue;
      const span = placeOf(location);
      if (span === undefined || location.match.kind === "regex") continue;
      const { kind, name } = location.match;
      yield {
        span,
        message: name.startsWith("/")
          ? `this name is compared as plain text: only a request for ${asSent(name)} itself gets here, none that the expression would match`
          : "this name is compared as plain text, and no URI begins like it: no request gets here",
        help: `write \`location ~ ${fromBytes(name)}\` if an expression is meant${kind === "caret" ? "; `^~` marks a plain prefix" : ""}`,
      };
    }
  },
};
