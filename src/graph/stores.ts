/** Where the Tomcats keep sessions. */
import type { SessionStore, Topology } from "../model/topology.ts";
import type { Machines } from "./machines.ts";
import type { Sheet } from "./sheet.ts";

export function stores(topology: Topology, on: Sheet, hosts: Machines): void {
  for (const store of topology.sessionStores) {
    const users = topology.tomcats.filter((t) => t.contexts.some((c) => c.store === store));
    const near = "tier" in store ? store.tier.hosts[0] : users[0]?.hosts[0];
    const network = near === undefined ? undefined : hosts.networkOf(near);
    const id = on.box(`store ${store.name}`, {
      kind: "store",
      caption: "sessions",
      title: store.name,
      lines: [wordsOf(store)],
      spans: [store.span],
      ...(network === undefined ? {} : { network }),
    });
    for (const tier of users) for (const host of tier.hosts) on.link(hosts.of(tier, host).cell, id, "always");
    if ("tier" in store)
      for (const host of store.tier.hosts) on.link(id, hosts.of(store.tier, host).cell, "always");
  }
}

function wordsOf(store: SessionStore): string {
  switch (store.kind) {
    case "local":
      return "in the heap of one Tomcat";
    case "memcached":
      return store.sticky ? "sticky, copies kept" : "not sticky, two copies";
    case "cluster":
      return store.manager === "delta" ? "on every Tomcat" : "on two Tomcats";
    case "redisson":
      return "in redis";
  }
}
