/** redis.conf for Debian's unit. */
import { addressOf, type Host, type RedisTier, type Topology } from "../model/topology.ts";
import type { Artifact, Target } from "./artifact.ts";
import { lines, madeBy } from "./lines.ts";

export const redis: Target = {
  name: "redis",
  emit: (topology) => topology.redises.flatMap((tier) => tier.hosts.map((host) => configuration(topology, tier, host))),
};

/** A word in double quotes by redis's rules (sds.c, sdssplitargs); the model lets only printable ASCII through. */
export function quote(value: string): string {
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function configuration(topology: Topology, tier: RedisTier, host: Host): Artifact {
  const out = lines();
  const { span } = tier;
  const address = addressOf(host, 4) ?? addressOf(host, 6);
  out.add(madeBy("#", topology.source));
  out.add(`bind ${address?.address.text ?? "127.0.0.1"}`, address?.span ?? span);
  out.add(`port ${tier.port}`, span);
  // Protected mode refuses other hosts unless a password is set; the bind address says who may come.
  out.add(`protected-mode ${tier.password === undefined ? "no" : "yes"}`, span);
  if (tier.password !== undefined) out.add(`requirepass ${quote(tier.password)}`, span);
  if (tier.memory !== undefined) out.add(`maxmemory ${tier.memory.value}`, tier.memory.span);
  // A session that is evicted is a user logged out without a word: an error is better.
  out.add("maxmemory-policy noeviction", span);
  out.add(`appendonly ${tier.appendonly ? "yes" : "no"}`, span);
  out.add("daemonize yes", span);
  out.add("pidfile /run/redis/redis-server.pid", span);
  out.add("dir /var/lib/redis", span);
  out.add("logfile /var/log/redis/redis-server.log", span);
  return {
    path: `${host.name}/etc/redis/redis.conf`,
    host: host.name,
    install: "/etc/redis/redis.conf",
    mode: 0o640,
    owner: "redis:redis",
    purpose: `the redis ${tier.name} of this host`,
    service: { name: "redis-server", action: "restart" },
    lines: out.done(),
  };
}
