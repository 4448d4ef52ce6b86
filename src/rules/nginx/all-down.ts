import { outermost } from "../../analysis/directives.ts";
import type { Rule } from "../rule.ts";

/** Every server of an upstream is marked down: spec/rules/nginx/all-down.md. */
export const allDown: Rule = {
  code: "nginx/all-down",
  severity: "error",
  summary: "every server of an upstream is marked down",
  *check(topology) {
    for (const tier of topology.nginxes) {
      for (const upstream of outermost(tier).filter((d) => d.name === "upstream")) {
        const servers = (upstream.block ?? []).filter((d) => d.name === "server");
        const [first] = servers;
        if (first === undefined || !servers.every((d) => d.args.some((a) => a.value === "down"))) continue;
        yield {
          span: first.span,
          message: `all servers of \`${upstream.args[0]?.value ?? ""}\` are \`down\`: every request gets 502, "no live upstreams"`,
          help: "take `down` off one of them",
        };
      }
    }
  },
};
