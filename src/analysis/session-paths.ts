/**
 * How requests reach each Tomcat context: the nginx locations or the virtual servers that pass to its Tomcats, and how
 * each chooses one of them.
 */
import type { Directive, Host, NginxTier, TomcatContext, TomcatTier, Topology } from "../model/topology.ts";
import type { Affinity } from "../semantics/sessions/scene.ts";
import type { Span } from "../text/source.ts";
import { outermost, placesOf } from "./directives.ts";
import { once } from "./once.ts";
import { directorsOf } from "./roles.ts";
import { routeMapOf, type RouteMap } from "./session-routes.ts";
import { upstreamsOf, type Upstream } from "./upstreams.ts";

export type SessionPath = {
  /** The pass, or the virtual server. */
  readonly span: Span;
  /** What chooses the Tomcat, and where that is said. */
  readonly chooser: { readonly name: string; readonly span: Span };
  /** Undefined where it cannot be known, as with a variable. */
  readonly affinity: Affinity | undefined;
  /** Of a cookie: its name. */
  readonly cookie?: string;
  /** Of routes: the map, and the Tomcats each route leads to while they live. */
  readonly map?: RouteMap & { readonly servers: ReadonlyMap<string, readonly Host[]> };
  /** Seconds, where LVS remembers browsers. */
  readonly persistence?: number;
  /** Absent where LVS sends straight to the Tomcats. */
  readonly nginx?: NginxTier;
  readonly balancers: readonly Host[];
  /** The Tomcats of the tier that are behind it, without those that are marked down. */
  readonly tomcats: readonly Host[];
  /** Tomcats of other tiers behind the same upstream. */
  readonly strangers: readonly TomcatTier[];
};

/** The name of the cookie that holds a context's session. */
export function sessionCookie(context: TomcatContext): string {
  return attributeOf(context, "sessionCookieName") ?? "JSESSIONID";
}

/** Whether nginx's `$cookie_NAME` is the cookie of a context's session; nginx takes no notice of case. */
export function readsCookieOf(name: string, context: TomcatContext): boolean {
  return (
    name.toLowerCase() === sessionCookie(context).toLowerCase() && attributeOf(context, "cookies") !== "false"
  );
}

/** An attribute of a context, as stated. */
export function attributeOf(context: TomcatContext, name: string): string | undefined {
  return context.attributes.find((a) => a.name === name)?.value;
}

/** Of every context the paths that lead to it; none where the topology does not say how requests come. */
export const sessionPaths = once((topology: Topology): ReadonlyMap<TomcatContext, readonly SessionPath[]> => {
  const byTier = new Map<TomcatTier, Map<string, SessionPath[]>>();
  const add = (tier: TomcatTier, location: string, path: SessionPath): void => {
    let own = byTier.get(tier);
    if (own === undefined) byTier.set(tier, (own = new Map<string, SessionPath[]>()));
    const there = own.get(location);
    if (there === undefined) own.set(location, [path]);
    else if (!there.some((p) => p.chooser.span === path.chooser.span)) there.push(path);
  };
  for (const tier of topology.nginxes) {
    for (const [to, location, path] of ofNginx(topology, tier)) add(to, location, path);
  }
  for (const [to, path] of ofLvs(topology)) add(to, "/", path);
  return new Map([...byTier].flatMap(([tier, paths]) => [...pathsOf(tier, paths)]));
});

/** URIs below a location are those of the contexts below it, and of the one with the longest path above it. */
function pathsOf(
  { contexts }: TomcatTier,
  byLocation: ReadonlyMap<string, readonly SessionPath[]>,
): ReadonlyMap<TomcatContext, readonly SessionPath[]> {
  const out = new Map<TomcatContext, SessionPath[]>(contexts.map((c) => [c, []]));
  const byPath = new Map(contexts.map((c) => [c.path, c]));
  for (const context of contexts) {
    for (let end = 1; end <= context.path.length; end++)
      out.get(context)?.push(...(byLocation.get(context.path.slice(0, end)) ?? []));
  }
  for (const [location, paths] of byLocation) {
    const above = upwards(location).flatMap((path) => byPath.get(path) ?? [])[0];
    if (above !== undefined && !above.path.startsWith(location)) out.get(above)?.push(...paths);
  }
  return out;
}

/** `/a/b`, `/a`, `/`: what a path is, and what is above it. */
export function upwards(path: string): readonly string[] {
  const parts = path.split("/").filter((p) => p !== "");
  return parts.map((_, i) => `/${parts.slice(0, parts.length - i).join("/")}`).concat("/");
}

