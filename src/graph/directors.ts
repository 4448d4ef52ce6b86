/** Vips, the hosts that may hold them, and the virtual servers there. */
import type { RealServerAddress, Topology, Vip, VirtualServer } from "../model/topology.ts";
import { programOn } from "../analysis/arrivals.ts";
import { directorsOf, holdersOf } from "../analysis/roles.ts";
import { few, type Machines, type Standing } from "./machines.ts";
import type { Sheet } from "./sheet.ts";

export function directors(topology: Topology, on: Sheet): void {
  const index = new Map(topology.networks.map((n, i) => [n, i]));
  for (const vip of topology.vips) {
    const addresses = [...vip.addresses, ...vip.excluded];
    const network = addresses
      .flatMap((a) => (a.network === undefined ? [] : (index.get(a.network) ?? [])))
      .at(0);
    const id = on.box(`vip ${vip.name}`, {
      kind: "vip",
      caption: "vip",
      title: vip.name,
      lines: few(addresses.map((a) => a.address.text)),
      spans: [vip.span],
      ...(network === undefined ? {} : { network }),
    });
    if (isAsked(topology, vip)) on.link("clients", id, "always");
  }
  for (const host of new Set(topology.vips.flatMap((v) => holdersOf(v).map((h) => h.host)))) {
    const held = topology.vips.flatMap((vip) => {
      const own = vip.directors.find((d) => d.host === host);
      if (own !== undefined)
        return [{ vip, span: own.span, network: own.source.network, says: `priority ${own.priority.value}` }];
      if (vip.owner?.host !== host) return [];
      const network = vip.owner.interface.addresses[0]?.network;
      return [{ vip, span: vip.owner.span, network, says: "without VRRP" }];
    });
    const [first] = held;
    const network = first?.network === undefined ? undefined : index.get(first.network);
    const id = on.box(`director ${host.name}`, {
      kind: "director",
      caption: "director",
      title: host.name,
      lines: few(held.map(({ vip, says }) => (topology.vips.length === 1 ? says : `${vip.name}: ${says}`))),
      host: host.name,
      spans: [host.span, ...held.map((h) => h.span)],
      ...(network === undefined ? {} : { network }),
    });
    for (const { vip, says } of held) on.link(`vip ${vip.name}`, id, "holds", says);
  }
}

/** A vip at which nothing answers is a gateway, say. */
function isAsked({ virtualServers, nginxes, tomcats }: Topology, vip: Vip): boolean {
  if (virtualServers.some((s) => s.endpoints.some((e) => e.vip === vip))) return true;
  return holdersOf(vip).some(({ host }) => [...nginxes, ...tomcats].some((t) => t.hosts.includes(host)));
}

/** The cells of each service's real servers, in their order. */
export function services(
  topology: Topology,
  on: Sheet,
  hosts: Machines,
): ReadonlyMap<VirtualServer, readonly string[]> {
  const out = new Map<VirtualServer, readonly string[]>();
  const sharing = sharers(topology);
  for (const server of topology.virtualServers) {
    const [endpoint] = server.endpoints;
    const network = topology.networks.findIndex((n) => endpoint?.vip.addresses.some((a) => a.network === n));
    const id = on.box(`service ${server.name}`, {
      kind: "service",
      caption: "virtual server",
      title: server.name,
      lines: [
        `${server.forward.value} · ${server.scheduler.value}`,
        ...(server.persistence === undefined ? [] : [`persistence ${server.persistence.value}s`]),
      ],
      spans: [server.span],
      ...(network < 0 ? {} : { network }),
    });
    for (const host of directorsOf(server)) on.link(`director ${host.name}`, id, "forwards");
    out.set(
      server,
      server.realServers.map((real) => {
        const shared = sharing(real, server);
        const what = { id: `real servers of ${shared}`, caption: "real servers" };
        const { cell } = standingOf(topology, hosts, real, what);
        on.link(id, cell, "balances", `weight ${real.weight.value}`);
        return cell;
      }),
    );
    if (server.sorryServer !== undefined) {
      const what = { id: `sorry server of ${server.name}`, caption: "sorry server" };
      on.link(id, standingOf(topology, hosts, server.sorryServer, what).cell, "sorry");
    }
  }
  // Without a virtual server whoever holds the vip answers itself.
  for (const vip of topology.vips) {
    if (topology.virtualServers.some((s) => s.endpoints.some((e) => e.vip === vip))) continue;
    for (const { host } of holdersOf(vip)) {
      for (const tier of [...topology.nginxes, ...topology.tomcats])
        if (tier.hosts.includes(host))
          on.link(`director ${host.name}`, hosts.of(tier, host).cell, "forwards");
    }
  }
  return out;
}

/** Hosts that serve in the same services, and whose programs are not declared, are one box. */
function sharers(topology: Topology) {
  const of = new Map<string, string[]>();
  const keyOf = ({ host, addresses }: RealServerAddress) => host?.name ?? `${addresses[0]?.text}`;
  for (const server of topology.virtualServers)
    for (const real of server.realServers) {
      const own = of.get(keyOf(real));
      if (own === undefined) of.set(keyOf(real), [server.name]);
      else if (own.at(-1) !== server.name) own.push(server.name);
    }
  return (real: RealServerAddress, server: VirtualServer) => of.get(keyOf(real))?.join(" ") ?? server.name;
}

function standingOf(
  topology: Topology,
  hosts: Machines,
  { host, addresses, port, span }: RealServerAddress,
  what: { readonly id: string; readonly caption: string },
): Standing {
  const program = host === undefined ? undefined : programOn(topology, host, port);
  if (host !== undefined && program !== undefined) return hosts.of(program.tier, host);
  const [address] = addresses;
  return hosts.plain(what, { host, label: host?.name ?? `${address?.text ?? ""}:${port}`, address, span });
}
