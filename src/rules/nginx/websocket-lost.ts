import { effective, valueAt } from "../../analysis/directives.ts";
import { headerOf, passesOf } from "../../analysis/passes.ts";
import { olderThan } from "../../semantics/nginx/config.ts";
import type { Rule } from "../rule.ts";

/** The Upgrade of a WebSocket is set but not sent: spec/rules/nginx/websocket-lost.md. */
export const websocketLost: Rule = {
  code: "nginx/websocket-lost",
  severity: "error",
  summary: "the Upgrade of a WebSocket is set but not sent",
  *check(topology) {
    for (const pass of passesOf(topology)) {
      const upgrade = effective(pass.levels, "proxy_set_header").find(
        (d) => d.args[0]?.value.toLowerCase() === "upgrade" && d.args[1]?.value === "$http_upgrade",
      );
      if (upgrade === undefined) continue;
      const old =
        olderThan(topology.target.nginx, [1, 29, 7]) && valueAt(pass.levels, "proxy_http_version") !== "1.1";
      const connection = headerOf(pass, "connection") ?? "";
      if (!old && connection !== "") continue;
      yield {
        span: upgrade.span,
        message: `${old ? "nginx asks the servers behind in HTTP/1.0, which has no upgrade" : "without a `Connection: upgrade` the `Upgrade` means nothing"}: a WebSocket never opens`,
        related: [{ span: pass.url.span, message: "what is passed" }],
        help: old
          ? "write `proxy_http_version 1.1` beside it"
          : "write `proxy_set_header Connection upgrade` beside it",
      };
    }
  },
};
