/** Budgets of session stores: memory and connections of memcached. */
import type { SessionStore, Topology } from "../../model/topology.ts";
import { sessionsFit, storeConnectionsFit } from "../../semantics/budget/sessions-memory.ts";
import { budget, type Budget } from "./item.ts";

/** Contexts and their Tomcats that keep sessions in a store. */
export function usersOf(topology: Topology, store: SessionStore) {
  return topology.tomcats
    .map((tier) => ({ tier, contexts: tier.contexts.filter((c) => c.store === store).length }))
    .filter((u) => u.contexts > 0);
}

export function storeBudgets(topology: Topology): readonly Budget[] {
  const out: Budget[] = [];
  for (const store of topology.sessionStores) {
    const users = usersOf(topology, store);
    if (store.kind !== "memcached" || users.length === 0) continue;
    const { tier } = store;
    const demand = { sessions: store.liveSessions, size: store.sessionSize, sticky: store.sticky };
    const memcached = { memory: tier.memory.value, largestItem: tier.maxItemSize ?? 1024 ** 2 };
    const [lost] = tier.hosts;
    for (const nodes of new Set([tier.hosts.length, tier.hosts.length - 1])) {
      const without = nodes === tier.hosts.length || lost === undefined ? {} : { lost };
      if (nodes > 0)
        out.push(
          budget("session-memory", sessionsFit(demand, nodes, memcached), tier.memory.span, {
            related: [store.span],
            ...without,
          }),
        );
    }
    for (const user of users) {
      const fit = storeConnectionsFit(user.tier.hosts.length, user.contexts, tier.connections ?? 1024);
      out.push(budget("store-connections", fit, tier.span, { related: [user.tier.span] }));
    }
  }
  return out;
}
