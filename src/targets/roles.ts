/** Which part each host plays in the virtual servers: what the kernel-side targets share. */
import type { Address, Family, Host, Topology, Vip, VipAddress, VirtualServer } from "../model/topology.ts";
import { isLinkLocal } from "../semantics/net/address.ts";
import type { Span } from "../text/source.ts";

/** A VIP that a real server must hold to take the packets sent to it. */
export type HeldVip = { readonly address: Address; readonly how: "dr" | "tun"; readonly span: Span };

/** The VIPs that each DR or TUN real server (or sorry server) takes packets for, without repeats. */
export function heldVips(topology: Topology): ReadonlyMap<Host, readonly HeldVip[]> {
  const held = new Map<Host, Map<string, HeldVip>>();
  for (const server of topology.virtualServers) {
    const sorry = server.sorryServer;
    const takers = [
      ...server.realServers.map((r) => ({ ...r, how: server.forward.value })),
      ...(sorry === undefined ? [] : [{ ...sorry, how: sorry.forward }]),
    ];
    for (const { host, how, span } of takers) {
      if (host === undefined || how === "nat") continue;
      let own = held.get(host);
      if (own === undefined) held.set(host, (own = new Map<string, HeldVip>()));
      for (const { address } of vipAddresses(server)) {
        if (!own.has(address.text)) own.set(address.text, { address, how, span });
      }
    }
  }
  // A director that is also a real server holds the VIP on its LAN interface, by VRRP, not on lo.
  for (const vip of topology.vips) {
    for (const host of [
      ...vip.directors.map((d) => d.host),
      ...(vip.owner === undefined ? [] : [vip.owner.host]),
    ]) {
      for (const { address } of [...vip.addresses, ...vip.excluded]) held.get(host)?.delete(address.text);
    }
  }
  return new Map([...held].filter(([, own]) => own.size > 0).map(([host, own]) => [host, [...own.values()]]));
}

/** The addresses of a vip on which a service can be offered. */
export function serviceAddresses(vip: Vip): readonly VipAddress[] {
  return [...vip.addresses, ...vip.excluded].filter((a) => !isLinkLocal(a.address));
}

/** The addresses of every vip of a service. */
export function vipAddresses(server: VirtualServer): readonly VipAddress[] {
  const vips = new Set(server.endpoints.map((e) => e.vip));
  return [...vips].flatMap(serviceAddresses);
}

/** The services that a host forwards, as director or as the one owner of a vip. */
export function forwardedBy(topology: Topology): ReadonlyMap<Host, readonly VirtualServer[]> {
  const out = new Map<Host, VirtualServer[]>();
  for (const server of topology.virtualServers) {
    const hosts = new Set(
      server.endpoints.flatMap(({ vip }) => [
        ...vip.directors.map((d) => d.host),
        ...(vip.owner === undefined ? [] : [vip.owner.host]),
      ]),
    );
    for (const host of hosts) {
      const own = out.get(host);
      if (own === undefined) out.set(host, [server]);
      else own.push(server);
    }
  }
  return out;
}

export function familiesOf(server: VirtualServer): ReadonlySet<Family> {
  return new Set(vipAddresses(server).map((a) => a.address.family));
}
