import { networksOf } from "../../analysis/places.ts";
import { directorsOf, takersOf } from "../../analysis/roles.ts";
import type { Address, Host, Network } from "../../model/topology.ts";
import { contains } from "../../semantics/net/address.ts";
import type { Rule } from "../rule.ts";

/** DR sends to a neighbour: spec/rules/ipvs/off-segment.md. */
export const offSegment: Rule = {
  code: "ipvs/off-segment",
  severity: "error",
  summary: "a DR real server is on no segment of a director",
  *check(topology) {
    for (const server of topology.virtualServers) {
      const directors = [...directorsOf(server)].map((director) => ({
        director,
        networks: networksOf(director),
      }));
      for (const { forward, addresses, host, span } of takersOf(server)) {
        const [first] = addresses;
        if (forward !== "dr" || first === undefined) continue;
        for (const { director, networks } of directors) {
          if (director === host || isNear(addresses, host, networks)) continue;
          yield {
            span,
            message: `\`forward dr\` only changes the MAC of a packet, and ${host?.name ?? first.text} (${first.text}) is on no segment of \`${director.name}\`: a router in between gets packets for the vip and sends them back`,
            related: [{ span: director.span, message: "the director" }],
            help: "give the director an interface in that network, or use `forward tun`",
          };
        }
      }
    }
  },
};

function isNear(
  addresses: readonly Address[],
  host: Host | undefined,
  networks: ReadonlySet<Network>,
): boolean {
  for (const address of addresses) {
    const own = host === undefined ? undefined : networkOf(host, address);
    if (own !== undefined) {
      if (networks.has(own)) return true;
      continue;
    }
    for (const { prefixes } of networks) if (prefixes.some((p) => contains(p.value, address))) return true;
  }
  return false;
}

/** The network of an address on one of the host's interfaces. */
function networkOf(host: Host, { text }: Address): Network | undefined {
  for (const { addresses } of host.interfaces)
    for (const { address, network } of addresses) if (address.text === text) return network;
  return undefined;
}
