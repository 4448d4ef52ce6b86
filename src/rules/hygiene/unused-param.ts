import { remove } from "../edits.ts";
import type { Rule } from "../rule.ts";

/** A value that is used nowhere: spec/rules/hygiene/unused-param.md. */
export const unusedParam: Rule = {
  code: "hygiene/unused-param",
  severity: "warning",
  summary: "a param is used nowhere",
  *check({ unused }) {
    for (const { kind, name, span } of unused) {
      if (kind !== "param") continue;
      yield {
        span,
        message: `\`$(${name})\` stands nowhere: whatever value ${name} has, here or by --param, changes nothing`,
        help: `write \`$(${name})\` where the value is meant, or remove the param`,
        fix: { title: "remove the param", edits: [remove(span)], safe: false },
      };
    }
  },
};
