import type { Rule } from "../rule.ts";
import { aliasesOf } from "./aliases.ts";

/** An alias does not end in a slash and its location does: spec/rules/nginx/alias-joined.md. */
export const aliasJoined: Rule = {
  code: "nginx/alias-joined",
  severity: "error",
  summary: "an alias does not end in a slash and its location does",
  *check(topology) {
    for (const { location, name, folder } of aliasesOf(topology)) {
      const { value, span } = folder;
      if (!name.endsWith("/") || value.endsWith("/")) continue;
      yield {
        span,
        message: `nginx puts \`${value}\` where the request has \`${name}\`, letter by letter: \`${name}a.txt\` is looked for at \`${value}a.txt\``,
        related: [{ span: location.span, message: "the location" }],
        help: `write \`alias ${value}/\``,
      };
    }
  },
};
