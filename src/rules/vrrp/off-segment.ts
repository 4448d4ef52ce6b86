import { allAddresses, holdersOf } from "../../analysis/roles.ts";
import { inhabitedNetworks } from "../../analysis/segments.ts";
import type { Interface, Network, Vip } from "../../model/topology.ts";
import type { Rule } from "../rule.ts";

/** A vip on an interface of another network: spec/rules/vrrp/off-segment.md. */
export const offSegment: Rule = {
  code: "vrrp/off-segment",
  severity: "error",
  summary: "an address of a vip is put on an interface of another network",
  *check(topology) {
    const used = inhabitedNetworks(topology);
    for (const vip of topology.vips) {
      if (speaksApart(vip)) continue;
      for (const { address, network, span } of allAddresses(vip)) {
        // An address of no segment, or of one without anybody on it, is routed to its holder.
        if (network === undefined || !used.has(network)) continue;
        const away = holdersOf(vip).filter((h) => !isOn(h.interface, network));
        const [first] = away;
        if (first === undefined) continue;
        const hosts = away.map((h) => `\`${h.host.name}\``).join(" and ");
        // Linux answers by any interface for an address on another; IPv6 does not.
        const answers =
          address.family === 4 && away.every((h) => h.host.interfaces.some((i) => isOn(i, network)));
        const effect = answers
          ? "hosts there are not told when it moves, and send to the director that had it until their ARP entry is over"
          : "hosts there ask for it on their own segment, where nobody answers";
        yield {
          span,
          message: `${hosts} put${away.length === 1 ? "s" : ""} ${address.text} on ${first.interface.name}, which is not on \`${network.name}\`: ${effect}`,
          ...(answers ? { severity: "warning" as const } : {}),
          related: away.map((h) => ({ span: h.span, message: `holds it on ${h.interface.name}` })),
          help: `state it in a vip whose directors speak on \`${network.name}\`; a sync group keeps the two together`,
        };
      }
    }
  },
};

function isOn({ addresses }: Interface, network: Network): boolean {
  return addresses.some((a) => a.network === network);
}

/** Its directors do not hear each other, which says more: vrrp/unheard. */
function speaksApart({ mode, directors }: Vip): boolean {
  const [first] = directors;
  return mode === "multicast" && directors.some((d) => d.source.network !== first?.source.network);
}
