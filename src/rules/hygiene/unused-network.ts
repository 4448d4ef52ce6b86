import { remove } from "../edits.ts";
import type { Rule } from "../rule.ts";

/** A network without an address: spec/rules/hygiene/unused-network.md. */
export const unusedNetwork: Rule = {
  code: "hygiene/unused-network",
  severity: "info",
  summary: "no host and no vip has an address in a network",
  *check({ networks, hosts, vips }) {
    const used = new Set<string | undefined>();
    for (const { interfaces } of hosts)
      for (const face of interfaces) for (const { network } of face.addresses) used.add(network.name);
    for (const { addresses, excluded } of vips) {
      for (const { network } of addresses) used.add(network?.name);
      for (const { network } of excluded) used.add(network?.name);
    }
    for (const { name, span, prefixes } of networks) {
      if (used.has(name)) continue;
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
