/** Where nginx tiers pass requests: upstreams with their servers, and what runs there. */
import { addressOf } from "../model/topology.ts";
import type {
  Address,
  Directive,
  Host,
  NginxTier,
  TomcatConnector,
  TomcatTier,
  Topology,
  Vip,
} from "../model/topology.ts";
import { parseAddress } from "../semantics/net/address.ts";
import type { Span } from "../text/source.ts";
import { parseDuration, parseEndpoint } from "../vocabulary/values.ts";
import { effective, outermost, placesOf, valueAt, type Level } from "./directives.ts";
import { numberOf } from "./nginx-workers.ts";
import { once } from "./once.ts";

export type UpstreamServer = {
  /** Absent for an address that belongs to no declared host. */
  readonly host?: Host;
  readonly tomcat?: { readonly tier: TomcatTier; readonly connector: TomcatConnector };
  /** Hosts of another nginx tier that serve here: the host itself, or the real servers of a vip. */
  readonly nginx?: NginxTier;
  /** Absent for an address of no declared host. */
  readonly port?: number;
  /** What the host or the vip is asked by. */
  readonly address?: Address;
  readonly vip?: Vip;
  readonly weight: number;
  readonly down: boolean;
  readonly backup: boolean;
};
export type Upstream = {
  /** As `upstream` or the pass names it. */
  readonly name: string;
  readonly span: Span;
  readonly servers: readonly UpstreamServer[];
  /** One request's key decides the server: ip_hash or hash. */
  readonly byKey: boolean;
  /** Idle connections a worker keeps. 0 when none can be kept: see `keeps`. */
  readonly keepalive: number;
  /** Seconds an idle one is kept. Undefined when it cannot be read. */
  readonly keepaliveTimeout: number | undefined;
  /** The statements of both, where the upstream has them. */
  readonly pool?: Span;
  readonly idle?: Span;
  /** The levels of every place that passes here by proxy_pass. */
  readonly passes: readonly { readonly levels: readonly Level[]; readonly span: Span }[];
};

export function upstreamsOf(topology: Topology, tier: NginxTier): readonly Upstream[] {
  return byTier(topology)(tier);
}

const byTier = once((topology: Topology) => once((tier: NginxTier) => read(topology, tier)));

function read(topology: Topology, tier: NginxTier): readonly Upstream[] {
  const top = outermost(tier);
  const resolve = resolving(topology);
  const passes = passesOf(tier);
  const declared = top.filter((d) => d.name === "upstream" && d.block !== undefined);
  const out: Upstream[] = [];
  for (const { args, block = [], span } of declared) {
    const name = args[0]?.value ?? "";
    const own = passes.filter((p) => p.to.toLowerCase() === name.toLowerCase());
    const pool = block.find((d) => d.name === "keepalive")?.span;
    const idle = block.find((d) => d.name === "keepalive_timeout")?.span;
    out.push({
      name,
      span,
      servers: block.filter((d) => d.name === "server").flatMap((d) => serversOf(d, resolve)),
      byKey: block.some((d) => d.name === "ip_hash" || d.name === "hash"),
      keepalive: own.some((p) => keeps(p.levels, topology))
        ? (numberOf(valueAt([block], "keepalive")) ?? 0)
        : 0,
      keepaliveTimeout: timeOf(valueAt([block], "keepalive_timeout")),
      ...(pool === undefined ? {} : { pool }),
      ...(idle === undefined ? {} : { idle }),
      passes: own,
    });
  }
  const names = new Set(out.map((u) => u.name.toLowerCase()));
  const direct = new Map<string, Upstream["passes"]>();
  for (const p of passes) {
    if (!names.has(p.to.toLowerCase())) direct.set(p.to, [...(direct.get(p.to) ?? []), p]);
  }
  for (const [name, own] of direct) {
    const span = own[0]?.span ?? tier.span;
    out.push({
      name,
      span,
      servers: serversAt(topology, name),
      byKey: false,
      keepalive: 0,
      keepaliveTimeout: undefined,
      passes: own,
    });
  }
  return out;
}

/** What answers at an address and port: the way of a pass to which no upstream belongs. */
export function serversAt(topology: Topology, endpoint: string): readonly UpstreamServer[] {
  return resolving(topology)(endpoint).map((s) => ({ ...s, weight: 1, down: false, backup: false }));
}

const resolving = once(resolver);

/** nginx's 60s where the upstream is silent. */
const timeOf = (text: string | undefined): number | undefined =>
  text === undefined ? 60 : parseDuration(text);

