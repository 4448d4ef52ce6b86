/** Which part each host plays in the virtual servers. */
import type {
  Address,
  Family,
  Host,
  Interface,
  RealServerAddress,
  Topology,
  Vip,
  VipAddress,
  VirtualServer,
} from "../model/topology.ts";
import { isLinkLocal } from "../semantics/net/address.ts";
import type { Span } from "../text/source.ts";
import { once } from "./once.ts";

/** The real servers of a service and its sorry server: hosts, or addresses without one, that packets are sent to. */
export function takersOf({ realServers, sorryServer }: VirtualServer): readonly RealServerAddress[] {
  return sorryServer === undefined ? realServers : [...realServers, sorryServer];
}

/** A VIP that a real server must hold to take the packets sent to it. */
export type HeldVip = {
  readonly address: Address;
  readonly how: "dr" | "tun";
  readonly span: Span;
  /** Whether other hands put it on `lo`. */
  readonly stated: boolean;
};

/** The VIPs that each DR or TUN real server (or sorry server) takes packets for, by their addresses. */
export const heldVips = once((topology: Topology): ReadonlyMap<Host, ReadonlyMap<string, HeldVip>> => {
  const held = new Map<Host, Map<string, HeldVip>>();
  for (const server of topology.virtualServers) {
    const addresses = vipAddresses(server);
    for (const { host, forward: how, span } of takersOf(server)) {
      if (host === undefined || how === "nat") continue;
      let own = held.get(host);
      if (own === undefined) held.set(host, (own = new Map<string, HeldVip>()));
      for (const { address } of addresses) {
        if (own.has(address.text)) continue;
        own.set(address.text, { address, how, span, stated: isOnLoopback(host, address) });
      }
    }
  }
  // A director that is also a real server holds the VIP on its LAN interface, by VRRP, unless it stands on its lo.
  for (const vip of topology.vips) {
    for (const { host } of holdersOf(vip)) {
      const own = held.get(host);
      if (own === undefined) continue;
      for (const { address } of allAddresses(vip)) {
        if (own.get(address.text)?.stated === false) own.delete(address.text);
      }
      if (own.size === 0) held.delete(host);
    }
  }
  return held;
});

/** What a vip's holders have of it, advertised or not. */
export function allAddresses({ addresses, excluded }: Vip): readonly VipAddress[] {
  return excluded.length === 0 ? addresses : [...addresses, ...excluded];
}

/** Whether other hands put the address on `lo`. */
export function isOnLoopback(host: Host, address: Address): boolean {
  return host.loopback.some((a) => a.address.text === address.text);
}

/** A host that may hold a vip, and where: its directors, or its one owner. */
export function holdersOf(
  vip: Vip,
): readonly { readonly host: Host; readonly interface: Interface; readonly span: Span }[] {
  return vip.owner === undefined ? vip.directors : [vip.owner];
}

/** The addresses of a vip on which a service can be offered. */
export function serviceAddresses(vip: Vip): readonly VipAddress[] {
  const isMixed = vip.excluded.length > 0 || vip.addresses.some((a) => a.address.family === 6);
  return isMixed ? withoutLinkLocal(vip) : vip.addresses;
}

const withoutLinkLocal = once((vip: Vip): readonly VipAddress[] =>
  allAddresses(vip).filter((a) => !isLinkLocal(a.address)),
);

/** The vips of a service, each once. */
export function vipsOf({ endpoints }: VirtualServer): readonly Vip[] {
  const vips = endpoints.map((e) => e.vip);
  return vips.length < 2 ? vips : [...new Set(vips)];
}

/** The addresses of every vip of a service. */
export function vipAddresses(server: VirtualServer): readonly VipAddress[] {
  const [first, ...more] = server.endpoints;
  return first === undefined || more.length > 0 ? ofSeveral(server) : serviceAddresses(first.vip);
}

const ofSeveral = once((server: VirtualServer): readonly VipAddress[] =>
  vipsOf(server).flatMap(serviceAddresses),
);

/** The services that a host forwards, as director or as the one owner of a vip. */
export const forwardedBy = once((topology: Topology): ReadonlyMap<Host, readonly VirtualServer[]> => {
  const out = new Map<Host, VirtualServer[]>();
  for (const server of topology.virtualServers) {
    for (const host of directorsOf(server)) {
      const own = out.get(host);
      if (own === undefined) out.set(host, [server]);
      else own.push(server);
    }
  }
  return out;
});

/** The hosts that forward a service, each once. */
export function directorsOf({ endpoints }: VirtualServer): readonly Host[] {
  const [first] = endpoints;
  // The holders of one vip are different hosts.
  if (endpoints.length < 2) return first === undefined ? [] : holdersOf(first.vip).map((h) => h.host);
  return [...new Set(endpoints.flatMap(({ vip }) => holdersOf(vip).map((h) => h.host)))];
}

export function familiesOf(server: VirtualServer): ReadonlySet<Family> {
  return new Set(vipAddresses(server).map((a) => a.address.family));
}
