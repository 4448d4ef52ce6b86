import { effective, placesOf } from "../../analysis/directives.ts";
import type { Rule } from "../rule.ts";

/** A level with an add_header of its own loses those around it: spec/rules/nginx/headers-lost.md. */
export const headersLost: Rule = {
  code: "nginx/headers-lost",
  severity: "warning",
  summary: "a level with an add_header of its own loses those around it",
  *check(topology) {
    for (const { block, levels } of topology.nginxes.flatMap(placesOf)) {
      const own = block.block?.filter((d) => d.name === "add_header") ?? [];
      const [first] = own;
      if (first === undefined || effective(levels, "add_header_inherit").length > 0) continue;
      const outer = effective(levels.slice(0, -1), "add_header");
      const again = new Set(own.map((d) => d.args[0]?.value.toLowerCase()));
      const lost = outer.filter((d) => !again.has(d.args[0]?.value.toLowerCase()));
      const [one] = lost;
      if (one === undefined) continue;
      const names = [...new Set(lost.map((d) => d.args[0]?.value ?? ""))].join("`, `");
      yield {
        span: first.span,
        message: `with this statement none of those around it hold: answers from here do not carry \`${names}\``,
        related: [{ span: one.span, message: "lost here" }],
        help: "repeat them at this level",
      };
    }
  },
};
