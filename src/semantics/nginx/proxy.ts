/**
 * The URI that proxy_pass sends and the file that root and alias name: ngx_http_proxy_create_request and
 * ngx_http_map_uri_to_path of nginx 1.22.1.
 */
import type { Handler, Level, LocationConf } from "./config.ts";

export type ProxyTarget = {
  readonly scheme: string;
  /** `host:port`, or the name of an upstream. */
  readonly host: string;
  /** From the slash on, or, without one, from `?`; absent when the directive has none, and the request's own is sent. */
  readonly uri?: string;
};

/** Reads the argument of proxy_pass; undefined when it has variables or is no URL. */
export function readProxyPass(value: string): ProxyTarget | undefined {
  if (value.includes("$")) return undefined;
  const unix = /^(https?):\/\/(unix:[^:]*)(?::(.*))?$/is.exec(value);
  const found = unix ?? /^(https?):\/\/([^/?]+)([/?].*)?$/is.exec(value);
  if (found === null) return undefined;
  const [, scheme = "", host = "", uri] = found;
  return {
    scheme: scheme.toLowerCase(),
    host,
    ...(uri === undefined || uri === "" ? {} : { uri }),
  };
}

/** Whether nginx, at work, takes a host that variables made: `host:port`, or the name of an upstream. */
export function isProxyHost(host: string): boolean {
  if (/^unix:/i.test(host)) return host.length > 5;
  const port = /^(?:\[[^\]]*\]|[^:]+)(?::(\d+))?$/.exec(host);
  return port !== null && (port[1] === undefined || (Number(port[1]) > 0 && Number(port[1]) < 65_536));
}

export type ProxiedRequest = {
  /** As the client sent it: path and query. */
  readonly target: string;
  readonly uri: string;
  readonly args?: string;
  /** What the client sent may be sent on as it is: neither a rewrite nor another URI came between. */
  readonly isUnparsed: boolean;
  /** After a rewrite or an internal redirect. */
  readonly isInternal: boolean;
  /** It was changed by `rewrite … break`: the directive's own URI is not used. */
  readonly isCut: boolean;
  /** The argument of proxy_pass, with the values of its variables. */
  readonly url: string;
};

/** The URI that the upstream gets; undefined where the argument is no URL. */
export function proxiedUri(
  { match }: LocationConf,
  handler: Handler,
  request: ProxiedRequest,
): string | undefined {
  const pass = readProxyPass(request.url);
  if (pass === undefined) return undefined;
  const { target, uri, args, isUnparsed, isInternal, isCut } = request;
  // With variables a URI is sent as it comes out.
  if (handler.value.includes("$") && pass.uri !== undefined)
    return pass.uri.startsWith("?") ? `/${pass.uri}` : pass.uri;
  if (pass.uri === undefined && isUnparsed) return target;
  const name = match.kind === "regex" ? "" : match.name;
  const replaced = pass.uri !== undefined && !isCut;
  const rest = replaced ? uri.slice(name.length) : uri;
  // Escaped again only where the client had escaped anything, or it is not what the client sent.
  const escaped = isInternal || target.replace(/[?#].*$/s, "").includes("%");
  const query = args === undefined || args === "" ? "" : `?${args}`;
  return `${replaced ? pass.uri : ""}${escaped ? escapeUri(rest) : rest}${query}`;
}

/** As nginx writes a URI that it has decoded (since 1.21.1). */
export function escapeUri(uri: string): string {
  return uri.replace(
    // eslint-disable-next-line no-control-regex
    /[\0-\x20"#%<>?\\^`{|}\x7f-\xff]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

/**
 * The file that a URI names in a location; `path` goes from the outermost location to it. Undefined when it depends on
 * variables, or on nginx's own folder.
 */
export function fileOf(
  levels: readonly Level[],
  path: readonly LocationConf[],
  uri: string,
): string | undefined {
  const all = [...levels, ...path];
  const at = all.findLast((l) => l.root !== undefined);
  const root = at?.root;
  if (at === undefined || root === undefined || root.value.includes("$")) return undefined;
  if (!root.value.startsWith("/")) return undefined;
  if (root.kind === "root") return root.value.replace(/\/$/, "") + uri;
  // The name of the location that has the alias is taken off, also in locations inside it.
  const { match } = at as LocationConf;
  if (match.kind === "regex") return root.value;
  return root.value + uri.slice(match.name.length);
}
