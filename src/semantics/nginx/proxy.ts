/**
 * The URI that proxy_pass sends and the file that root and alias name: ngx_http_proxy_create_request and
 * ngx_http_map_uri_to_path of nginx 1.22.1.
 */
import type { Level, LocationConf } from "./config.ts";

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

export type ProxiedRequest = {
  /** As the client sent it: path and query. */
  readonly target: string;
  readonly uri: string;
  readonly args?: string;
  /** The URI is no longer the client's: after a rewrite or an internal redirect. */
  readonly internal: boolean;
  /** It was changed by `rewrite … break` in this location: the directive's own URI is not used. */
  readonly rewrittenHere: boolean;
};

/** The URI that the upstream gets; undefined when it depends on variables. */
export function proxiedUri(location: LocationConf, request: ProxiedRequest): string | undefined {
  const value = location.handler?.kind === "proxy_pass" ? location.handler.value : undefined;
  const pass = value === undefined ? undefined : readProxyPass(value);
  if (pass === undefined) return undefined;
  const { target, uri, args, internal, rewrittenHere } = request;
  if (pass.uri === undefined && !internal) return target;
  const name = location.match.kind === "regex" ? "" : location.match.name;
  const replaced = pass.uri !== undefined && !rewrittenHere;
  const rest = replaced ? uri.slice(name.length) : uri;
  // Escaped again only where the client had escaped anything, or it is not what the client sent.
  const escaped = internal || target.replace(/[?#].*$/s, "").includes("%");
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
