/**
 * The kernel settings of every host that needs some: one etc/sysctl.d/60-lbc.conf each, from what its part in
 * the topology asks for, then what its operator states. Sources: the kernel's ip-sysctl and ipvs-sysctl pages.
 */
import type { Host, Topology, VirtualServer } from "../model/topology.ts";
import type { Span } from "../text/source.ts";
import type { Artifact, Target } from "./artifact.ts";
import { lines, madeBy } from "./lines.ts";
import { familiesOf, forwardedBy, heldVips, type HeldVip } from "./roles.ts";

type Setting = { readonly key: string; readonly value: string; readonly span: Span };

export const sysctl: Target = {
  name: "sysctl",
  emit: (topology) => {
    const held = heldVips(topology);
    const forwarded = forwardedBy(topology);
    return topology.hosts.flatMap((host) => {
      const settings = settingsOf(host, held.get(host) ?? [], forwarded.get(host) ?? []);
      return settings.length === 0 ? [] : [configuration(topology, host, settings)];
    });
  },
};

/** The last word on a key is the operator's. */
function settingsOf(
  host: Host,
  held: readonly HeldVip[],
  forwarded: readonly VirtualServer[],
): readonly Setting[] {
  const byKey = new Map<string, Setting>();
  const set = (key: string, value: string | number, span: Span) =>
    byKey.set(key, { key, value: String(value), span });
  const first = held.find((h) => h.address.family === 4);
  if (first !== undefined && host.manageArp) {
    // The kernel takes the larger of `all` and the interface; `default` is for interfaces still to come.
    for (const which of ["all", "default"]) {
      set(`net.ipv4.conf.${which}.arp_ignore`, 1, first.span);
      set(`net.ipv4.conf.${which}.arp_announce`, 2, first.span);
    }
  }
  const tunnelled = held.find((h) => h.how === "tun");
  if (tunnelled !== undefined && tunnelled.address.family === 4) {
    // Answers leave by another interface than the tunnel the request came from. `all` counts too: the larger wins.
    set("net.ipv4.conf.all.rp_filter", 0, tunnelled.span);
    set("net.ipv4.conf.default.rp_filter", 0, tunnelled.span);
  }
  for (const server of forwarded) {
    if (server.forward.value === "nat") {
      const { span } = server.forward;
      if (familiesOf(server).has(4)) {
        set("net.ipv4.ip_forward", 1, span);
        // The kernel takes either of `all` and the interface, so both must be off.
        for (const which of ["all", "default", ...host.interfaces.map((i) => i.name)]) {
          set(confKey(which, "send_redirects"), 0, span);
        }
      }
      if (familiesOf(server).has(6)) set("net.ipv6.conf.all.forwarding", 1, span);
    }
    if (server.persistence !== undefined) {
      set("net.ipv4.vs.expire_quiescent_template", 1, server.persistence.span);
      set("net.ipv4.vs.expire_nodest_conn", 1, server.persistence.span);
    }
  }
  for (const { key, value, span } of host.sysctls) set(key, value, span);
  return [...byKey.values()];
}

/** An interface name with a dot is written with slashes, as sysctl(8) wants it. */
function confKey(name: string, setting: string): string {
  return name.includes(".") ? `net/ipv4/conf/${name}/${setting}` : `net.ipv4.conf.${name}.${setting}`;
}

function configuration(topology: Topology, host: Host, settings: readonly Setting[]): Artifact {
  const out = lines();
  out.add(madeBy("#", topology.source));
  for (const { key, value, span } of settings) out.add(`${key} = ${value}`, span);
  return {
    path: `${host.name}/etc/sysctl.d/60-lbc.conf`,
    host: host.name,
    install: "/etc/sysctl.d/60-lbc.conf",
    mode: 0o644,
    owner: "root:root",
    purpose: "kernel settings of this host",
    lines: out.done(),
  };
}
