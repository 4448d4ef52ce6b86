/** Topology → what the model of ARP asks for: who answers for a vip as a proxy. */
import type { Address, Host, Interface, Topology, Vip } from "../model/topology.ts";
import { answersForOthers } from "../semantics/kernel/arp.ts";
import { contains } from "../semantics/net/address.ts";
import { segmentsOf } from "./arp.ts";
import { once } from "./once.ts";
import { heldVips } from "./roles.ts";
import { hasOwnSettings, kernelStateOf, type NumberSetting } from "./settings.ts";

/** A host that would answer for a vip as a proxy while another host holds it, and the setting that makes it. */
export type ProxyAnswer = {
  readonly host: Host;
  readonly vip: Vip;
  readonly address: Address;
  readonly face: Interface;
  readonly setting: NumberSetting;
};

export function* proxiesOf(topology: Topology): Iterable<ProxyAnswer> {
  for (const host of topology.hosts) {
    // lbc itself never sets it.
    if (!hasOwnSettings(host)) continue;
    const state = kernelStateOf(topology, host);
    if (!state.mentions("proxy_arp") && !state.mentions("proxy_arp_pvlan")) continue;
    const on = (key: NumberSetting | undefined) => (key !== undefined && key.value > 0 ? key : undefined);
    const forwards = state.value("net/ipv4/ip_forward");
    for (const face of host.interfaces) {
      const proxyArp = on(state.conf(face.name, "proxy_arp")) ?? on(state.conf("all", "proxy_arp"));
      const privateVlan = on(state.conf(face.name, "proxy_arp_pvlan"));
      if (proxyArp === undefined && privateVlan === undefined) continue;
      for (const { vip, address } of advertised(topology)) {
        const segments = segmentsOf(vip);
        if (!face.addresses.some((a) => segments.has(a.network))) continue;
        // The one holder is never without it, and what a host has itself it answers for by arp_ignore.
        if (vip.owner?.host === host || host.loopback.some((a) => contains(a, address))) continue;
        if (heldVips(topology).get(host)?.has(address.text) === true) continue;
        const leavesBy = wayTo(host, address);
        const proxy = {
          forwards: (state.conf(face.name, "forwarding") ?? forwards)?.value === 1,
          proxyArp: proxyArp !== undefined,
          privateVlan: privateVlan !== undefined,
        };
        const setting = leavesBy === face.name ? privateVlan : proxyArp;
        if (setting === undefined || !answersForOthers(face.name, leavesBy, proxy)) continue;
        yield { host, vip, address, face, setting };
        break;
      }
    }
  }
}

/** The IPv4 addresses that directors advertise, and those of a vip with one owner. */
const advertised = once(({ vips }: Topology) =>
  vips.flatMap((vip) =>
    vip.addresses.filter((a) => a.address.family === 4).map(({ address }) => ({ vip, address })),
  ),
);

/** The interface by which a host reaches an address: of its networks the narrowest, else that of its gateway. */
function wayTo(host: Host, address: Address): string | undefined {
  const ways = (to: Address) =>
    host.interfaces
      .flatMap((face) => face.addresses.map((a) => ({ face, a })))
      .filter(({ a }) => contains(a, to))
      .sort((x, y) => y.a.length - x.a.length)[0]?.face.name;
  return ways(address) ?? (host.gateway === undefined ? undefined : ways(host.gateway.value));
}
