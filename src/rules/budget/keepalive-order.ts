import type { Budget } from "../../analysis/budget.ts";
import { rangeOf } from "../../semantics/budget/inequality.ts";
import { after, replace } from "../edits.ts";
import type { Finding, Rule } from "../rule.ts";
import { alsoHere, brokenOf, numbers } from "./broken.ts";

/** Tomcat closes connections that nginx still uses: spec/rules/budget/keepalive-order.md. */
export const keepaliveOrder: Rule = {
  code: "budget/keepalive-order",
  severity: "error",
  summary: "Tomcat closes idle connections before nginx does",
  *check(topology) {
    for (const budget of brokenOf(topology, "keepalive-order")) {
      yield {
        span: budget.span,
        message: `Tomcat closes an idle connection first, and a POST that nginx sends into it at that moment is answered by 502: ${numbers(budget)}`,
        related: alsoHere(budget, "the connector"),
        ...dropEarlier(budget),
      };
    }
  },
};

/** Three quarters of Tomcat's time, in whole seconds. */
function dropEarlier({ span, verdict }: Budget): Pick<Finding, "help" | "fix"> {
  const seconds = Math.floor((rangeOf(verdict.inequality.right).least * 3) / 4);
  if (seconds < 1) return { help: "raise `keepAliveTimeout` of the connector above the upstream's time" };
  const text = `keepalive_timeout ${seconds}s`;
  const stated = span.source.text.startsWith("keepalive_timeout", span.start);
  const title = `write \`${text}\` in the upstream`;
  return {
    help: title,
    fix: { title, edits: [stated ? replace(span, text) : after(span, text)], safe: true },
  };
}
