import { declaredIn, mentionsOf } from "../../analysis/nginx/mentions.ts";
import { remove } from "../edits.ts";
import type { Rule } from "../rule.ts";

/** A map that nobody asks: spec/rules/hygiene/unused-variable.md. */
export const unusedVariable: Rule = {
  code: "hygiene/unused-variable",
  severity: "warning",
  summary: "a map, geo or split_clients makes a variable that nothing uses",
  *check({ nginxes }) {
    for (const tier of nginxes) {
      const declared = declaredIn(tier, "variable");
      if (declared.length === 0) continue;
      const { variables, isWhole } = mentionsOf(tier);
      if (!isWhole) continue;
      for (const { name, directive } of declared) {
        if (variables.has(name)) continue;
        yield {
          span: { ...directive.span, end: directive.args.at(-1)?.span.end ?? directive.span.end },
          message: `nothing uses \`$${name}\`: what this ${directive.name} decides decides nothing`,
          help: `use \`$${name}\` where it is meant to count, or remove the block`,
          fix: { title: "remove the block", edits: [remove(directive.span)], safe: false },
        };
      }
    }
  },
};
