/** Who gives up first, and how often a request is repeated, through the tiers of a topology. */
import type { Check, NginxTier, Topology } from "../../model/topology.ts";
import { askedOnce, outerWaits, type Proxy } from "../../semantics/budget/retries.ts";
import {
  checkEnds,
  IPVS_TCP_TIMEOUT,
  ipvsRemembers,
  lockIsWaitedFor,
  lockOutlives,
  nginxDropsFirst,
  storeAnswersFirst,
} from "../../semantics/budget/timeouts.ts";
import type { Span } from "../../text/source.ts";
import { keepAliveTimeoutOf } from "../connectors.ts";
import { effective, outermost, placesOf, type Level } from "../directives.ts";
import { numberOf, secondsAt } from "../nginx-workers.ts";
import { upstreamsOf, type Upstream } from "../upstreams.ts";
import { budget, type Budget } from "./item.ts";
import { usersOf } from "./stores.ts";

export function timeBudgets(topology: Topology): readonly Budget[] {
  const upstreams = new Map(topology.nginxes.map((tier) => [tier, upstreamsOf(topology, tier)]));
  return [
    ...[...upstreams].flatMap(([tier, own]) => [
      ...keepaliveOrder(own),
      ...idleClients(topology, tier),
      ...retries(tier, own, upstreams),
    ]),
    ...checks(topology),
    ...locks(topology, upstreams),
  ];
}

function keepaliveOrder(upstreams: readonly Upstream[]): readonly Budget[] {
  return upstreams.flatMap((upstream) => {
    if (upstream.keepalive === 0) return [];
    const connectors = new Set(upstream.servers.flatMap((s) => s.tomcat?.connector ?? []));
    return [...connectors].map((connector) => {
      const order = nginxDropsFirst(upstream.keepaliveTimeout, keepAliveTimeoutOf(connector));
      return budget("keepalive-order", order, upstream.idle ?? upstream.pool ?? upstream.span, {
        related: [connector.span],
      });
    });
  });
}

/** Clients of an nginx that real servers of a virtual server run: their idle time against IPVS's memory. */
function idleClients(topology: Topology, tier: NginxTier): readonly Budget[] {
  const service = topology.virtualServers.find(
    (s) =>
      s.protocol === "tcp" && s.realServers.some((r) => r.host !== undefined && tier.hosts.includes(r.host)),
  );
  if (service === undefined) return [];
  const seen = new Set<string>();
  const out: Budget[] = [];
  const top = outermost(tier);
  const places = [
    { levels: [top], span: tier.span },
    ...placesOf(tier).map((p) => ({ levels: p.levels, span: p.block.span })),
  ];
  for (const { levels, span } of places) {
    const at = (name: string, standard: number): void => {
      const stated = effective(levels, name)[0]?.span;
      const key = `${name} ${stated?.start}`;
      if (seen.has(key)) return;
      seen.add(key);
      const idle = ipvsRemembers(name, secondsAt(levels, name, standard), IPVS_TCP_TIMEOUT);
      out.push(budget("ipvs-idle", idle, stated ?? span, { related: [service.span] }));
    };
    at("keepalive_timeout", 75);
    // A proxied answer may pause this long, and an upgraded connection be silent.
    if (levels.at(-1)?.some((d) => d.name === "proxy_pass") === true) at("proxy_read_timeout", 60);
  }
  return out;
}

function proxyOf(name: string, upstream: Upstream, levels: readonly Level[]): Proxy {
  const next = effective(levels, "proxy_next_upstream")[0]?.args.map((a) => a.value) ?? [];
  const tries = effective(levels, "proxy_next_upstream_tries")[0]?.args[0]?.value;
  return {
    name,
    servers: upstream.servers.filter((s) => !s.down).length,
    next: !next.includes("off"),
    tries: tries === undefined ? 0 : numberOf(tries),
    connectTimeout: secondsAt(levels, "proxy_connect_timeout", 60),
    readTimeout: secondsAt(levels, "proxy_read_timeout", 60),
    nextTimeout: secondsAt(levels, "proxy_next_upstream_timeout", 0),
  };
}

/** Chains of nginx tiers: each pass of a tier to an upstream in which another tier serves. */
function retries(
  tier: NginxTier,
  own: readonly Upstream[],
  all: ReadonlyMap<NginxTier, readonly Upstream[]>,
): readonly Budget[] {
  const out: Budget[] = [];
  for (const upstream of own) {
    const [pass] = upstream.passes;
    const inner = upstream.servers.find((s) => s.nginx !== undefined && s.tomcat === undefined)?.nginx;
    if (pass === undefined || inner === undefined || inner === tier) continue;
    const outer = proxyOf(tier.name, upstream, pass.levels);
    for (const next of all.get(inner) ?? []) {
      const [there] = next.passes;
      if (there === undefined) continue;
      const proxy = proxyOf(inner.name, next, there.levels);
      const related: readonly Span[] = [there.span];
      out.push(budget("tries", askedOnce([outer, proxy]), pass.span, { related }));
      out.push(budget("outer-waits", outerWaits(outer, proxy), pass.span, { related }));
    }
  }
  return out;
}

/** Checks whose end keepalived enforces by their own clock: scripts. Others begin anew only when they have ended. */
function checks(topology: Topology): readonly Budget[] {
  const out: Budget[] = [];
  const seen = new Set<Check>();
  for (const { realServers } of topology.virtualServers) {
    let before: readonly Check[] | undefined;
    for (const { checks } of realServers) {
      // Most real servers share the checks of the service.
      if (checks === before) continue;
      before = checks;
      for (const check of checks) {
        if (check.timeout === undefined || seen.has(check)) continue;
        seen.add(check);
        // delay_loop where the topology is silent.
        const ends = checkEnds({ timeout: check.timeout, every: check.every ?? 6 });
        out.push(budget("check-ends", ends, check.span));
      }
    }
  }
  for (const { tracks } of topology.vips) {
    for (const track of tracks) {
      if (track.kind !== "script" || track.timeout === undefined) continue;
      const ends = checkEnds({ timeout: track.timeout, every: track.interval });
      out.push(budget("check-ends", ends, track.span));
    }
  }
  return out;
}

/** Session locks and the store's time-out against the longest request that nginx waits for. */
function locks(
  topology: Topology,
  upstreams: ReadonlyMap<NginxTier, readonly Upstream[]>,
): readonly Budget[] {
  const out: Budget[] = [];
  for (const store of topology.sessionStores) {
    if (store.kind !== "memcached") continue;
    const tiers = new Set(usersOf(topology, store).map((u) => u.tier));
    const passes = [...upstreams.values()]
      .flat()
      .filter((u) => u.servers.some((s) => s.tomcat !== undefined && tiers.has(s.tomcat.tier)))
      .flatMap((u) => u.passes);
    const byTime = new Map(passes.map((p) => [secondsAt(p.levels, "proxy_read_timeout", 60), p.span]));
    const operation = store.operationTimeout ?? 1;
    // Locks are of stores that are not sticky; `auto` is what lbc writes.
    const locking = !store.sticky && store.lockingMode?.toLowerCase() !== "none";
    for (const [readTimeout, at] of byTime) {
      const related = [at];
      const { span } = store;
      out.push(
        budget("store-answers", storeAnswersFirst(operation, store.tier.hosts.length, readTimeout), span, {
          related,
        }),
      );
      if (!locking) continue;
      out.push(
        budget("lock-outlives", lockOutlives(store.lockExpiration ?? 5, readTimeout), span, { related }),
      );
      out.push(budget("lock-waited", lockIsWaitedFor(operation, readTimeout), span, { related }));
    }
  }
  return out;
}
