/** Budgets of nginx tiers: their workers, their ports, and the Tomcats behind them. */
import type { NginxTier, Topology } from "../../model/topology.ts";
import { count, product, type Expression } from "../../semantics/budget/inequality.ts";
import {
  descriptorsFit,
  innerTakes,
  proxiedByHost,
  rlimitApplies,
  servesOne,
  type NginxWorkers,
} from "../../semantics/budget/nginx-worker.ts";
import { portsSuffice, type Spread } from "../../semantics/budget/ports.ts";
import { idleFits, requestsFit } from "../../semantics/budget/tomcat.ts";
import type { Span } from "../../text/source.ts";
import { connectorOf } from "../connectors.ts";
import { effective, outermost } from "../directives.ts";
import { descriptorLimits, localPortsOf, opensFiles, workersOf } from "../nginx-workers.ts";
import { upstreamsOf, type Upstream } from "../upstreams.ts";
import { alike, budget, losses, type Budget } from "./item.ts";

export function nginxBudgets(topology: Topology, tier: NginxTier): readonly Budget[] {
  const out: Budget[] = [];
  const upstreams = upstreamsOf(topology, tier);
  const proxies = upstreams.some((u) => u.passes.length > 0);
  const top = outermost(tier);
  const at = (name: string): Span => effective([top], name)[0]?.span ?? tier.span;
  const groups = alike(tier.hosts, (host) => ({
    workers: workersOf(topology, tier, host),
    limits: descriptorLimits(tier, host),
    ports: localPortsOf(host),
  }));
  for (const { hosts, value } of groups) {
    const { workers, limits, ports } = value;
    const span = at("worker_connections");
    const limit = at("worker_rlimit_nofile");
    out.push(budget("worker-connections", servesOne(workers, proxies), span, { hosts }));
    out.push(
      budget("worker-descriptors", descriptorsFit(workers, limits, false), span, { hosts, related: [limit] }),
    );
    if (opensFiles(tier))
      out.push(
        budget("worker-files", descriptorsFit(workers, limits, true), span, { hosts, related: [limit] }),
      );
    if (limits.rlimit !== undefined)
      out.push(budget("rlimit", rlimitApplies(limits.rlimit, limits.nrOpen), limit, { hosts }));
    const requests = proxiedByHost(workers);
    for (const upstream of upstreams) {
      for (const { servers, lost } of losses(upstream.servers)) {
        const primaries = servers.filter((s) => !s.backup && !s.down);
        if (primaries.length === 0) continue;
        const spread: Spread = upstream.byKey
          ? { kind: "by key", servers: primaries.length }
          : { kind: "by weight", weights: primaries.map((s) => s.weight) };
        out.push(
          budget("ports", portsSuffice(requests, spread, ports), upstream.span, {
            hosts,
            related: [span],
            ...lost,
          }),
        );
      }
    }
  }
  for (const upstream of upstreams) {
    out.push(...upstreamBudgets(topology, tier, upstream, groups[0]?.value.workers));
    out.push(...innerBudgets(topology, tier, upstream));
  }
  return out;
}

/** nginx against the Tomcats behind an upstream. Every nginx host counts with the workers of the first. */
function upstreamBudgets(
  topology: Topology,
  tier: NginxTier,
  upstream: Upstream,
  workers: NginxWorkers | undefined,
): readonly Budget[] {
  const first = upstream.servers.find((s) => s.tomcat !== undefined)?.tomcat;
  if (first === undefined || workers === undefined) return [];
  const out: Budget[] = [];
  const connector = connectorOf(first.connector);
  const same = alike(tier.hosts, (host) => workersOf(topology, tier, host).workers);
  const every = same.length === 1 ? workers : { ...workers, workers: undefined };
  const related = [first.connector.span];
  if (upstream.keepalive > 0) {
    const idle = idleFits(tier.hosts.length, every.workers, upstream.keepalive, connector);
    out.push(budget("tomcat-idle", idle, upstream.pool ?? upstream.span, { related }));
  }
  const requests: Expression = product(count("nginx hosts", tier.hosts.length), proxiedByHost(every));
  for (const { servers, lost } of losses(upstream.servers)) {
    const tomcats = servers.filter((s) => s.tomcat !== undefined && !s.down && !s.backup);
    if (tomcats.length === 0 || tomcats.some((s) => s.tomcat?.connector !== first.connector)) continue;
    out.push(
      budget("tomcat-requests", requestsFit(requests, tomcats.length, connector), first.connector.span, {
        related: [upstream.span],
        ...lost,
      }),
    );
  }
  return out;
}

/** A tier against the nginx hosts behind an upstream, which all count with the workers of their first. */
function innerBudgets(topology: Topology, tier: NginxTier, upstream: Upstream): readonly Budget[] {
  const behind = upstream.servers.find((s) => s.nginx !== undefined && s.tomcat === undefined);
  const [outer] = tier.hosts;
  const [first] = behind?.nginx?.hosts ?? [];
  if (behind?.nginx === undefined || behind.nginx === tier || outer === undefined || first === undefined)
    return [];
  const inner = behind.nginx;
  const workers = workersOf(topology, inner, first);
  const proxies = upstreamsOf(topology, inner).some((u) => u.passes.length > 0);
  const requests = product(
    count("nginx hosts", tier.hosts.length),
    proxiedByHost(workersOf(topology, tier, outer)),
  );
  return losses(upstream.servers).flatMap(({ servers, lost }) => {
    const hosts = new Set(
      servers.flatMap((s) => (s.nginx === inner && !s.down && !s.backup ? (s.host ?? []) : [])),
    );
    if (hosts.size === 0) return [];
    const takes = innerTakes(requests, hosts.size, workers, proxies);
    return [budget("inner-tier", takes, upstream.span, { related: [inner.span], ...lost })];
  });
}
