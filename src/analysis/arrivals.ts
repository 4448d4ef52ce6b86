/** Where packets for an address and port end: on which hosts, on which address and port there, and at which program. */
import {
  addressOf,
  type Address,
  type Family,
  type Host,
  type NginxTier,
  type RealServer,
  type TomcatTier,
  type Topology,
  type Vip,
  type VirtualServer,
} from "../model/topology.ts";
import { once } from "./once.ts";
import { holdersOf, serviceAddresses } from "./roles.ts";

/** One host that a request can reach. */
export type Arrival = {
  readonly vip?: Vip;
  readonly service?: { readonly server: VirtualServer; readonly real: RealServer };
  /** Absent for a real server that belongs to no declared host. */
  readonly host?: Host;
  /** The address that the client asks for. */
  readonly asked: Address;
  /** The address it is sent to, as the host sees it. */
  readonly address: Address;
  readonly port: number;
  readonly program?: Program;
};
export type Program =
  | { readonly kind: "nginx"; readonly tier: NginxTier }
  | { readonly kind: "tomcat"; readonly tier: TomcatTier };

/** What answers on a port of a host: a Tomcat's connector, else the host's nginx. */
export function programOn(topology: Topology, host: Host, port: number): Program | undefined {
  const tomcat = tomcatsOn(topology)
    .get(host)
    ?.find((t) => t.connectors.some((c) => c.port === port));
  if (tomcat !== undefined) return { kind: "tomcat", tier: tomcat };
  const tier = nginxOn(topology).get(host);
  return tier === undefined ? undefined : { kind: "nginx", tier };
}

const nginxOn = once(
  ({ nginxes }: Topology): ReadonlyMap<Host, NginxTier> =>
    new Map(nginxes.flatMap((tier) => tier.hosts.map((host) => [host, tier] as const))),
);

const tomcatsOn = once(({ tomcats }: Topology): ReadonlyMap<Host, readonly TomcatTier[]> => {
  const out = new Map<Host, TomcatTier[]>();
  for (const tier of tomcats) {
    for (const host of tier.hosts) {
      const own = out.get(host);
      if (own === undefined) out.set(host, [tier]);
      else own.push(tier);
    }
  }
  return out;
});

/** The address of a vip that a client of this family, or of exactly this address, sends to. */
export function addressOfVip(vip: Vip, family: Family): Address | undefined {
  return serviceAddresses(vip).find((a) => a.address.family === family)?.address;
}

/** Every host that a TCP connection to a vip can reach; none where nothing serves the port. */
export function arrivalsAtVip(
  topology: Topology,
  vip: Vip,
  address: Address,
  port: number,
): readonly Arrival[] {
  const server = topology.virtualServers.find(
    (s) =>
      s.protocol === "tcp" && s.endpoints.some((e) => e.vip === vip && (e.port === port || e.port === 0)),
  );
  if (server !== undefined)
    return server.realServers.map((real) => throughIpvs(topology, vip, { server, real }, address, port));
  // Without a virtual server the request is for whoever holds the vip.
  return holdersOf(vip).flatMap(({ host }) => {
    const program = programOn(topology, host, port);
    return program === undefined ? [] : [{ vip, host, asked: address, address, port, program }];
  });
}

function throughIpvs(
  topology: Topology,
  vip: Vip,
  service: { readonly server: VirtualServer; readonly real: RealServer },
  address: Address,
  port: number,
): Arrival {
  const { server, real } = service;
  const isRewritten = server.forward.value === "nat";
  const own = real.addresses.find((a) => a.family === address.family) ?? real.addresses[0] ?? address;
  // With a firewall mark the port stays as it is.
  const at = isRewritten && server.fwmark === undefined ? real.port : port;
  const program = real.host === undefined ? undefined : programOn(topology, real.host, at);
  return {
    vip,
    service,
    ...(real.host === undefined ? {} : { host: real.host }),
    asked: address,
    address: isRewritten ? own : address,
    port: at,
    ...(program === undefined ? {} : { program }),
  };
}

/** The hosts of a tier: as real servers where a vip leads to them, else by their own addresses. */
export function arrivalsAtTier(
  topology: Topology,
  tier: NginxTier,
  family: Family,
  port: number,
): readonly Arrival[] {
  for (const vip of topology.vips) {
    const address = addressOfVip(vip, family);
    if (address === undefined) continue;
    const found = arrivalsAtVip(topology, vip, address, port).filter((a) => a.program?.tier === tier);
    if (found.length > 0) return found;
  }
  return tier.hosts.flatMap((host) => {
    const address = addressOf(host, family)?.address;
    if (address === undefined) return [];
    return [{ host, asked: address, address, port, program: { kind: "nginx", tier } as const }];
  });
}
