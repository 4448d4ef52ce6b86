/** Topology → what the model of IPVS asks for: ways back, ports, listeners, checks. */
import type {
  Address,
  Check,
  Family,
  Host,
  RealServer,
  RealServerAddress,
  Topology,
  Vip,
  VirtualServer,
} from "../model/topology.ts";
import { deliveredAddress, deliveredPort, returnPath, type Return } from "../semantics/kernel/ipvs.ts";
import { listenersOf, type Listener } from "./listeners.ts";
import type { Located, Span } from "../text/source.ts";
import { vipsByAddress } from "./arp.ts";
import { once } from "./once.ts";
import { hostsByAddress } from "./places.ts";
import { directorsOf, holdersOf, serviceAddresses, takersOf } from "./roles.ts";
import { kernelStateOf } from "./settings.ts";

export type Gateway = {
  readonly address: Address;
  readonly span: Span;
  /** Who has the address: a host, or a vip and its directors. */
  readonly at:
    { readonly kind: "host"; readonly host: Host } | { readonly kind: "vip"; readonly vip: Vip } | undefined;
};

/** The default router of a host: its own, else that of the first of its networks that has one. */
export function gatewayOf(topology: Topology, host: Host, family: Family): Gateway | undefined {
  if (!isAnyGateway(topology)) return undefined;
  const stated = statedGateway(host, family);
  if (stated === undefined) return undefined;
  const { value: address, span } = stated;
  const vip = vipsByAddress(topology).get(address.text);
  if (vip !== undefined) return { address, span, at: { kind: "vip", vip } };
  const owner = hostsByAddress(topology).get(address.text);
  return { address, span, at: owner && { kind: "host", host: owner } };
}

/** Whether any host or network has a router. */
const isAnyGateway = once(
  ({ hosts, networks }: Topology) =>
    networks.some((n) => n.gateways.length > 0) || hosts.some((h) => h.gateway !== undefined),
);

function statedGateway(host: Host, family: Family): Located<Address> | undefined {
  if (host.gateway?.value.family === family) return host.gateway;
  for (const { addresses } of host.interfaces) {
    for (const { network } of addresses) {
      for (const gateway of network.gateways) if (gateway.value.family === family) return gateway;
    }
  }
  return undefined;
}

/** How a real server answers a client that is in none of its networks. */
export type WayBack = {
  readonly server: VirtualServer;
  readonly taker: RealServerAddress;
  readonly host: Host;
  readonly gateway?: Gateway;
  /** Through the director that holds the vip, or the one it is sure of. */
  readonly result: Return;
};

/** Of IPv4 and the real servers that are declared hosts; a director that serves itself needs no way. */
export const waysBack = once((topology: Topology): readonly WayBack[] => [...eachWayBack(topology)]);

function* eachWayBack(topology: Topology): Iterable<WayBack> {
  for (const server of topology.virtualServers) {
    if (server.forward.value !== "nat" && server.sorryServer === undefined && !isAnyGateway(topology))
      continue;
    const directors = directorsOf(server);
    for (const taker of takersOf(server)) {
      const { host, forward: how } = taker;
      if (host === undefined) continue;
      const gateway = gatewayOf(topology, host, 4);
      // Whether a DR real server needs a router depends on where its clients are.
      if (gateway === undefined && how !== "nat") continue;
      if (directors.includes(host) || !taker.addresses.some((a) => a.family === 4)) continue;
      const through =
        gateway?.at === undefined
          ? []
          : gateway.at.kind === "host"
            ? [gateway.at.host]
            : holdersOf(gateway.at.vip).map((h) => h.host);
      const director = through.find((h) => directors.includes(h));
      const state = director === undefined ? undefined : kernelStateOf(topology, director);
      const face = director?.interfaces.find((i) =>
        i.addresses.some((a) =>
          host.interfaces.some((j) => j.addresses.some((b) => b.network === a.network)),
        ),
      );
      const acceptsLocal =
        (state?.conf("all", "accept_local")?.value ?? 0) > 0 ||
        (state?.conf(face?.name ?? "", "accept_local")?.value ?? 0) > 0;
      const result = returnPath({
        method: how,
        gateway: gateway === undefined ? "none" : director === undefined ? "router" : "director",
        clientOnLink: false,
        directorForwards: state?.value("net/ipv4/ip_forward")?.value === 1,
        directorAcceptsLocal: acceptsLocal,
      });
      yield { server, taker, host, result, ...(gateway === undefined ? {} : { gateway }) };
    }
  }
}

