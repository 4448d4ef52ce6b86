/** Hosts that have a part in the topology. */
import type { Directive, Host, Topology } from "../model/topology.ts";
import { mentionsOf } from "./nginx/mentions.ts";
import { once } from "./once.ts";

/** Those that hold, serve, route, or are named; not those that are declared and no more. */
export const hostsWithPart = once((topology: Topology): ReadonlySet<Host> => {
  const { hosts, vips, virtualServers } = topology;
  const tiers = [...topology.nginxes, ...topology.tomcats, ...topology.memcacheds, ...topology.redises];
  const part = new Set<Host>();
  const add = (host: Host | undefined) => {
    if (host !== undefined) part.add(host);
  };
  for (const { owner, directors } of vips) {
    add(owner?.host);
    for (const { host } of directors) add(host);
  }
  for (const { sorryServer, realServers } of virtualServers) {
    add(sorryServer?.host);
    for (const { host } of realServers) add(host);
  }
  for (const tier of tiers) for (const host of tier.hosts) add(host);
  for (const host of hosts) if (!part.has(host) && hasWords(host)) part.add(host);
  if (part.size === hosts.length) return part;
  const named = namesIn(topology);
  for (const host of hosts) if (namesOf(host).some((n) => named.has(n))) part.add(host);
  return part;
});

/** What is stated of the host itself makes a file for it, or proves something. */
function hasWords({ clock, sysctls, loopback, manageSpan }: Host): boolean {
  return clock !== undefined || sysctls.length > 0 || loopback.length > 0 || manageSpan !== undefined;
}

function namesOf(host: Host): readonly string[] {
  return [host.name.toLowerCase(), ...host.interfaces.flatMap((i) => i.addresses.map((a) => a.address.text))];
}

/** The words of all native statements, in lower case, and what other statements name that is no reference. */
function namesIn(topology: Topology): ReadonlySet<string> {
  const { networks, hosts, notify, nginxes, vips, syncGroups, virtualServers, globalDefs } = topology;
  const words = new Set<string>();
  for (const network of networks) for (const gateway of network.gateways) words.add(gateway.value.text);
  for (const { gateway, ntpServers } of hosts) {
    if (gateway !== undefined) words.add(gateway.value.text);
    for (const server of ntpServers) words.add(server.value);
  }
  if (notify?.smtp !== undefined) words.add(notify.smtp.address);
  for (const tier of nginxes) for (const word of mentionsOf(tier).words) words.add(word);
  const read = (directives: readonly Directive[]): void => {
    for (const { name, args, block } of directives) {
      for (const { value } of [{ value: name }, ...args]) words.add(value.toLowerCase());
      if (block !== undefined) read(block);
    }
  };
  read(globalDefs);
  for (const things of [vips, syncGroups, virtualServers]) for (const { native } of things) read(native);
  return words;
}
