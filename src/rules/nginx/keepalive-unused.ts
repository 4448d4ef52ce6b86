import { keeps } from "../../analysis/upstreams.ts";
import { passesOf } from "../../analysis/passes.ts";
import type { Rule } from "../rule.ts";

/** Keepalive of an upstream has no effect: spec/rules/nginx/keepalive-unused.md. */
export const keepaliveUnused: Rule = {
  code: "nginx/keepalive-unused",
  severity: "warning",
  summary: "keepalive of an upstream has no effect",
  *check(topology) {
    for (const { upstream, declared, levels, url } of passesOf(topology)) {
      if (upstream === undefined || keeps(levels, topology)) continue;
      const pool = declared?.block?.find((d) => d.name === "keepalive");
      if (pool === undefined) continue;
      yield {
        span: url.span,
        message: `\`keepalive\` of \`${upstream.name}\` does nothing for what is passed from here: nginx before 1.29.7 asks with \`Connection: close\` in HTTP/1.0, and every request opens a connection of its own`,
        related: [{ span: pool.span, message: "the pool" }],
        help: 'write `proxy_http_version 1.1` and `proxy_set_header Connection ""` at this level',
      };
    }
  },
};
