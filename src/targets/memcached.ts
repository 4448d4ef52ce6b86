/** /etc/memcached.conf as Debian's wrapper reads it: one option a line. Options: memcached(1) of 1.6. */
import type { Host, MemcachedTier, Topology } from "../model/topology.ts";
import type { Artifact, Line, Target } from "./artifact.ts";
import { lines, madeBy } from "./lines.ts";
import { storeAddress } from "./tomcat/place.ts";

export const memcached: Target = { name: "memcached", emit };

type Instance = { readonly conf: string; readonly service: string; readonly pidFile?: string };

/** Debian runs one memcached a host; a second one has a file and a unit of its own. */
function instanceOf(
  topology: Topology,
  tier: MemcachedTier,
  host: Host,
): Instance & { readonly own: boolean } {
  const own = topology.memcacheds.find((t) => t.hosts.includes(host)) !== tier;
  return own
    ? {
        own,
        conf: `/etc/memcached_${tier.name}.conf`,
        service: `memcached-${tier.name}`,
      }
    : { own, conf: "/etc/memcached.conf", service: "memcached", pidFile: "/run/memcached/memcached.pid" };
}

function emit(topology: Topology): readonly Artifact[] {
  const out: Artifact[] = [];
  for (const tier of topology.memcacheds) {
    for (const host of tier.hosts) {
      const instance = instanceOf(topology, tier, host);
      const add = (install: string, purpose: string, text: readonly Line[]): void => {
        out.push({
          path: `${host.name}${install}`,
          host: host.name,
          install,
          mode: 0o644,
          owner: "root",
          purpose,
          service: { name: instance.service, action: "restart" },
          lines: text,
        });
      };
      add(
        instance.conf,
        `memcached ${tier.name}: memory, port, address`,
        options(topology, tier, host, instance),
      );
      const systemd = "/etc/systemd/system";
      if (instance.own) {
        const text = unit(topology, tier, host, instance);
        add(
          `${systemd}/${instance.service}.service`,
          `runs the second memcached of the host, ${tier.name}`,
          text,
        );
      } else {
        const text = dropIn(topology, tier, host);
        add(`${systemd}/memcached.service.d/lbc.conf`, "restarts memcached and raises its limits", text);
      }
    }
  }
  return out;
}

const MEBIBYTE = 1024 * 1024;

function options(topology: Topology, tier: MemcachedTier, host: Host, instance: Instance): readonly Line[] {
  const out = lines();
  out.add(madeBy("#", topology.source));
  out.add(`-m ${Math.max(1, Math.floor(tier.memory.value / MEBIBYTE))}`, tier.memory.span);
  if (tier.noEvict) out.add("-M", tier.span);
  if (tier.maxItemSize !== undefined) out.add(`-I ${tier.maxItemSize}`, tier.span);
  if (tier.connections !== undefined) out.add(`-c ${tier.connections}`, tier.span);
  out.add(`-p ${tier.port}`, tier.span);
  out.add(`-l ${storeAddress(host).text}`, host.span);
  // UDP answers to forged senders.
  out.add("-U 0", tier.span);
  out.add("-u memcache", tier.span);
  if (instance.pidFile !== undefined) out.add(`-P ${instance.pidFile}`, tier.span);
  return out.done();
}

/** Files memcached opens besides its connections: sockets, pipes between threads, its pid file. */
const OTHER_FILES = 64;

/** At boot the address may arrive after memcached does: it tries until it is there. */
function waiting(out: ReturnType<typeof lines>, tier: MemcachedTier): void {
  out.add("Wants=network-online.target", tier.span);
  out.add("After=network-online.target", tier.span);
  out.add("StartLimitIntervalSec=0", tier.span);
}

function limits(out: ReturnType<typeof lines>, tier: MemcachedTier, host: Host): void {
  out.add("Restart=always", tier.span);
  out.add("RestartSec=1s", tier.span);
  if (tier.connections !== undefined) {
    const files = Math.max(tier.connections + OTHER_FILES, host.nofile?.value ?? 0);
    out.add(`LimitNOFILE=${files}`, tier.span);
  }
}

function dropIn(topology: Topology, tier: MemcachedTier, host: Host): readonly Line[] {
  const out = lines();
  out.add(madeBy("#", topology.source));
  out.add("[Unit]", tier.span);
  waiting(out, tier);
  out.add("");
  out.add("[Service]", tier.span);
  limits(out, tier, host);
  return out.done();
}

function unit(topology: Topology, tier: MemcachedTier, host: Host, instance: Instance): readonly Line[] {
  const out = lines();
  const at = tier.span;
  out.add(madeBy("#", topology.source));
  out.add("[Unit]", at);
  out.add(`Description=memcached ${tier.name}`, at);
  waiting(out, tier);
  out.add("");
  out.add("[Service]", at);
  out.add(`ExecStart=/usr/share/memcached/scripts/systemd-memcached-wrapper ${instance.conf}`, at);
  out.add("PrivateTmp=true", at);
  out.add("PrivateDevices=true", at);
  out.add("ProtectSystem=full", at);
  out.add("NoNewPrivileges=true", at);
  out.add("CapabilityBoundingSet=CAP_SETGID CAP_SETUID CAP_SYS_RESOURCE", at);
  limits(out, tier, host);
  out.add("");
  out.add("[Install]", at);
  out.add("WantedBy=multi-user.target", at);
  return out.done();
}
