/**
 * The virtual servers as ipvsadm rules, in the form `ipvsadm -S -n` prints, and scripts that make the kernel's
 * table equal to them. A vip with one owner and no VRRP gets them installed on that host.
 */
import { bracketed } from "../semantics/net/address.ts";
import type { Topology, Vip, VirtualServer } from "../model/topology.ts";
import type { Artifact, Line, Target } from "./artifact.ts";
import { netmask } from "./keepalived/virtual-servers.ts";
import { apply, installed } from "./ipvsadm/scripts.ts";
import { lines } from "./lines.ts";
import { serviceAddresses } from "../analysis/roles.ts";

const FORWARDS = { dr: "-g", nat: "-m", tun: "-i" } as const;
const PROTOCOLS = { tcp: "-t", udp: "-u", sctp: "--sctp-service" } as const;

export const ipvsadm: Target = {
  name: "ipvsadm",
  emit: (topology) => {
    const out: Artifact[] = [];
    const servers = serversByVip(topology);
    for (const vip of topology.vips) {
      const rules = rulesOf(vip, servers.get(vip) ?? []);
      if (rules.length === 0) continue;
      const common = { mode: 0o644, owner: "root:root", lines: rules } as const;
      out.push({
        ...common,
        path: `ipvsadm/${vip.name}.rules`,
        purpose: `ipvsadm rules of the vip ${vip.name}, made by lbc from ${topology.source}`,
      });
      if (vip.owner !== undefined) out.push(...installed(topology, vip, vip.owner, rules));
    }
    if (out.length > 0) out.push(apply(topology));
    return out;
  },
};

function serversByVip(topology: Topology): ReadonlyMap<Vip, readonly VirtualServer[]> {
  const servers = new Map<Vip, VirtualServer[]>();
  for (const server of topology.virtualServers) {
    for (const vip of new Set(server.endpoints.map((e) => e.vip))) {
      const own = servers.get(vip);
      if (own === undefined) servers.set(vip, [server]);
      else own.push(server);
    }
  }
  return servers;
}

/** Services and servers of one vip. Comments are not allowed: ipvsadm -R gives up at one. */
function rulesOf(vip: Vip, servers: readonly VirtualServer[]): readonly Line[] {
  const out = lines();
  for (const server of servers) {
    const mark = server.fwmark;
    const own = server.endpoints.filter((e) => e.vip === vip);
    const addresses = serviceAddresses(vip).map((a) => a.address);
    if (mark !== undefined) {
      for (const family of new Set(addresses.map((a) => a.family))) {
        emitService(server, `-f ${mark.value}${family === 6 ? " -6" : ""}`, family, 0, out.add);
      }
      continue;
    }
    for (const { port } of own) {
      for (const address of addresses) {
        emitService(
          server,
          `${PROTOCOLS[server.protocol]} ${bracketed(address)}:${port}`,
          address.family,
          port,
          out.add,
        );
      }
    }
  }
  return out.done();
}

function emitService(
  server: VirtualServer,
  service: string,
  family: 4 | 6,
  port: number,
  add: (text: string, span: VirtualServer["span"]) => void,
): void {
  let options = ` -s ${server.scheduler.value}`;
  if (server.persistence !== undefined) {
    options += ` -p ${Math.ceil(server.persistence.value)}`;
    const granularity = server.persistenceGranularity?.value;
    if (granularity !== undefined)
      options += ` -M ${family === 4 ? netmask(Math.min(granularity, 32)) : granularity}`;
    if (server.persistenceEngine !== undefined) options += ` --pe ${server.persistenceEngine}`;
  }
  if (server.schedulerFlags.length > 0) options += ` -b ${server.schedulerFlags.join(",")}`;
  if (server.onePacket) options += " -o";
  add(`-A ${service}${options}`, server.span);
  for (const real of server.realServers) {
    const address =
      real.addresses.find((a) => a.family === family) ??
      (server.forward.value === "tun" ? real.addresses[0] : undefined);
    if (address === undefined) continue;
    // With a mark a server's port is 0; with DR and TUN ipvsadm would silently use the service's.
    const own = server.fwmark === undefined && server.forward.value === "nat" ? real.port : port;
    const at = `${bracketed(address)}:${own}`;
    let rule = `-a ${service} -r ${at} ${FORWARDS[server.forward.value]}`;
    const { tunnel } = server;
    if (server.forward.value === "tun" && tunnel !== undefined) {
      rule += ` --tun-type ${tunnel.type}`;
      if (tunnel.port !== undefined) rule += ` --tun-port ${tunnel.port}`;
      if (tunnel.checksum !== undefined) rule += ` --tun-${tunnel.checksum}`;
    }
    rule += ` -w ${real.weight.value}`;
    if (real.upperThreshold !== undefined) rule += ` -x ${real.upperThreshold}`;
    if (real.lowerThreshold !== undefined) rule += ` -y ${real.lowerThreshold}`;
    add(rule, real.span);
  }
}
