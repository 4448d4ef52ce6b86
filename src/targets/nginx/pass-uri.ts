/** A proxy_pass with a URI where nginx has no name to put it in place of: ngx_http_proxy_pass. */
import { matchOf } from "../../analysis/nginx/locations.ts";
import type { Directive } from "../../model/topology.ts";
import { judgeEach } from "../../syntax/kept.ts";
import { readProxyPass } from "../../semantics/nginx/proxy.ts";

export const judgePassUris = judgeEach((directive: Directive, _: undefined, report) => {
  const { name, block } = directive;
  if (block === undefined || name === "stream") return;
  judgePassUris(block, undefined, report);
  const where = placeOf(directive);
  if (where === undefined) return;
  for (const { name: inner, args } of block) {
    const [url] = args;
    if (inner !== "proxy_pass" || url === undefined) continue;
    const uri = readProxyPass(url.value)?.uri;
    if (uri === undefined) continue;
    report({
      code: "nginx/pass-uri",
      severity: "error",
      message: `nginx does not start: in ${where} proxy_pass may have no URI, and this has \`${uri}\``,
      span: url.span,
      help: "leave it out; where the path must change, `rewrite … break` before it",
    });
  }
});

/** Undefined for a location whose name is a part of URIs. */
function placeOf(directive: Directive): string | undefined {
  if (directive.name === "if" || directive.name === "limit_except") return `\`${directive.name}\``;
  if (directive.name !== "location") return undefined;
  const kind = matchOf(directive)?.kind;
  if (kind === "regex") return "a location by a regular expression";
  return kind === "named" ? "a named location" : undefined;
}
