import { networksOf } from "../../analysis/places.ts";
import { holdersOf, vipAddresses, vipsOf } from "../../analysis/roles.ts";
import { tunnelMtu } from "../../semantics/kernel/ipvs.ts";
import type { Rule } from "../rule.ts";

/** What most clients send: an Ethernet frame. */
const FULL = 1500;

/** Bytes that the tunnel adds: spec/rules/ipvs/narrow-tunnel.md. */
export const narrowTunnel: Rule = {
  code: "ipvs/narrow-tunnel",
  severity: "warning",
  summary: "a full packet does not fit into the tunnel",
  *check({ virtualServers }) {
    for (const server of virtualServers) {
      if (server.forward.value !== "tun" || server.protocol !== "tcp") continue;
      const type = server.tunnel?.type ?? "ipip";
      const checksum = server.tunnel?.checksum === "csum";
      const entry = vipsOf(server)
        .flatMap(holdersOf)
        .flatMap(({ host }) => [...networksOf(host)]);
      for (const { host, addresses, span } of server.realServers) {
        const [outer] = addresses;
        if (host === undefined || outer === undefined || entry.length === 0) continue;
        const far = host.interfaces
          .flatMap((i) => i.addresses)
          .find((a) => a.address.text === outer.text)?.network;
        const way = Math.min(far?.mtu ?? 1500, Math.max(...entry.map((n) => n.mtu)));
        const fits = tunnelMtu(way, { type, family: outer.family, checksum });
        if (fits >= FULL) continue;
        const vip = vipAddresses(server)[0]?.address.text ?? server.name;
        yield {
          span,
          message: `${type} leaves ${fits} of ${way} bytes on the way to \`${host.name}\`, and clients send ${FULL}: an upload to ${vip} waits for the director's ICMP that asks for less, and hangs where a firewall drops it`,
          related: [{ span: server.forward.span, message: "by a tunnel" }],
          help: `let the networks carry ${way + FULL - fits} bytes (\`mtu\`), or announce a smaller MSS`,
        };
        break;
      }
    }
  },
};
