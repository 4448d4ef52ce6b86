import type { Rule } from "../rule.ts";
import { aliasesOf } from "./aliases.ts";

/** An alias ends in a slash and its location does not: spec/rules/nginx/alias-traversal.md. */
export const aliasTraversal: Rule = {
  code: "nginx/alias-traversal",
  severity: "error",
  summary: "an alias ends in a slash and its location does not",
  *check(topology) {
    for (const { location, name, folder } of aliasesOf(topology)) {
      const { value, span } = folder;
      if (name.endsWith("/") || !value.endsWith("/")) continue;
      yield {
        span,
        message: `\`${name}../x\` reads \`${value}../x\`: whoever asks gets the files beside the folder`,
        related: [{ span: location.span, message: "the location" }],
        help: `write \`location ${name}/\``,
      };
    }
  },
};
