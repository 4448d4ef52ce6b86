/** The segments that networks are. */
import type { Address, Host, Network, Topology } from "../model/topology.ts";
import { contains } from "../semantics/net/address.ts";
import { once } from "./once.ts";

/** Networks on which there is anybody to ask for an address; the others are routed to whoever holds theirs. */
export const inhabitedNetworks = once(
  ({ hosts, networks }: Topology): ReadonlySet<Network> =>
    new Set([
      ...networks.filter((n) => n.gateways.length > 0),
      ...hosts.flatMap((h) => h.interfaces.flatMap((i) => i.addresses.map((a) => a.network))),
    ]),
);

/** The address that a host asks another by, when they share a network. */
export function addressToward(host: Host, to: Address): Address | undefined {
  return host.interfaces.flatMap((i) => i.addresses).find((a) => contains(a, to))?.address;
}
