/** Who gives up first, and how often a request is repeated, through the tiers of a topology. */
import type { NginxTier, Topology } from "../../model/topology.ts";
import { askedOnce, outerWaits, type Proxy } from "../../semantics/budget/retries.ts";
import { lockOutlives, nginxDropsFirst, storeAnswersFirst } from "../../semantics/budget/timeouts.ts";
import type { Span } from "../../text/source.ts";
import { keepAliveTimeoutOf } from "../connectors.ts";
import { effective, type Level } from "../directives.ts";
import { numberOf, secondsAt } from "../nginx-workers.ts";
import { upstreamsOf, type Upstream } from "../upstreams.ts";
import { budget, type Budget } from "./item.ts";
import { usersOf } from "./stores.ts";

export function timeBudgets(topology: Topology): readonly Budget[] {
  const upstreams = new Map(topology.nginxes.map((tier) => [tier, upstreamsOf(topology, tier)]));
  return [
    ...[...upstreams].flatMap(([tier, own]) => [...keepaliveOrder(own), ...retries(tier, own, upstreams)]),
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
    const { span } = store;
    const [shortest, longest] = [extreme(byTime, Math.min), extreme(byTime, Math.max)];
    if (shortest !== undefined) {
      const [readTimeout, at] = shortest;
      const inequality = storeAnswersFirst(operation, store.tier.hosts.length, readTimeout);
      out.push(budget("store-answers", inequality, span, { related: [at] }));
    }
    if (locking && longest !== undefined) {
      const [readTimeout, at] = longest;
      const inequality = lockOutlives(store.lockExpiration ?? 5, readTimeout);
      out.push(budget("lock-outlives", inequality, span, { related: [at] }));
    }
  }
  return out;
}

/** The shortest or the longest time, and where it is so; one that cannot be read where there is no other. */
function extreme<T>(
  byTime: ReadonlyMap<number | undefined, T>,
  choose: (...times: number[]) => number,
): readonly [number | undefined, T] | undefined {
  const known = [...byTime.keys()].filter((t) => t !== undefined);
  const time = known.length === 0 ? undefined : choose(...known);
  const at = byTime.get(time);
  return at === undefined ? undefined : [time, at];
}