/** Where packets of a service go, or arrive. */
export type Delivery = { readonly address: string; readonly family: Family; readonly port: number };

function deliveriesOf(server: VirtualServer): readonly Delivery[] {
  return server.endpoints.flatMap(({ vip, port }) =>
    serviceAddresses(vip).map(({ address: { text, family } }) => ({ address: text, family, port })),
  );
}

/** As it arrives at one real server; undefined when that has no address of the family. */
function deliveredTo(taker: RealServerAddress, { address, family, port }: Delivery): Delivery | undefined {
  const own = taker.addresses.find((a) => a.family === family);
  if (own === undefined) return undefined;
  return {
    address: deliveredAddress(taker.forward, address, own.text),
    family,
    port: deliveredPort(taker.forward, port, taker.port),
  };
}

/** Whether a listener takes what comes to an address by TCP. */
export function takes(listener: Listener, { address, family, port }: Delivery): boolean {
  return (
    listener.protocol === "tcp" &&
    listener.port === port &&
    listener.families.includes(family) &&
    (listener.address === undefined || listener.address === address)
  );
}

/** A real or sorry server whose host says all it runs, and a place where packets arrive and nobody takes them. */
export type Deaf = {
  readonly server: VirtualServer;
  readonly taker: RealServerAddress;
  readonly host: Host;
  readonly delivery: Delivery;
  /** What listens on the port, on other addresses. */
  readonly elsewhere: readonly Listener[];
};

export const deafTakers = once((topology: Topology): readonly Deaf[] => [...eachDeaf(topology)]);

function* eachDeaf(topology: Topology): Iterable<Deaf> {
  const listeners = listenersOf(topology);
  if (listeners.size === 0) return;
  for (const server of topology.virtualServers) {
    if (server.protocol !== "tcp") continue;
    const sent = deliveriesOf(server).filter((d) => d.port > 0);
    for (const taker of takersOf(server)) {
      const { host } = taker;
      const own = host === undefined ? undefined : listeners.get(host);
      if (host === undefined || own === undefined) continue;
      let delivery: Delivery | undefined;
      for (const one of sent) {
        const arrives = deliveredTo(taker, one);
        if (arrives === undefined || own.some((l) => takes(l, arrives))) continue;
        delivery = arrives;
        break;
      }
      if (delivery === undefined) continue;
      yield {
        server,
        taker,
        host,
        delivery,
        elsewhere: own.filter((l) => l.protocol === "tcp" && l.port === delivery.port),
      };
    }
  }
}

/** A check and where it connects: an address of the real server, never the vip. */
export type Probe = {
  readonly server: VirtualServer;
  readonly real: RealServer;
  readonly check: Check;
  readonly to: Delivery;
};

/** The checks of these hosts that connect by TCP. */
export function* tcpProbes({ virtualServers }: Topology, hosts: ReadonlyMap<Host, unknown>): Iterable<Probe> {
  if (hosts.size === 0) return;
  for (const server of virtualServers) {
    for (const real of server.realServers) {
      if (real.host === undefined || !hosts.has(real.host)) continue;
      for (const check of real.checks) {
        if (check.kind !== "http" && check.kind !== "ssl" && check.kind !== "tcp" && check.kind !== "smtp")
          continue;
        const port = check.port ?? (real.port === 0 ? server.endpoints[0]?.port : real.port) ?? 0;
        for (const { text, family } of real.addresses)
          yield { server, real, check, to: { address: text, family, port } };
      }
    }
  }
}

/** Whether keepalived looks after the service: a vip with one owner is set up by ipvsadm alone. */
export function isChecked({ endpoints }: VirtualServer): boolean {
  return endpoints.some((e) => e.vip.directors.length > 0);
}

/** Seconds from the death of a server that does not answer at all until keepalived takes it out, at most. */
export function detectionTime(check: Check): number {
  // keepalived 2.2.7's own values; spec/semantics/keepalived.md.
  const every = check.every ?? 6;
  const misc = check.kind === "misc";
  const timeout = check.timeout ?? (misc ? every : 5);
  const retry = check.retry ?? (misc ? 0 : check.kind === "dns" ? 3 : 1);
  const delay =
    check.delayBeforeRetry ??
    (check.kind === "http" || check.kind === "ssl" ? 3 : check.kind === "dns" ? every : 1);
  return every + (retry + 1) * timeout + retry * delay;
}
