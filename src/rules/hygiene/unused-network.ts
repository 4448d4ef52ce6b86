import { allAddresses } from "../../analysis/roles.ts";
import { hostedNetworks } from "../../analysis/segments.ts";
import type { Network } from "../../model/topology.ts";
import { remove } from "../edits.ts";
import type { Rule } from "../rule.ts";

/** A network without an address: spec/rules/hygiene/unused-network.md. */
export const unusedNetwork: Rule = {
  code: "hygiene/unused-network",
  severity: "info",
  summary: "no host and no vip has an address in a network",
  *check(topology) {
    const { networks, vips } = topology;
    const used = new Set<Network | undefined>(hostedNetworks(topology));
    if (used.size === networks.length) return;
    for (const vip of vips) for (const { network } of allAddresses(vip)) used.add(network);
    for (const one of networks) {
      if (used.has(one)) continue;
      const { name, span, prefixes } = one;
      const [first] = prefixes;
      const block = first === undefined ? "it" : `${first.value.address.text}/${first.value.length}`;
      yield {
        span,
        message: `nothing has an address in ${block}: \`${name}\` says nothing of any host`,
        help: "remove it, or correct its block",
        fix: { title: "remove the network", edits: [remove(span)], safe: true },
      };
    }
  },
};
