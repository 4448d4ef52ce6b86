import { effective, placesOf } from "../../analysis/directives.ts";
import type { Rule } from "../rule.ts";

/** A level with a proxy_set_header of its own loses those around it: spec/rules/nginx/proxy-headers-lost.md. */
export const proxyHeadersLost: Rule = {
  code: "nginx/proxy-headers-lost",
  severity: "error",
  summary: "a level with a proxy_set_header of its own loses those around it",
  *check(topology) {
    for (const { block, levels } of topology.nginxes.flatMap(placesOf)) {
      const own = block.block?.filter((d) => d.name === "proxy_set_header") ?? [];
      const [first] = own;
      if (first === undefined) continue;
      const outer = effective(levels.slice(0, -1), "proxy_set_header");
      const again = new Set(own.map((d) => d.args[0]?.value.toLowerCase()));
      const lost = outer.filter(
        (d) => !again.has(d.args[0]?.value.toLowerCase()) && d.args[0]?.value.toLowerCase() !== "connection",
      );
      const [one] = lost;
      if (one === undefined) continue;
      const names = [...new Set(lost.map((d) => d.args[0]?.value ?? ""))].join("`, `");
      yield {
        span: first.span,
        message: `with this statement none of those around it hold: here \`${names}\` is not set, and what is passed on carries nginx's default or whatever the client sent`,
        related: [{ span: one.span, message: "lost here" }],
        help: "repeat them at this level, or set all at the outer one",
      };
    }
  },
};
