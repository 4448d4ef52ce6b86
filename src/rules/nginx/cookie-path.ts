import { effective } from "../../analysis/directives.ts";
import { matchOf } from "../../analysis/nginx/locations.ts";
import { passesOf } from "../../analysis/passes.ts";
import type { TomcatContext } from "../../model/topology.ts";
import type { Rule } from "../rule.ts";

/** The session cookie's path is not the path that clients use: spec/rules/nginx/cookie-path.md. */
export const cookiePath: Rule = {
  code: "nginx/cookie-path",
  severity: "error",
  summary: "the session cookie's path is not the path that clients use",
  *check(topology) {
    for (const { block, levels, url, target, upstream } of passesOf(topology)) {
      const match = block.name === "location" ? matchOf(block) : undefined;
      if (match?.kind !== "prefix" && match?.kind !== "caret") continue;
      if (effective(levels, "proxy_cookie_path").length > 0) continue;
      const contexts = upstream?.servers.flatMap((s) => s.tomcat?.tier.contexts ?? []) ?? [];
      const found = contexts
        .map((context) => ({ context, ...pathsOf(context, match.name, target?.uri) }))
        .find(({ cookie, clients }) => clients !== undefined && !isBelow(clients, cookie));
      if (found?.clients === undefined) continue;
      const { context, cookie, clients } = found;
      yield {
        span: url.span,
        message: `Tomcat's session cookie is for \`${cookie}\`, and clients are at \`${clients}\`: they do not send it back, and every request begins a new session`,
        related: [{ span: context.span, message: "the context" }],
        help: `write \`proxy_cookie_path ${cookie} ${clients.replace(/(.)\/$/, "$1")}\` beside it`,
      };
    }
  },
};

const isBelow = (path: string, above: string) => above === "/" || `${path}/`.startsWith(`${above}/`);

/** The path of the session's cookie, and where clients are when a pass of a location leads them to the context. */
function pathsOf(
  { path, attributes }: TomcatContext,
  location: string,
  uri: string | undefined,
): { readonly cookie: string; readonly clients?: string } {
  const stated = attributes.find((a) => a.name === "sessionCookiePath")?.value.replace(/(.)\/$/, "$1");
  const cookie = stated ?? path;
  if (uri !== undefined) {
    const leads = path === "/" ? stated !== undefined : `${uri}/`.startsWith(`${path}/`);
    return leads ? { cookie, clients: location } : { cookie };
  }
  // The client's own path is sent on.
  return stated !== undefined && `${path}/`.startsWith(location) ? { cookie, clients: path } : { cookie };
}
