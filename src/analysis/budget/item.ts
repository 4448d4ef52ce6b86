/** One judged inequality of a topology, and what several makers of them share. */
import type { Host } from "../../model/topology.ts";
import { judge, type Inequality, type Verdict } from "../../semantics/budget/inequality.ts";
import type { Span } from "../../text/source.ts";
import type { UpstreamServer } from "../upstreams.ts";

export type BudgetKind =
  /** A worker can serve one request at all. */
  | "worker-connections"
  /** Descriptors of a full worker, and with a file for each connection. */
  | "worker-descriptors"
  | "worker-files"
  /** worker_rlimit_nofile can be applied. */
  | "rlimit"
  /** Handles of the host's daemons when full, and with a file for each connection. */
  | "host-handles"
  | "host-files"
  /** What daemons take at their start; with every buffer of every request. */
  | "host-memory"
  | "host-buffers"
  /** Ephemeral ports of an nginx host toward an upstream. */
  | "ports"
  /** Requests of an nginx tier against the nginx tier behind it. */
  | "inner-tier"
  | "tomcat-idle"
  | "tomcat-requests"
  | "tomcat-threads"
  | "tomcat-descriptors"
  | "keepalive-order"
  | "lock-outlives"
  | "store-answers"
  | "tries"
  | "outer-waits"
  | "session-memory"
  | "store-connections";

export type Budget = {
  readonly kind: BudgetKind;
  readonly verdict: Verdict;
  /** What one would change. */
  readonly span: Span;
  /** The other places whose values take part. */
  readonly related: readonly Span[];
  /** The hosts that it is true of, which have the same numbers; empty where it is about no host. */
  readonly hosts: readonly Host[];
  /** The host that is lost; absent when all are up. Of like hosts the first stands for all. */
  readonly lost?: Host;
};

/** Judges an inequality. */
export function budget(
  kind: BudgetKind,
  inequality: Inequality,
  span: Span,
  more: Partial<Pick<Budget, "related" | "hosts" | "lost">> = {},
): Budget {
  return { kind, verdict: judge(inequality), span, related: [], hosts: [], ...more };
}

/** Hosts in groups whose members give the same answer. */
export function alike<T>(
  hosts: readonly Host[],
  of: (host: Host) => T,
): readonly { readonly hosts: readonly Host[]; readonly value: T }[] {
  const groups = new Map<string, { readonly hosts: Host[]; readonly value: T }>();
  for (const host of hosts) {
    const value = of(host);
    // JSON has no Infinity, and null for it would equal an unknown.
    const key = JSON.stringify(value, (_, v: unknown) => (v === Infinity ? "unlimited" : v));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { hosts: [host], value });
    else group.hosts.push(host);
  }
  return [...groups.values()];
}

/** All servers; then without those of one host, the one whose loss leaves the least. */
export function losses(
  servers: readonly UpstreamServer[],
): readonly { servers: readonly UpstreamServer[]; lost: { lost?: Host } }[] {
  const weight = (of: readonly UpstreamServer[]) =>
    of.reduce((all, s) => all + (s.down || s.backup ? 0 : s.weight), 0);
  let worst:
    { readonly servers: readonly UpstreamServer[]; readonly lost: { readonly lost: Host } } | undefined;
  for (const host of new Set(servers.flatMap((s) => s.host ?? []))) {
    const left = servers.filter((s) => s.host !== host);
    if (worst === undefined || weight(left) < weight(worst.servers))
      worst = { servers: left, lost: { lost: host } };
  }
  return [{ servers, lost: {} }, ...(worst === undefined ? [] : [worst])];
}
