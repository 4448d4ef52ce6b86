import { unnamedIn } from "../../analysis/nginx/mentions.ts";
import type { Rule } from "../rule.ts";

const USED_BY: Readonly<Record<string, string>> = {
  limit_req_zone: "limit_req",
  limit_conn_zone: "limit_conn",
  proxy_cache_path: "proxy_cache",
};

/** A limit that is set nowhere: spec/rules/hygiene/unused-zone.md. */
export const unusedZone: Rule = {
  code: "hygiene/unused-zone",
  severity: "warning",
  summary: "a zone for limits or a cache is declared and used nowhere",
  *check({ nginxes }) {
    for (const tier of nginxes) {
      for (const { name, directive } of unnamedIn(tier, "zone")) {
        const user = USED_BY[directive.name] ?? "";
        yield {
          span: directive.span,
          message: `no ${user} names the zone \`${name}\`: ${user === "proxy_cache" ? "nothing is cached in it" : "nobody is limited by it"}`,
          help: `add \`${user} ${user === "limit_req" ? `zone=${name}` : user === "limit_conn" ? `${name} 10` : name}\` where it is to count, or remove it`,
        };
      }
    }
  },
};
