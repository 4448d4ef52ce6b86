/** What a host has: what was found on it, else what is declared. Rules ask here; targets write what is declared. */
import type { Host, Topology, TargetVersions, Versioned } from "../model/topology.ts";
import type { Located } from "../text/source.ts";
import { once } from "./once.ts";

/** The hosts on which anything was found. */
export const foundHosts = once(({ hosts }: Topology) => hosts.filter((h) => h.found !== undefined));

export const isAnyFound = (topology: Topology): boolean => foundHosts(topology).length > 0;

export const cpusOf = (host: Host): Located<number> | undefined => host.found?.cpus ?? host.cpus;
export const memoryOf = (host: Host): Located<number> | undefined => host.found?.memory ?? host.memory;

/** Open files of a program's process: the soft limit, which is what its service gives it, or the hard one. */
export function filesOf(
  host: Host,
  program: "nginx" | "java" | "memcached",
  limit: "soft" | "hard",
): Located<number> | undefined {
  return host.found?.files.get(program)?.[limit] ?? host.nofile;
}

/** A sysctl by its key in dots: what was found, else what is stated, in either spelling. */
export function sysctlOf(host: Host, key: string): Located<string> | undefined {
  return (
    host.found?.sysctls.get(key.replaceAll(".", "/")) ??
    host.sysctls.findLast((s) => s.key.replaceAll("/", ".") === key)
  );
}

/** The hosts that need a program of the topology's `target`. */
export function hostsWith(topology: Topology, program: Versioned): ReadonlySet<Host> {
  switch (program) {
    case "nginx":
      return new Set(topology.nginxes.flatMap((tier) => tier.hosts));
    case "memcached":
      return new Set(topology.memcacheds.flatMap((tier) => tier.hosts));
    case "redis":
      return new Set(topology.redises.flatMap((tier) => tier.hosts));
    case "keepalived":
      return new Set(topology.vips.flatMap((vip) => vip.directors.map((d) => d.host)));
    case "kernel":
      return new Set(topology.hosts);
  }
}

/** The topology with the versions that were found, where all hosts that were asked have the same. */
export function asFound(topology: Topology): Topology {
  if (!isAnyFound(topology)) return topology;
  const found: Partial<Record<Versioned, TargetVersions[Versioned]>> = {};
  for (const program of VERSIONED) {
    const all = [...hostsWith(topology, program)].flatMap((h) => {
      const version = h.found?.versions[program];
      return version === undefined ? [] : [version.value];
    });
    const [first] = all;
    if (first !== undefined && all.every((v) => v.join(".") === first.join("."))) found[program] = first;
  }
  return Object.keys(found).length === 0
    ? topology
    : { ...topology, target: { ...topology.target, ...found, declared: topology.target } };
}
const VERSIONED = ["keepalived", "nginx", "kernel", "memcached", "redis"] as const;
