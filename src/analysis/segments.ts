/** The segments that networks are. */
import type { Network, Topology } from "../model/topology.ts";
import { once } from "./once.ts";

/** Networks on which there is anybody to ask for an address; the others are routed to whoever holds theirs. */
export const inhabitedNetworks = once(
  ({ hosts, networks }: Topology): ReadonlySet<Network> =>
    new Set([
      ...networks.filter((n) => n.gateways.length > 0),
      ...hosts.flatMap((h) => h.interfaces.flatMap((i) => i.addresses.map((a) => a.network))),
    ]),
);