function* ofNginx(
  topology: Topology,
  tier: NginxTier,
): Generator<readonly [TomcatTier, string, SessionPath]> {
  const top = outermost(tier);
  const upstreams = new Map(upstreamsOf(topology, tier).map((u) => [u.name.toLowerCase(), u]));
  const blocks = new Map(
    top.flatMap((d) => (d.name === "upstream" ? [[d.args[0]?.value.toLowerCase() ?? "", d] as const] : [])),
  );
  for (const { block } of placesOf(tier)) {
    const pass = block.block?.find((d) => d.name === "proxy_pass");
    const [, target = "", rest = ""] = /^https?:\/\/([^/?]+)(.*)$/.exec(pass?.args[0]?.value ?? "") ?? [];
    const location = locationOf(block, rest);
    if (pass === undefined || location === undefined) continue;
    const map = target.startsWith("$") ? routeMapOf(top, target.slice(1)) : undefined;
    const names = map === undefined ? [target] : map.targets.map((t) => t.upstream);
    const found = [...new Set(names.map((n) => n.toLowerCase()))].flatMap((n) => upstreams.get(n) ?? []);
    const declared = blocks.get(target.toLowerCase());
    const method = map === undefined ? methodOf(declared) : { ...map, affinity: "route" as const };
    for (const own of tomcatTiers(found)) {
      const path: SessionPath = {
        span: pass.span,
        chooser: {
          name: `${map === undefined ? "upstream" : "map"} \`${target}\` of ${tier.name}`,
          span: method.span ?? declared?.span ?? pass.span,
        },
        // Where all others are only backups, every request reaches the one.
        affinity: map === undefined && mainServers(found) === 1 ? "address" : method.affinity,
        ...(method.cookie === undefined ? {} : { cookie: method.cookie }),
        ...(map === undefined ? {} : { map: { ...map, servers: mainHosts(map, upstreams) } }),
        nginx: tier,
        balancers: tier.hosts,
        tomcats: hostsIn(found, own),
        strangers: tomcatTiers(found).filter((t) => t !== own),
      };
      yield [own, location, path];
    }
  }
}

/** The beginning of the URIs that Tomcat is asked for; undefined where no session is asked for, or none can be known. */
function locationOf({ name, args }: Directive, replaced: string): string | undefined {
  if (name !== "location") return undefined;
  const [first, second] = args.map((a) => a.value);
  if (first === "=" || first === undefined) return undefined;
  if (/^~\*?$/.test(first)) return /css|js\b|png|gif|jpe?g|ico/.test(second ?? "") ? undefined : "/";
  if (replaced.includes("$")) return "/";
  return replaced === "" ? (first === "^~" ? second : first) : replaced;
}

type Method = { readonly affinity: Affinity | undefined; readonly cookie?: string; readonly span?: Span };

/** How an upstream chooses a server. Without one, or without a method, it is round robin. */
function methodOf(upstream: Directive | undefined): Method {
  for (const { name, args, span } of upstream?.block ?? []) {
    const key = args[0]?.value ?? "";
    switch (name) {
      case "ip_hash":
        return { affinity: "address", span };
      case "hash": {
        const cookie = /^\$\{?cookie_(\w+)\}?$/.exec(key)?.[1];
        if (cookie !== undefined) return { affinity: "cookie", cookie, span };
        if (/^\$(?:binary_remote_addr|remote_addr|realip_remote_addr|http_x_forwarded_for)$/.test(key))
          return { affinity: "address", span };
        return { affinity: /^\$(?:request_uri|uri|args|request_id)$/.test(key) ? "none" : undefined, span };
      }
      case "sticky":
        return { affinity: key === "route" ? undefined : "sticky", span };
      case "least_conn":
      case "least_time":
      case "random":
        return { affinity: "none", span };
    }
  }
  return { affinity: "none" };
}

/** LVS straight to a Tomcat's connector. */
function* ofLvs(topology: Topology): Generator<readonly [TomcatTier, SessionPath]> {
  const byHost = new Map<Host, TomcatTier[]>();
  for (const tier of topology.tomcats) {
    for (const host of tier.hosts) byHost.set(host, [...(byHost.get(host) ?? []), tier]);
  }
  if (byHost.size === 0) return;
  for (const server of topology.virtualServers) {
    const found = new Map<TomcatTier, Host[]>();
    for (const { host, port } of server.realServers) {
      const tier = host && byHost.get(host)?.find((t) => t.connectors.some((c) => c.port === port));
      if (host !== undefined && tier !== undefined) found.set(tier, [...(found.get(tier) ?? []), host]);
    }
    const { scheduler, persistence } = server;
    const steady = ["sh", "mh", "dh"].includes(scheduler.value);
    for (const [tier, tomcats] of found) {
      const path: SessionPath = {
        span: server.span,
        chooser: { name: `virtual server ${server.name}`, span: (persistence ?? scheduler).span },
        ...(persistence === undefined ? {} : { persistence: persistence.value }),
        affinity: persistence !== undefined ? "persistence" : steady ? "address" : "none",
        balancers: directorsOf(server),
        tomcats: [...new Set(tomcats)],
        strangers: [...found.keys()].filter((t) => t !== tier),
      };
      yield [tier, path];
    }
  }
}

const up = (upstreams: readonly Upstream[]) => upstreams.flatMap((u) => u.servers).filter((s) => !s.down);
const mainServers = (upstreams: readonly Upstream[]) => up(upstreams).filter((s) => !s.backup).length;

function tomcatTiers(upstreams: readonly Upstream[]): readonly TomcatTier[] {
  return [...new Set(up(upstreams).flatMap((s) => s.tomcat?.tier ?? []))];
}

function hostsIn(upstreams: readonly Upstream[], tier: TomcatTier): readonly Host[] {
  return [...new Set(up(upstreams).flatMap((s) => (s.tomcat?.tier === tier ? (s.host ?? []) : [])))];
}

function mainHosts(
  { targets }: RouteMap,
  upstreams: ReadonlyMap<string, Upstream>,
): ReadonlyMap<string, readonly Host[]> {
  const hosts = (name: string) =>
    (upstreams.get(name.toLowerCase())?.servers ?? []).flatMap((s) =>
      s.backup || s.down ? [] : (s.host ?? []),
    );
  return new Map(
    targets.flatMap((t) => (t.route === undefined ? [] : [[t.route, hosts(t.upstream)] as const])),
  );
}
