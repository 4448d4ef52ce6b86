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

type Wrong = { readonly message: string; readonly help: string };

const isPort = (text: string): boolean =>
  /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
const noPort = (text: string): Wrong => ({
  message: `nginx does not start: \`${text}\` is no port`,
  help: "a port is a number from 1 to 65535",
});

/** What nginx says of a URL before it looks at what it names; nothing of one that a variable makes. */
function wrongUrl(url: string): Wrong | undefined {
  if (url.includes("$")) return undefined;
  if (!/^https?:\/\//i.test(url))
    return {
      message: `nginx does not start: \`${url}\` begins with no scheme`,
      help: `write \`http://${url}\``,
    };
  if (/^https?:\/\/unix:/i.test(url)) return undefined;
  const port = /^\w+:\/\/(?:\[[^\]]*\]|[^/?:]+):([^/?]*)/.exec(url)?.[1];
  return port === undefined || isPort(port) ? undefined : noPort(port);
}

const SCHEMES: Readonly<Record<string, RegExp>> = {
  proxy_pass: /^https?:\/\//i,
  grpc_pass: /^grpcs?:\/\//i,
  uwsgi_pass: /^s?uwsgi:\/\//i,
};

/**
 * What nginx says of the host and port of a pass; `upstreams` are in lower case, and `open` when a file may declare more.
 * Only proxy_pass has a path, and a port of its own.
 */
export function wrongAddress(
  name: string,
  url: string,
  upstreams: ReadonlySet<string>,
  open: boolean,
): Wrong | undefined {
  const scheme = SCHEMES[name]?.exec(url)?.[0] ?? "";
  const isUrl = name === "proxy_pass";
  const rest = isUrl ? url.slice(scheme.length).replace(/[/?].*$/s, "") : url.slice(scheme.length);
  if (/^unix:./i.test(rest) || (isUrl && rest === "unix:")) return undefined;
  const [, host, port] = /^(\[[^\]]*\]|[^:/[\]]+)(?::([^/]*))?$/.exec(rest) ?? [];
  if (isUrl && (host === undefined || scheme === "")) return undefined;
  if (host === undefined)
    return {
      message: `nginx does not start: \`${url}\` is no address that \`${name}\` takes`,
      help: rest.startsWith("/") ? `write \`unix:${rest}\`` : "write `HOST:PORT`, or `unix:/PATH`",
    };
  const isUpstream = upstreams.has(host.toLowerCase());
  if (port !== undefined && isUpstream)
    return {
      message: `nginx does not start: the servers of the upstream \`${host}\` have ports of their own`,
      help: `write \`${scheme}${host}\` without the port`,
    };
  if (isUrl || isUpstream || (port !== undefined && isPort(port))) return undefined;
  if (port !== undefined) return noPort(port);
  if (open && !/^[[\d]/.test(host)) return undefined;
  return {
    message: `nginx does not start: \`${name}\` needs a port, and \`${url}\` has none`,
    help: `write \`${url}:PORT\``,
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
