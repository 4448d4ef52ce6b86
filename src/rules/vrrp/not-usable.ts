import { allAddresses } from "../../analysis/roles.ts";
import { inhabitedNetworks } from "../../analysis/segments.ts";
import { blockSize, contains, quadNumber } from "../../semantics/net/address.ts";
import type { VipAddress } from "../../model/topology.ts";
import type { Rule } from "../rule.ts";

/** The network's own address, or its broadcast: spec/rules/vrrp/not-usable.md. */
export const notUsable: Rule = {
  code: "vrrp/not-usable",
  severity: "error",
  summary: "a vip is the first or the last address of its network",
  *check(topology) {
    const used = inhabitedNetworks(topology);
    for (const vip of topology.vips) {
      for (const stated of allAddresses(vip)) {
        const place = placeOf(stated);
        if (place === undefined || stated.network === undefined || !used.has(stated.network)) continue;
        const { text } = stated.address;
        yield {
          span: stated.span,
          message:
            place === "last"
              ? `${text} is the broadcast address of \`${stated.network.name}\`: no host there asks ARP for it, so none reaches ${vip.name}`
              : `${text} is the first address of \`${stated.network.name}\`: Linux before 5.14 and other systems take it for a broadcast, and do not reach ${vip.name}`,
          ...(place === "last" ? {} : { severity: "warning" as const }),
          related: [{ span: stated.network.span, message: "the network" }],
          help: "use an address in between",
        };
      }
    }
  },
};

function placeOf({ address, network }: VipAddress): "first" | "last" | undefined {
  const block = network?.prefixes.find((p) => contains(p.value, address))?.value;
  // Of two addresses, or one, none is lost.
  if (block === undefined || block.address.family === 6 || block.length > 30) return undefined;
  const size = blockSize(block.length);
  const place = quadNumber(address.text) % size;
  return place === 0 ? "first" : place === size - 1 ? "last" : undefined;
}
