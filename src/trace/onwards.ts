/** What a pass sends on besides the URI, and what it makes of the answer: ngx_http_proxy_module of nginx 1.22.1. */
import { effective, valueAt } from "../analysis/directives.ts";
import { fromBytes, toBytes } from "../analysis/nginx/bytes.ts";
import type { Address, Directive } from "../model/topology.ts";
import { parseAddress } from "../semantics/net/address.ts";
import type { LocationConf } from "../semantics/nginx/config.ts";
import type { Way } from "../semantics/nginx/follow.ts";
import { nameOf } from "../semantics/nginx/level.ts";
import type { ProxyTarget } from "../semantics/nginx/proxy.ts";
import { isOn, type Headers } from "./request.ts";
import { absolute, type Scope } from "./variables.ts";

export type Onwards = {
  readonly scheme: "http" | "https";
  /** The Host header; absent when it depends on what the request does not decide. */
  readonly host?: string;
  readonly method?: string;
  readonly headers: Headers;
  /** The address that `proxy_bind` states; "unknown" when it is a variable. */
  readonly bind?: Address | "unknown";
  /** Why the client may get another answer than the upstream's. */
  readonly alters?: string;
  /** What stands before Location headers, and what is put there instead; absent when nobody knows. */
  readonly moves?: readonly (readonly [from: string, to: string])[];
  /** What comes before a place that is moved to a path. */
  readonly site: string;
};

/** `target`: where the pass leads, with the values of its variables. */
export function onwardsOf(
  scope: Scope & { readonly way: Way },
  pass: Directive,
  target: ProxyTarget,
): Onwards {
  const { blocks, way } = scope;
  const url = pass.args[0]?.value ?? "";
  const scheme = target.scheme === "https" ? "https" : "http";
  const stated = effective(blocks, "proxy_set_header").map((d): readonly [string, string | undefined] => [
    d.args[0]?.value.toLowerCase() ?? "",
    way.expand(toBytes(d.args[1]?.value ?? "").replaceAll("$proxy_host", hostOf(target.host, scheme))),
  ]);
  const own = stated.filter(([name]) => name === "host");
  const host = own.length > 1 ? undefined : own.length === 0 ? hostOf(target.host, scheme) : own[0]?.[1];
  const method = valueAt(blocks, "proxy_method") ?? way.method;
  const bind = valueAt(blocks, "proxy_bind");
  const alters = alteredBy(blocks);
  const moves = movesOf(blocks, url, target.uri === undefined ? undefined : way.path.at(-1));
  return {
    scheme,
    // Without a Host header another server may be chosen than by any name.
    ...(host === undefined || host === "" ? {} : { host }),
    ...(method.includes("$") ? {} : { method }),
    headers: sent(
      isOn(blocks, "proxy_pass_request_headers", true) ? scope.request.headers : new Map(),
      stated,
    ),
    ...(bind === undefined || bind === "off" ? {} : { bind: parseAddress(bind) ?? "unknown" }),
    ...(alters === undefined ? {} : { alters }),
    ...(moves === undefined ? {} : { moves }),
    site: absolute("/", scope).slice(0, -1),
  };
}

/** `$proxy_host`: the port is left out where it is the usual one. */
function hostOf(host: string, scheme: "http" | "https"): string {
  return host.replace(scheme === "https" ? /:443$/ : /:80$/, "");
}

/** The client's own, but for those that are stated; an empty one is not sent. */
function sent(before: Headers, stated: readonly (readonly [string, string | undefined])[]): Headers {
  const out = new Map(before);
  for (const [name] of stated) out.delete(name);
  for (const [name, value] of stated) if (value !== "") out.set(name, out.has(name) ? undefined : value);
  return out;
}

function alteredBy(blocks: Scope["blocks"]): string | undefined {
  if (isOn(blocks, "proxy_intercept_errors", false))
    return "`proxy_intercept_errors` may show another answer";
  if ((valueAt(blocks, "proxy_cache") ?? "off") !== "off") return "`proxy_cache` may hold an older answer";
  const retried = effective(blocks, "proxy_next_upstream")[0]?.args.some((a) => a.value.startsWith("http_"));
  return retried === true ? "`proxy_next_upstream` may ask another server" : undefined;
}

/** `location`: of a pass that has a URI, whose name stands for it. */
function movesOf(blocks: Scope["blocks"], url: string, location: LocationConf | undefined): Onwards["moves"] {
  const stated = effective(blocks, "proxy_redirect");
  const value = stated[0]?.args[0]?.value ?? "default";
  if (stated.length > 1 || (value !== "off" && value !== "default")) return undefined;
  // With variables in the pass nginx has no default, and refuses the word.
  if (value === "off" || url.includes("$")) return [];
  return location === undefined ? [[`${url}/`, "/"]] : [[url, fromBytes(nameOf(location))]];
}
