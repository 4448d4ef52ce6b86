import { effective } from "../../analysis/directives.ts";
import { matchOf } from "../../analysis/nginx/locations.ts";
import { passesOf } from "../../analysis/passes.ts";
import type { Rule } from "../rule.ts";

/** The session cookie's path is not the path that clients use: spec/rules/nginx/cookie-path.md. */
export const cookiePath: Rule = {
  code: "nginx/cookie-path",
  severity: "error",
  summary: "the session cookie's path is not the path that clients use",
  *check(topology) {
    for (const { block, levels, url, target, upstream } of passesOf(topology)) {
      const match = block.name === "location" ? matchOf(block) : undefined;
      const uri = target?.uri;
      if (uri === undefined || (match?.kind !== "prefix" && match?.kind !== "caret")) continue;
      if (effective(levels, "proxy_cookie_path").length > 0) continue;
      const context = upstream?.servers
        .flatMap((s) => s.tomcat?.tier.contexts ?? [])
        .find((c) => c.path !== "/" && `${uri}/`.startsWith(`${c.path}/`));
      if (context === undefined || `${match.name}/`.startsWith(`${context.path}/`)) continue;
      if (context.attributes.some((a) => a.name === "sessionCookiePath")) continue;
      yield {
        span: url.span,
        message: `Tomcat's session cookie is for \`${context.path}\`, and clients are at \`${match.name}\`: they do not send it back, and every request begins a new session`,
        related: [{ span: context.span, message: "the context" }],
        help: `write \`proxy_cookie_path ${context.path} ${match.name.replace(/(.)\/$/, "$1")}\` beside it`,
      };
    }
  },
};
