/** Who has a name or an address, and who is near. */
import type { Address, Host, Network, Prefix, Topology } from "../model/topology.ts";
import { contains } from "../semantics/net/address.ts";
import { once } from "./once.ts";

export const hostsByName = ({ hosts }: Topology): ReadonlyMap<string, Host> => byName(hosts);

const byName = once(
  (hosts: Topology["hosts"]): ReadonlyMap<string, Host> => new Map(hosts.map((host) => [host.name, host])),
);

/** The host of each address that stands on an interface. */
export const hostsByAddress = ({ hosts }: Topology): ReadonlyMap<string, Host> => byAddress(hosts);

const byAddress = once((hosts: Topology["hosts"]): ReadonlyMap<string, Host> => {
  const owners = new Map<string, Host>();
  for (const host of hosts) {
    for (const { addresses } of host.interfaces)
      for (const { address } of addresses) owners.set(address.text, host);
  }
  return owners;
});

/** The networks that a host has an interface in. */
export const networksOf = once((host: Host): ReadonlySet<Network> => {
  const networks = new Set<Network>();
  for (const { addresses } of host.interfaces) for (const { network } of addresses) networks.add(network);
  return networks;
});

/** The addresses of other hosts and routers on the host's segments that lie in the block. */
export function neighboursIn(topology: Topology, host: Host, block: Prefix): readonly Address[] {
  const near = onSegments(topology);
  return [...networksOf(host)].flatMap((network) =>
    (near.get(network) ?? [])
      .filter((n) => n.host !== host && contains(block, n.address))
      .map((n) => n.address),
  );
}

/** Who is on each network. */
const onSegments = once((topology: Topology) => {
  const out = new Map<Network, { readonly host?: Host; readonly address: Address }[]>(
    topology.networks.map((n) => [n, n.gateways.map((g) => ({ address: g.value }))]),
  );
  for (const host of topology.hosts)
    for (const { address, network } of host.interfaces.flatMap((i) => i.addresses))
      out.get(network)?.push({ host, address });
  return out;
});
