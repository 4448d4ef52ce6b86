/** The segments that networks are. */
import type { Address, Host, Network, Topology } from "../model/topology.ts";
import { contains } from "../semantics/net/address.ts";
import { once } from "./once.ts";

/** Networks in which a host has an address. */
export const hostedNetworks = once(({ hosts }: Topology): ReadonlySet<Network> => {
  const used = new Set<Network>();
  // Mostly a host is where the one before it is. By index: `for … of` makes an object a step until V8 optimizes it.
  let last: Network | undefined;
  for (let h = 0; h < hosts.length; h++) {
    const faces = hosts[h]?.interfaces ?? [];
    for (let i = 0; i < faces.length; i++) {
      const addresses = faces[i]?.addresses ?? [];
      for (let a = 0; a < addresses.length; a++) {
        const network = addresses[a]?.network;
        if (network !== undefined && network !== last) used.add((last = network));
      }
    }
  }
  return used;
});

/** Networks on which there is anybody to ask for an address; the others are routed to whoever holds theirs. */
export const inhabitedNetworks = once((topology: Topology): ReadonlySet<Network> => {
  const used = new Set(hostedNetworks(topology));
  for (const network of topology.networks) if (network.gateways.length > 0) used.add(network);
  return used;
});

/** The address that a host asks another by, when they share a network. */
export function addressToward(host: Host, to: Address): Address | undefined {
  return host.interfaces.flatMap((i) => i.addresses).find((a) => contains(a, to))?.address;
}
