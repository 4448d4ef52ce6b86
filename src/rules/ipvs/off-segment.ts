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
    let directors: readonly Host[] = [];
    let shared = sharedNetworks(directors);
    for (const server of topology.virtualServers) {
      // A sorry server on another port is reached by NAT; nothing is by DR where the others are not.
      if (server.forward.value !== "dr") continue;
      const own = directorsOf(server);
      // Mostly the same as those of the service before.
      if (own.length !== directors.length || own.some((host, i) => host !== directors[i])) {
        directors = own;
        shared = sharedNetworks(own);
      }
      for (const { forward, addresses, host, span } of takersOf(server)) {
        const first = addresses[0];
        if (forward !== "dr" || first === undefined || isNear(addresses, host, shared)) continue;
        for (const director of directors) {
          if (director === host || isNear(addresses, host, networksOf(director))) continue;
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

/** The networks that all of the hosts are in: mostly one host stands in for another wherever that is. */
function sharedNetworks([first, ...others]: readonly Host[]): ReadonlySet<Network> {
  const shared = new Set<Network>(first && networksOf(first));
  for (const other of others)
    for (const network of shared) if (!networksOf(other).has(network)) shared.delete(network);
  return shared;
}

function isNear(
  addresses: readonly Address[],
  host: Host | undefined,
  networks: ReadonlySet<Network>,
): boolean {
  // By index, as elsewhere where every host is looked at: `for … of` makes an object a step until V8 optimizes it.
  for (let i = 0; i < addresses.length; i++) {
    const address = addresses[i];
    if (address === undefined) continue;
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
function networkOf({ interfaces }: Host, address: Address): Network | undefined {
  for (let i = 0; i < interfaces.length; i++) {
    const addresses = interfaces[i]?.addresses ?? [];
    for (let j = 0; j < addresses.length; j++) {
      const own = addresses[j];
      // Mostly the real server has the very one.
      if (own?.address === address || own?.address.text === address.text) return own.network;
    }
  }
  return undefined;
}