/** Before 1.29.7 a pass keeps connections only with HTTP/1.1 and without the header `Connection: close`. */
export function keeps(levels: readonly Level[], { target }: Topology): boolean {
  const [major = 0, minor = 0, patch = 0] = target.nginx;
  if (major > 1 || minor > 29 || (minor === 29 && patch >= 7)) return true;
  const headers = effective(levels, "proxy_set_header");
  return (
    valueAt(levels, "proxy_http_version") === "1.1" &&
    headers.some(
      (d) => d.args[0]?.value.toLowerCase() === "connection" && !/^close$/i.test(d.args[1]?.value ?? ""),
    )
  );
}

/** What every proxy_pass names: `app1:8080` or an upstream. Those by variables are left out. */
function passesOf(tier: NginxTier) {
  return placesOf(tier).flatMap(({ block, levels }) =>
    (block.block ?? []).flatMap((d) => {
      const to =
        d.name === "proxy_pass" ? /^https?:\/\/([^/?$]+)/.exec(d.args[0]?.value ?? "")?.[1] : undefined;
      return to === undefined ? [] : [{ to, levels, span: d.span }];
    }),
  );
}

function serversOf(directive: Directive, resolve: Resolve): readonly UpstreamServer[] {
  const [first, ...rest] = directive.args.map((a) => a.value);
  // `weight 3` is written `weight=3`.
  const weight = /(?:^| )weight[= ](\d+)(?: |$)/.exec(rest.join(" "))?.[1];
  return resolve(first ?? "").map((at) => ({
    ...at,
    weight: Math.max(1, Number(weight ?? 1)),
    down: rest.includes("down"),
    backup: rest.includes("backup"),
  }));
}

type At = Pick<UpstreamServer, "host" | "tomcat" | "nginx" | "port" | "address" | "vip">;
type Resolve = (text: string) => readonly At[];

/** From `app1:8080`, an address or a tomcat's name to what answers there. */
function resolver(topology: Topology): Resolve {
  const hosts = new Map<string, Host>();
  for (const host of topology.hosts) {
    for (const i of host.interfaces) for (const { address } of i.addresses) hosts.set(address.text, host);
  }
  for (const host of topology.hosts) hosts.set(host.name, host);
  const vips = new Map(
    topology.vips.flatMap(
      (v) => [[v.name, v], ...v.addresses.map((a) => [a.address.text, v] as const)] as const,
    ),
  );
  const tomcats = new Map(topology.tomcats.map((t) => [t.name, t]));
  const at = (host: Host, port: number): At => {
    for (const tier of topology.tomcats) {
      const connector = tier.hosts.includes(host) ? tier.connectors.find((c) => c.port === port) : undefined;
      if (connector !== undefined) return { host, tomcat: { tier, connector } };
    }
    const nginx = topology.nginxes.find((t) => t.hosts.includes(host));
    return { host, port, ...(nginx === undefined ? {} : { nginx }) };
  };
  return (text) => {
    const endpoint = parseEndpoint(text);
    if (endpoint === undefined) return [{}];
    const { host: name, port } = endpoint;
    const tomcat = tomcats.get(name);
    const connector = tomcat?.connectors[0];
    if (tomcat !== undefined && connector !== undefined) {
      // A host without an address gets no line.
      return tomcat.hosts
        .filter((h) => addressOf(h, 4) !== undefined || addressOf(h, 6) !== undefined)
        .map((host) => ({ host, tomcat: { tier: tomcat, connector } }));
    }
    const host = hosts.get(name);
    if (host !== undefined) {
      const address =
        name === host.name ? (addressOf(host, 4) ?? addressOf(host, 6))?.address : parseAddress(name);
      return [{ ...at(host, port ?? 80), ...(address === undefined ? {} : { address }) }];
    }
    const vip = vips.get(name);
    const service = topology.virtualServers.find((s) =>
      s.endpoints.some((e) => e.vip === vip && e.port === (port ?? 80)),
    );
    const nginx = service?.realServers
      .map((r) => topology.nginxes.find((t) => r.host !== undefined && t.hosts.includes(r.host)))
      .find((t) => t !== undefined);
    if (vip === undefined || nginx === undefined) return [{}];
    const address = parseAddress(name) ?? vip.addresses[0]?.address;
    return [{ nginx, port: port ?? 80, vip, ...(address === undefined ? {} : { address }) }];
  };
}
