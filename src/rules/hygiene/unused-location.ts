import { unnamedIn } from "../../analysis/nginx/mentions.ts";
import type { Rule } from "../rule.ts";

/** A named location that nothing names: spec/rules/hygiene/unused-location.md. */
export const unusedLocation: Rule = {
  code: "hygiene/unused-location",
  severity: "warning",
  summary: "no try_files and no error_page names a named location",
  *check({ nginxes }) {
    for (const tier of nginxes) {
      for (const { name, directive } of unnamedIn(tier, "named location")) {
        yield {
          span: directive.args[0]?.span ?? directive.span,
          message: `clients cannot ask for \`${name}\`, and no try_files, error_page or other word of the nginx \`${tier.name}\` names it: nothing ever comes here`,
          help: `name it as the last word of a try_files or in an error_page, or remove it`,
        };
      }
    }
  },
};
