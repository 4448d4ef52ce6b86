import { addressOf, type Host, type SessionStore } from "../../model/topology.ts";
import type { Rule } from "../rule.ts";

/** A Tomcat that cannot reach where its sessions are kept: spec/rules/session/out-of-reach.md. */
export const outOfReach: Rule = {
  code: "session/out-of-reach",
  severity: "error",
  summary: "a Tomcat that cannot reach where its sessions are kept",
  *check(topology) {
    for (const tier of topology.tomcats) {
      for (const store of new Set(tier.contexts.map((c) => c.store))) {
        if (store === undefined || store.kind === "local") continue;
        const goals = goalsOf(store, tier.hosts);
        for (const host of tier.hosts) {
          const goal = goals.find((g) => g !== host && !reaches(host, g));
          if (goal === undefined) continue;
          const address = storeAddress(goal);
          yield {
            span: host.span,
            message: `${host.name} has neither an address in ${address?.network.name} nor a gateway, so its Tomcat cannot reach ${goal.name} at ${address?.address.text}: ${store.kind === "cluster" ? "no session gets from one to the other" : "its sessions are neither loaded nor stored"}`,
            related: [
              { span: goal.span, message: "out of reach" },
              { span: store.span, message: "the session store" },
            ],
            help: `give ${host.name} an address in ${address?.network.name}, or a gateway`,
          };
        }
      }
    }
  },
};

type Shared = Exclude<SessionStore, { kind: "local" }>;

/** One host of each network is enough. */
function goalsOf(store: Shared, tomcats: readonly Host[]): readonly Host[] {
  const hosts = store.kind === "cluster" ? tomcats : store.tier.hosts;
  return [...new Map(hosts.map((h) => [storeAddress(h)?.network, h])).values()];
}

/** The address by which lbc names a store: the first of IPv4, else of IPv6. */
const storeAddress = (host: Host) => addressOf(host, 4) ?? addressOf(host, 6);

function reaches(host: Host, goal: Host): boolean {
  const to = storeAddress(goal);
  if (to === undefined || host.gateway !== undefined) return true;
  return host.interfaces.some((i) =>
    i.addresses.some(
      (a) => a.network === to.network || a.network.gateways.some((g) => g.value.family === to.address.family),
    ),
  );
}
