/** memcached.conf as Debian's unit reads it: one option a line. */
import { addressOf, type Host, type MemcachedTier, type Topology } from "../model/topology.ts";
import type { Artifact, Target } from "./artifact.ts";
import { lines, madeBy } from "./lines.ts";

const MEGABYTE = 1024 ** 2;

export const memcached: Target = {
  name: "memcached",
  emit: (topology) => topology.memcacheds.flatMap((tier) => tier.hosts.map((host) => configuration(topology, tier, host))),
};

function configuration(topology: Topology, tier: MemcachedTier, host: Host): Artifact {
  const out = lines();
  const { span } = tier;
  const address = addressOf(host, 4) ?? addressOf(host, 6);
  out.add(madeBy("#", topology.source));
  out.add("-d", span);
  out.add("logfile /var/log/memcached.log", span);
  out.add(`-m ${tier.memory.value / MEGABYTE}`, tier.memory.span);
  out.add(`-p ${tier.port}`, span);
  // Off by default only since 1.5.6, and a reflector when it is on.
  out.add("-U 0", span);
  out.add("-u memcache", span);
  out.add(`-l ${address?.address.text ?? "127.0.0.1"}`, address?.span ?? span);
  if (tier.maxItemSize !== undefined) out.add(`-I ${tier.maxItemSize}`, span);
  if (tier.connections !== undefined) out.add(`-c ${tier.connections}`, span);
  if (tier.noEvict) out.add("-M", span);
  return {
    path: `${host.name}/etc/memcached.conf`,
    host: host.name,
    install: "/etc/memcached.conf",
    mode: 0o644,
    owner: "root:root",
    purpose: `the memcached ${tier.name} of this host`,
    service: { name: "memcached", action: "restart" },
    lines: out.done(),
  };
}
