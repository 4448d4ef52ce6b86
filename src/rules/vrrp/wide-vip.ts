import { allAddresses, holdersOf } from "../../analysis/roles.ts";
import type { Network, Topology, Vip } from "../../model/topology.ts";
import { contains, type Prefix } from "../../semantics/net/address.ts";
import { replace } from "../edits.ts";
import type { Rule } from "../rule.ts";

/** A vip with a prefix that reaches past its segment: spec/rules/vrrp/wide-vip.md. */
export const wideVip: Rule = {
  code: "vrrp/wide-vip",
  severity: "warning",
  summary: "the prefix of a vip takes in more than its segment",
  *check(topology) {
    for (const vip of topology.vips) {
      for (const { address, length, network, span } of allAddresses(vip)) {
        if (network === undefined || network.prefixes.every((p) => length >= p.value.length)) continue;
        const own = network.prefixes.find((p) => contains(p.value, address))?.value;
        if (own === undefined || length >= own.length) continue;
        const hidden = hiddenBy(topology, vip, { address, length });
        const lost = hidden === undefined ? "the rest of the block" : `\`${hidden.name}\``;
        yield {
          span,
          message: `with /${length} the director that takes ${address.text} looks for all of that block on its own segment, which is a /${own.length}: while it holds the vip it does not reach ${lost}`,
          related: [{ span: network.span, message: "the segment" }],
          ...(hidden === undefined ? {} : { severity: "error" as const }),
          help: `write ${address.text}/${own.length}, or leave the length out`,
          fix: {
            title: `make it ${address.text}/${own.length}`,
            edits: [replace(span, `${address.text}/${own.length}`)],
            safe: true,
          },
        };
      }
    }
  },
};

/** Another network within the block that a holder of the vip has no interface on. */
function hiddenBy({ networks }: Topology, vip: Vip, block: Prefix): Network | undefined {
  return networks.find(
    (n) =>
      n.prefixes.some((p) => p.value.length >= block.length && contains(block, p.value.address)) &&
      holdersOf(vip).some((h) => !h.host.interfaces.some((i) => i.addresses.some((a) => a.network === n))),
  );
}
