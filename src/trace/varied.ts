/** Where a pass with variables leads: ngx_http_upstream_init_request of nginx 1.22.1. */
import { fromBytes } from "../analysis/nginx/bytes.ts";
import type { Pass } from "../analysis/passes.ts";
import { serversAt, upstreamsOf, type Upstream } from "../analysis/upstreams.ts";
import type { Topology } from "../model/topology.ts";
import { parseAddress } from "../semantics/net/address.ts";
import type { WalkEnd } from "./end.ts";

/** The pass with its target and upstream, or how the request ends instead. A pass without variables is as it is. */
export function leadsTo(
  topology: Topology,
  pass: Pass,
  { varied }: Extract<WalkEnd, { kind: "passed" }>,
): Pass | WalkEnd {
  if (varied === undefined) return pass;
  const { target } = varied;
  const found = { ...pass, target };
  const host = fromBytes(target.host);
  const upstream = upstreamsOf(topology, pass.tier).find((u) => u.name.toLowerCase() === host.toLowerCase());
  if (upstream !== undefined) return { ...found, upstream };
  const [, name = host, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(host) ?? [];
  if (/^unix:/i.test(host)) return found;
  if (parseAddress(name.replace(/^\[|\]$/g, "")) !== undefined) {
    const endpoint = `${name}:${port ?? (target.scheme === "https" ? 443 : 80)}`;
    return { ...found, upstream: alone(pass, host, serversAt(topology, endpoint)) };
  }
  const { span } = pass.url;
  if (varied.name === "is looked up")
    return { kind: "unknown", why: `DNS says where \`${host}\` is, which is no upstream`, span };
  const why = `nginx would look up \`${host}\`, which is no upstream, and has no \`resolver\``;
  return varied.name === "502" ? { kind: "status", status: 502, why, span } : { kind: "unknown", why, span };
}

function alone({ url, levels }: Pass, name: string, servers: Upstream["servers"]): Upstream {
  return {
    name,
    span: url.span,
    servers,
    byKey: false,
    keepalive: 0,
    keepaliveTimeout: undefined,
    passes: [{ levels, span: url.span }],
  };
}
