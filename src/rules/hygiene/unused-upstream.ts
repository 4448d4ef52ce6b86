import { mentionsOf, unnamedIn } from "../../analysis/nginx/mentions.ts";
import type { Rule } from "../rule.ts";

/** An upstream to which nothing is passed: spec/rules/hygiene/unused-upstream.md. */
export const unusedUpstream: Rule = {
  code: "hygiene/unused-upstream",
  severity: "warning",
  summary: "nothing passes to an upstream",
  *check({ nginxes }) {
    for (const tier of nginxes) {
      const unnamed = unnamedIn(tier, "upstream");
      if (unnamed.length === 0 || mentionsOf(tier).passesByVariable) continue;
      for (const { name, directive } of unnamed) {
        const servers = directive.block?.filter((d) => d.name === "server").length ?? 0;
        yield {
          span: directive.args[0]?.span ?? directive.span,
          message: `no pass of the nginx \`${tier.name}\` names \`${name}\`: its ${servers === 1 ? "server gets" : `${servers} servers get`} no request by it`,
          help: "name it in a proxy_pass, or remove it",
        };
      }
    }
  },
};
