import { matchOf } from "../../analysis/nginx/locations.ts";
import { passesOf } from "../../analysis/passes.ts";
import type { Rule } from "../rule.ts";

/** proxy_pass and its location do not both end in a slash: spec/rules/nginx/proxy-slash.md. */
export const proxySlash: Rule = {
  code: "nginx/proxy-slash",
  severity: "error",
  summary: "proxy_pass and its location do not both end in a slash",
  *check(topology) {
    for (const { block, url, target } of passesOf(topology)) {
      const uri = target?.uri;
      if (uri === undefined || block.name !== "location") continue;
      const match = matchOf(block);
      if (match?.kind !== "prefix" && match?.kind !== "caret") continue;
      const { name } = match;
      // A URI with a query takes the rest of the path into the query.
      if (name.endsWith("/") === uri.endsWith("/") && !uri.includes("?")) continue;
      const asked = `${name}${name.endsWith("/") ? "" : "/"}cart`;
      const sent = `${uri}${asked.slice(name.length)}`;
      yield {
        span: url.span,
        message: `nginx puts \`${uri}\` where the request has \`${name}\`, letter by letter: \`${asked}\` is sent as \`${sent}\``,
        related: [{ span: block.span, message: "the location" }],
        help: uri.includes("?")
          ? "send the query with `rewrite … break` and a proxy_pass without a path"
          : "end both in a slash, or neither",
        ...(sent.startsWith("//") ? { severity: "warning" as const } : {}),
      };
    }
  },
};
