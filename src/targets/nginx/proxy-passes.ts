/** Every proxy_pass that nginx refuses: no URL, or one with a URI where there is no name to put it in place of (ngx_http_proxy_pass). */
import { matchOf } from "../../analysis/nginx/locations.ts";
import type { Directive } from "../../model/topology.ts";
import { judgeEach } from "../../syntax/kept.ts";
import { readProxyPass } from "../../semantics/nginx/proxy.ts";
import { FREE_FORM, MAIN_BLOCKS } from "../../vocabulary/nginx.ts";

export const judgeProxyPasses = judgeEach((directive: Directive, _: undefined, report) => {
  const { name, block } = directive;
  if (block === undefined || MAIN_BLOCKS.has(name) || FREE_FORM.has(name)) return;
  judgeProxyPasses(block, undefined, report);
  const where = placeOf(directive);
  for (const { name: inner, args } of block) {
    const [url] = args;
    if (inner !== "proxy_pass" || url === undefined) continue;
    const wrong = wrongUrl(url.value);
    if (wrong !== undefined) report({ code: "nginx/pass-url", severity: "error", span: url.span, ...wrong });
    if (where === undefined) continue;
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

/** What nginx says of a URL before it looks at what it names; nothing of one that a variable makes. */
function wrongUrl(url: string): { readonly message: string; readonly help: string } | undefined {
  if (url.includes("$")) return undefined;
  if (!/^https?:\/\//i.test(url))
    return {
      message: `nginx does not start: \`${url}\` begins with no scheme`,
      help: `write \`http://${url}\``,
    };
  if (/^https?:\/\/unix:/i.test(url)) return undefined;
  const port = /^\w+:\/\/(?:\[[^\]]*\]|[^/?:]+):([^/?]*)/.exec(url)?.[1];
  if (port === undefined || (/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535))
    return undefined;
  return {
    message: `nginx does not start: \`${port}\` is no port`,
    help: "a port is a number from 1 to 65535",
  };
}

/** Undefined for a location whose name is a part of URIs. */
function placeOf(directive: Directive): string | undefined {
  if (directive.name === "if" || directive.name === "limit_except") return `\`${directive.name}\``;
  if (directive.name !== "location") return undefined;
  const kind = matchOf(directive)?.kind;
  if (kind === "regex") return "a location by a regular expression";
  return kind === "named" ? "a named location" : undefined;
}
