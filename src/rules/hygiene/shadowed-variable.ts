import { declaredIn, type Declared } from "../../analysis/nginx/mentions.ts";
import type { Rule } from "../rule.ts";

/** Two maps for one variable: spec/rules/hygiene/shadowed-variable.md. */
export const shadowedVariable: Rule = {
  code: "hygiene/shadowed-variable",
  severity: "error",
  summary: "two blocks make one variable, and the first is never asked",
  *check({ nginxes }) {
    for (const tier of nginxes) {
      const last = new Map<string, Declared>();
      for (const declared of declaredIn(tier, "variable")) {
        const { name, directive } = declared;
        const before = last.get(name)?.directive;
        last.set(name, declared);
        if (before === undefined) continue;
        yield {
          span: before.args.at(-1)?.span ?? before.span,
          message: `a later ${directive.name} makes \`$${name}\` as well: nginx takes that one without a word, and this ${before.name} is never asked`,
          related: [{ span: directive.args.at(-1)?.span ?? directive.span, message: "the one that counts" }],
          help: "give one of them another name, or put both into one block",
        };
      }
    }
  },
};
