/** redis.conf for Debian's units: redis-server.service, and redis-server@NAME for a second one on a host. */
import type { RedisTier, Topology } from "../model/topology.ts";
import type { Artifact, Line, Target } from "./artifact.ts";
import { lines, madeBy } from "./lines.ts";
import { storeAddress } from "./tomcat/place.ts";

export const redis: Target = { name: "redis", emit };

function emit(topology: Topology): readonly Artifact[] {
  return topology.redises.flatMap((tier) =>
    tier.hosts.map((host): Artifact => {
      const own = topology.redises.find((t) => t.hosts.includes(host)) !== tier;
      const install = own ? `/etc/redis/redis-${tier.name}.conf` : "/etc/redis/redis.conf";
      return {
        path: `${host.name}${install}`,
        host: host.name,
        install,
        // It may hold a password.
        mode: 0o640,
        owner: "redis:redis",
        purpose: `redis ${tier.name}: address, memory, persistence`,
        service: { name: own ? `redis-server@${tier.name}` : "redis-server", action: "restart" },
        lines: config(topology, tier, host, own ? `-${tier.name}` : ""),
      };
    }),
  );
}

function config(
  topology: Topology,
  tier: RedisTier,
  host: RedisTier["hosts"][number],
  suffix: string,
): readonly Line[] {
  const out = lines();
  const at = tier.span;
  const [master] = tier.hosts;
  out.add(madeBy("#", topology.source));
  out.add(`bind ${storeAddress(host).text}`, host.span);
  out.add(`port ${tier.port}`, at);
  // Without a password, protected mode turns away every client but loopback's: the Tomcats among them.
  out.add(`protected-mode ${tier.password ? "yes" : "no"}`, at);
  if (tier.password) out.add(`requirepass ${redisQuoted(tier.password)}`, at);
  if (master !== undefined && master !== host) {
    out.add(`replicaof ${storeAddress(master).text} ${tier.port}`, at);
  }
  // Any of them may be made the master later.
  if (tier.password && tier.hosts.length > 1) out.add(`masterauth ${redisQuoted(tier.password)}`, at);
  if (tier.memory !== undefined) out.add(`maxmemory ${tier.memory.value}`, tier.memory.span);
  // A full store refuses new sessions; it does not forget old ones.
  out.add("maxmemory-policy noeviction", at);
  out.add(`appendonly ${tier.appendonly ? "yes" : "no"}`, at);
  // Two on a host share a folder: each has files of its own. Redis 7 keeps the log in a folder.
  const [major = 0] = topology.target.redis;
  if (major >= 7) out.add(`appenddirname "appendonlydir${suffix}"`, at);
  else out.add(`appendfilename "appendonly${suffix}.aof"`, at);
  out.add(`dbfilename "dump${suffix}.rdb"`, at);
  out.add("dir /var/lib/redis", at);
  // Debian's unit overrides the next on its command line; so started by hand it still goes to the background.
  out.add("daemonize yes", at);
  out.add(`pidfile /run/redis${suffix}/redis-server.pid`, at);
  out.add(`logfile /var/log/redis/redis-server${suffix}.log`, at);
  return out.done();
}

/** A double-quoted argument of redis.conf: bytes outside printable ASCII as \xHH (sds.c, sdssplitargs). */
export function redisQuoted(value: string): string {
  const characters = Array.from(new TextEncoder().encode(value), (byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
    if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte);
    return `\\x${byte.toString(16).padStart(2, "0")}`;
  });
  return `"${characters.join("")}"`;
}
