/** What the holders of a vip serve on it themselves. */
import type { Host, Topology, Vip, VirtualServer } from "../model/topology.ts";
import { listenersOf, type Listener } from "./listeners.ts";
import { holdersOf, serviceAddresses, vipsOf } from "./roles.ts";
import { once } from "./once.ts";

export type LocalService = { readonly host: Host; readonly listener: Listener };

/** Programs on the holders of a vip that answer on it; those whose listeners are not all known are left out. */
export function localServices(topology: Topology, vip: Vip): readonly LocalService[] {
  const known = listenersOf(topology);
  return holdersOf(vip).flatMap(({ host }) =>
    (known.get(host) ?? []).flatMap((listener) => {
      const own = serviceAddresses(vip).some(({ address }) =>
        listener.address === undefined
          ? listener.families.includes(address.family)
          : listener.address === address.text,
      );
      return own ? [{ host, listener }] : [];
    }),
  );
}

/** The virtual servers of each vip. */
export const servicesOf = once((topology: Topology): ReadonlyMap<Vip, readonly VirtualServer[]> => {
  const out = new Map<Vip, VirtualServer[]>();
  for (const server of topology.virtualServers) {
    for (const vip of vipsOf(server)) {
      const own = out.get(vip);
      if (own === undefined) out.set(vip, [server]);
      else own.push(server);
    }
  }
  return out;
});
