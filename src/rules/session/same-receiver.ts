import type { Host, TomcatTier, Topology } from "../../model/topology.ts";
import type { Span } from "../../text/source.ts";
import type { Rule } from "../rule.ts";

/** Two programs of a host on one port, one of them a cluster: spec/rules/session/same-receiver.md. */
export const sameReceiver: Rule = {
  code: "session/same-receiver",
  severity: "error",
  summary: "two programs of a host on one port, one of them a cluster",
  *check(topology) {
    const taken = portsOf(topology);
    const seen = new Set<string>();
    for (const tier of topology.tomcats) {
      const store = clusterOf(tier);
      if (store === undefined) continue;
      for (const host of tier.hosts) {
        const other = taken
          .get(host)
          ?.find((t) => t.port === store.receiverPort && t.owner !== store.name + tier.name);
        const place = `${host.name} ${store.receiverPort}`;
        if (other === undefined || seen.has(place)) continue;
        for (const { name } of tier.hosts) seen.add(`${name} ${store.receiverPort}`);
        yield {
          span: store.span,
          message: `on ${host.name} the cluster of ${tier.name} and ${other.what} both want port ${store.receiverPort}: whoever starts second does not start`,
          related: [{ span: other.span, message: other.what }],
          help: "give one of them another port: `receiver_port 4001`",
        };
        break;
      }
    }
  },
};

type Taken = { readonly port: number; readonly what: string; readonly owner: string; readonly span: Span };

function clusterOf(tier: TomcatTier) {
  return tier.contexts.map((c) => c.store).find((s) => s?.kind === "cluster");
}

/** What listens on a host beside nginx, by what is declared. */
function portsOf({ tomcats, memcacheds, redises }: Topology): ReadonlyMap<Host, readonly Taken[]> {
  const out = new Map<Host, Taken[]>();
  const add = (host: Host, taken: Taken): void => {
    const own = out.get(host);
    if (own === undefined) out.set(host, [taken]);
    else own.push(taken);
  };
  for (const tier of tomcats) {
    const store = clusterOf(tier);
    for (const host of tier.hosts) {
      for (const { port, span } of tier.connectors)
        add(host, { port, what: `a connector of ${tier.name}`, owner: tier.name, span });
      if (store?.kind === "cluster")
        add(host, {
          port: store.receiverPort,
          what: `the cluster of ${tier.name}`,
          owner: store.name + tier.name,
          span: tier.span,
        });
    }
  }
  for (const { name, hosts, port, span } of [...memcacheds, ...redises])
    for (const host of hosts) add(host, { port, what: name, owner: name, span });
  return out;
}
