/**
 * Who answers ARP for an IPv4 address, and which address an ARP request carries as its sender: Linux 6.1's
 * net/ipv4/arp.c and devinet.c with arp_filter, rp_filter and route_localnet off. Page:
 * spec/semantics/kernel.md; held to the kernel by test/real/arp.test.ts.
 */
import { contains, type Address } from "../net/address.ts";

/** An address as `ip addr add` was given it. */
export type HeldAddress = {
  readonly address: Address;
  readonly length: number;
  /** `global` when absent. */
  readonly scope?: "global" | "link" | "host";
};
/** The two settings, any integer: of `net.ipv4.conf.all`, or of one interface. */
export type ArpSettings = { readonly ignore: number; readonly announce: number };
export type ArpInterface = ArpSettings & {
  readonly name: string;
  /** In the order of adding. */
  readonly addresses: readonly HeldAddress[];
};
/** `interfaces` in the order of their making, which puts `lo` first. */
export type ArpHost = { readonly all: ArpSettings; readonly interfaces: readonly ArpInterface[] };

/** What counts on an interface: the larger value, which is not the stricter one (3 beats 1 and hides less). */
export function effective(host: ArpHost, on: ArpInterface): ArpSettings {
  return {
    ignore: Math.max(host.all.ignore, on.ignore),
    announce: Math.max(host.all.announce, on.announce),
  };
}

/**
 * Whether the host answers a request for `target` that arrives on the interface `arrivedOn`. A probe (duplicate
 * address detection, `arping -D`) has no sender. An unknown interface answers nothing.
 */
export function answers(host: ArpHost, arrivedOn: string, target: Address, sender?: Address): boolean {
  const on = host.interfaces.find((i) => i.name === arrivedOn);
  if (on === undefined || !isLocal(host, target)) return false;
  switch (effective(host, on).ignore) {
    case 1:
      return on.addresses.some((a) => a.address.text === target.text);
    case 2:
      return (
        on.addresses.some((a) => a.address.text === target.text) &&
        // One block on the interface must hold both; it need not be the block the target was added with.
        on.addresses.some((a) => contains(a, target) && (sender === undefined || contains(a, sender)))
      );
    case 3:
      return host.interfaces.some((i) =>
        i.addresses.some((a) => a.address.text === target.text && a.scope !== "host"),
      );
    case 8:
      return false;
    default:
      // 0; 4 to 7 are reserved and any other number is as good as 0.
      return true;
  }
}

export type Proxy = {
  /** `net.ipv4.conf.IN.forwarding`, which `ip_forward` sets for every interface. */
  readonly forwards: boolean;
  /** `proxy_arp`, of `all` or of the interface. */
  readonly proxyArp: boolean;
  /** `proxy_arp_pvlan` of the interface; `all` does not count. */
  readonly privateVlan: boolean;
};

/**
 * Whether the host answers for an address that is not its own, because it would route to it: `proxy_arp` when the way
 * leaves by another interface, `proxy_arp_pvlan` when it leaves by the one the request came in on.
 */
export function answersForOthers(arrivedOn: string, leavesBy: string | undefined, proxy: Proxy): boolean {
  if (leavesBy === undefined || !proxy.forwards) return false;
  return leavesBy === arrivedOn ? proxy.privateVlan : proxy.proxyArp;
}

/**
 * The sender address of the request by which the host looks for `target` on the interface `leavesBy`, to deliver a
 * packet whose source is `source`. Undefined when the host has no address to put there (it sends 0.0.0.0).
 */
export function announced(
  host: ArpHost,
  leavesBy: string,
  source: Address,
  target: Address,
): Address | undefined {
  const by = host.interfaces.find((i) => i.name === leavesBy);
  if (by === undefined) return undefined;
  const own = isLocal(host, source);
  switch (effective(host, by).announce) {
    case 1:
      if (own && by.addresses.some((a) => contains(a, target) && contains(a, source))) return source;
      break;
    case 2:
      break;
    default:
      if (own) return source;
  }
  return bestPrimary(host, by, target);
}

/** Whether a packet to the address stays here. On a loopback device the whole block is the host's own. */
function isLocal(host: ArpHost, address: Address): boolean {
  return host.interfaces.some((i) =>
    i.addresses.some((a) => (i.name === "lo" ? contains(a, address) : a.address.text === address.text)),
  );
}

/** The address the kernel thinks best: on the interface in the target's block, else the first there, else anywhere. */
function bestPrimary(host: ArpHost, by: ArpInterface, target: Address): Address | undefined {
  const usable = primaries(by).filter((a) => a.scope !== "host");
  const best = usable.find((a) => contains(a, target)) ?? usable[0];
  if (best !== undefined) return best.address;
  for (const other of host.interfaces) {
    const first = primaries(other).find((a) => (a.scope ?? "global") === "global");
    if (first !== undefined) return first.address;
  }
  return undefined;
}

const SCOPES = { host: 254, link: 253, global: 0 } as const;

/** The primary addresses in the kernel's order: narrow scopes first, then as added. A repeated block is secondary. */
function primaries(on: ArpInterface): readonly HeldAddress[] {
  const first = on.addresses.filter(
    (a, i) => !on.addresses.slice(0, i).some((b) => b.length === a.length && contains(b, a.address)),
  );
  return first.sort((a, b) => SCOPES[b.scope ?? "global"] - SCOPES[a.scope ?? "global"]);
}
