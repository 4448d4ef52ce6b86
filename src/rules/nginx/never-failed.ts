import type { Directive } from "../../model/topology.ts";
import { outermost } from "../../analysis/directives.ts";
import type { Rule } from "../rule.ts";

/** No server of an upstream is ever taken out: spec/rules/nginx/never-failed.md. */
export const neverFailed: Rule = {
  code: "nginx/never-failed",
  severity: "warning",
  summary: "no server of an upstream is ever taken out",
  *check(topology) {
    for (const tier of topology.nginxes) {
      for (const upstream of outermost(tier).filter((d) => d.name === "upstream")) {
        const servers = (upstream.block ?? []).filter((d) => d.name === "server");
        const [first, second] = servers;
        const never = (d: Directive) => /(^| )max_fails[= ]0( |$)/.test(d.args.map((a) => a.value).join(" "));
        if (first === undefined || second === undefined || !servers.every(never)) continue;
        yield {
          span: first.span,
          message: `with \`max_fails=0\` on all servers of \`${upstream.args[0]?.value ?? ""}\` a dead one keeps its share: each of those requests first waits for it in vain`,
          help: "leave `max_fails` away: one failure then takes a server out for ten seconds",
        };
      }
    }
  },
};
