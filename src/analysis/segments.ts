/** The segments that networks are. */
import type { Address, Host, Network, Topology } from "../model/topology.ts";
import { contains } from "../semantics/net/address.ts";
import { once } from "./once.ts";

/** Networks on which there is anybody to ask for an address; the others are routed to whoever holds theirs. */
export const inhabitedNetworks = once(({ hosts, networks }: Topology): ReadonlySet<Network> => {
  const used = new Set(networks.filter((n) => n.gateways.length > 0));
  for (const { interfaces } of hosts)
    for (const { addresses } of interfaces) for (const { network } of addresses) used.add(network);
  return used;
});

/** The address that a host asks another by, when they share a network. */
export function addressToward(host: Host, to: Address): Address | undefined {
  return host.interfaces.flatMap((i) => i.addresses).find((a) => contains(a, to))?.address;
}
