/** The segments that networks are. */
import type { Network, Topology } from "../model/topology.ts";
import { once } from "./once.ts";

/** Networks on which there is anybody to ask for an address; the others are routed to whoever holds theirs. */
export const inhabitedNetworks = once(({ hosts, networks }: Topology): ReadonlySet<Network> => {
  const used = new Set(networks.filter((n) => n.gateways.length > 0));
  for (const { interfaces } of hosts)
    for (const { addresses } of interfaces) for (const { network } of addresses) used.add(network);
  return used;
});
