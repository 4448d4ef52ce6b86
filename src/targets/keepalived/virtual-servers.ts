/** Virtual servers as keepalived writes them. */
import type { Address, Family, VirtualServer } from "../../model/topology.ts";
import type { Lines } from "../lines.ts";
import { formatAddress } from "../../semantics/net/address.ts";
import { familiesOf, serviceAddresses } from "../../analysis/roles.ts";
import { emitCheck, seconds } from "./checkers.ts";
import { emitNative } from "./native.ts";
import { quote } from "./quote.ts";

const KINDS = { dr: "DR", nat: "NAT", tun: "TUN" } as const;

/** Every address and port under which a service is offered; one entry a firewall mark and family. */
export function headsOf(
  server: VirtualServer,
): readonly { readonly head: string; readonly family: Family; readonly port: number }[] {
  const families = familiesOf(server);
  const mark = server.fwmark;
  if (mark !== undefined) {
    return [...families].map((family) => ({ head: `fwmark ${mark.value}`, family, port: 0 }));
  }
  return server.endpoints.flatMap(({ vip, port }) =>
    serviceAddresses(vip).map(({ address }) => ({
      head: `${address.text} ${port}`,
      family: address.family,
      port,
    })),
  );
}

/** The mask that a prefix length stands for: `255.255.255.0`. */
export function netmask(length: number): string {
  return formatAddress(4, ((1n << BigInt(length)) - 1n) << BigInt(32 - length));
}

/** The address a packet of a family goes to; a tunnel may change the family. */
function addressFor(addresses: readonly Address[], family: Family): Address | undefined {
  return addresses.find((a) => a.family === family);
}

export function emitVirtualServer(server: VirtualServer, out: Lines): void {
  for (const { head, family, port } of headsOf(server)) {
    out.add("");
    out.add(`virtual_server ${head} {`, server.span);
    out.nest(() => {
      emitService(server, family, port, out);
      for (const real of server.realServers) {
        const address =
          addressFor(real.addresses, family) ??
          (server.forward.value === "tun" ? real.addresses[0] : undefined);
        if (address === undefined) continue;
        const realPort = server.forward.value === "nat" && real.port !== 0 ? real.port : port;
        out.add("");
        out.add(
          `real_server ${address.text}${server.fwmark === undefined ? ` ${realPort}` : ""} {`,
          real.span,
        );
        out.nest(() => {
          out.add(`weight ${real.weight.value}`, real.weight.span);
          if (real.inhibitOnFailure) out.add("inhibit_on_failure", real.span);
          if (real.upperThreshold !== undefined) out.add(`uthreshold ${real.upperThreshold}`, real.span);
          if (real.lowerThreshold !== undefined) out.add(`lthreshold ${real.lowerThreshold}`, real.span);
          if (real.notifyUp !== undefined) out.add(`notify_up ${quote(real.notifyUp)}`, real.span);
          if (real.notifyDown !== undefined) out.add(`notify_down ${quote(real.notifyDown)}`, real.span);
          for (const check of real.checks) {
            // A service by mark has no port of its own to connect to.
            const needsPort = server.fwmark !== undefined && check.port === undefined;
            out.same(check, () => {
              emitCheck(needsPort ? { ...check, port: server.endpoints[0]?.port ?? 80 } : check, out);
            });
          }
        });
        out.add("}");
      }
    });
    out.add("}");
  }
}

function emitService(server: VirtualServer, family: Family, port: number, out: Lines): void {
  const { span, tunnel } = server;
  const loops = server.realServers.flatMap((r) =>
    r.checks.flatMap((c) => (c.every === undefined ? [] : [c.every])),
  );
  out.add(`delay_loop ${seconds(loops.length === 0 ? 6 : Math.min(...loops.slice(0, 1000)))}`, span);
  out.add(`lb_algo ${server.scheduler.value}`, server.scheduler.span);
  for (const flag of server.schedulerFlags) out.add(flag, server.scheduler.span);
  if (server.onePacket) out.add("ops", span);
  let kind: string = KINDS[server.forward.value];
  if (server.forward.value === "tun" && tunnel !== undefined) {
    kind += ` type ${tunnel.type}`;
    if (tunnel.port !== undefined) kind += ` port ${tunnel.port}`;
    if (tunnel.checksum !== undefined) kind += ` ${tunnel.checksum}`;
  }
  out.add(`lb_kind ${kind}`, server.forward.span);
  if (server.fwmark === undefined) out.add(`protocol ${server.protocol.toUpperCase()}`, span);
  else if (family === 6) out.add("ip_family inet6", span);
  if (server.persistence !== undefined)
    out.add(`persistence_timeout ${Math.ceil(server.persistence.value)}`, server.persistence.span);
  const granularity = server.persistenceGranularity;
  if (granularity !== undefined && server.persistence !== undefined) {
    const value =
      family === 4 ? netmask(Math.min(granularity.value, 32)) : String(Math.max(1, granularity.value));
    out.add(`persistence_granularity ${value}`, granularity.span);
  }
  if (server.persistenceEngine !== undefined) out.add(`persistence_engine ${server.persistenceEngine}`, span);
  if (server.quorum !== undefined) out.add(`quorum ${server.quorum.value}`, server.quorum.span);
  if (server.hysteresis !== undefined)
    out.add(`hysteresis ${server.hysteresis.value}`, server.hysteresis.span);
  if (server.quorumUp !== undefined) out.add(`quorum_up ${quote(server.quorumUp)}`, span);
  if (server.quorumDown !== undefined) out.add(`quorum_down ${quote(server.quorumDown)}`, span);
  if (server.alpha) out.add("alpha", span);
  if (server.omega) out.add("omega", span);
  if (server.inhibitOnFailure) out.add("inhibit_on_failure", span);
  if (server.virtualhost !== undefined) out.add(`virtualhost ${quote(server.virtualhost)}`, span);
  const sorry = server.sorryServer;
  const address = sorry === undefined ? undefined : addressFor(sorry.addresses, family);
  if (sorry !== undefined && address !== undefined) {
    const own = sorry.forward === "nat" ? sorry.port : port;
    out.add(`sorry_server ${address.text}${server.fwmark === undefined ? ` ${own}` : ""}`, sorry.span);
    if (sorry.forward !== server.forward.value)
      out.add(`sorry_server_lvs_method ${KINDS[sorry.forward]}`, sorry.span);
  }
  emitNative(server.native, out);
}
