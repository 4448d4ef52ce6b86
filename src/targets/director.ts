/** What a director's kernel needs besides sysctls: modules, and the firewall marks of services by mark. */
import type { Host, Topology, VirtualServer } from "../model/topology.ts";
import type { Artifact, Target } from "./artifact.ts";
import { lines, madeBy } from "./lines.ts";
import { forwardedBy, vipAddresses } from "../analysis/roles.ts";

export const director: Target = {
  name: "director",
  emit: (topology) =>
    [...forwardedBy(topology)].flatMap(([host, servers]) => {
      const marked = servers.filter((s) => s.fwmark !== undefined);
      return [
        modules(topology, host, servers),
        ...(marked.length === 0 ? [] : marks(topology, host, marked)),
      ];
    }),
};

function modules(topology: Topology, host: Host, servers: readonly VirtualServer[]): Artifact {
  const out = lines();
  out.add(madeBy("#", topology.source));
  out.add("ip_vs", host.span);
  const seen = new Set<string>();
  for (const { scheduler } of servers) {
    if (seen.has(scheduler.value)) continue;
    seen.add(scheduler.value);
    out.add(`ip_vs_${scheduler.value}`, scheduler.span);
  }
  return {
    path: `${host.name}/etc/modules-load.d/lbc.conf`,
    host: host.name,
    install: "/etc/modules-load.d/lbc.conf",
    mode: 0o644,
    owner: "root:root",
    purpose: "kernel modules of this director",
    lines: out.done(),
  };
}

function marks(topology: Topology, host: Host, servers: readonly VirtualServer[]): readonly Artifact[] {
  const out = lines();
  out.add(madeBy("#", topology.source));
  out.add("table inet lbc");
  out.add("delete table inet lbc");
  out.add("table inet lbc {");
  out.nest(() => {
    out.add("chain marks {");
    out.nest(() => {
      out.add("type filter hook prerouting priority mangle; policy accept;");
      for (const server of servers) {
        for (const { address } of vipAddresses(server)) {
          const ports = [...new Set(server.endpoints.map((e) => e.port).filter((p) => p > 0))];
          const family = address.family === 4 ? "ip" : "ip6";
          const match =
            ports.length === 0
              ? `meta l4proto ${server.protocol}`
              : `${server.protocol} dport { ${ports.join(", ")} }`;
          out.add(
            `${family} daddr ${address.text} ${match} meta mark set ${server.fwmark?.value ?? 0}`,
            server.fwmark?.span,
          );
        }
      }
    });
    out.add("}");
  });
  out.add("}");
  const unit = lines();
  unit.add(madeBy("#", topology.source));
  const body = [
    "[Unit]",
    "Description=Firewall marks of virtual servers",
    "Before=keepalived.service",
    "",
    "[Service]",
    "Type=oneshot",
    "RemainAfterExit=yes",
    "ExecStart=/usr/sbin/nft -f /etc/lbc/marks.nft",
    "ExecStop=/usr/sbin/nft delete table inet lbc",
    "",
    "[Install]",
    "WantedBy=multi-user.target",
  ];
  for (const text of body) unit.add(text, host.span);
  const common = {
    host: host.name,
    mode: 0o644,
    owner: "root:root",
    service: { name: "lbc-marks", action: "restart" },
  } as const;
  return [
    {
      ...common,
      path: `${host.name}/etc/lbc/marks.nft`,
      install: "/etc/lbc/marks.nft",
      purpose: "marks the packets of services by firewall mark",
      validate: "nft -c -f %s",
      lines: out.done(),
    },
    {
      ...common,
      path: `${host.name}/etc/systemd/system/lbc-marks.service`,
      install: "/etc/systemd/system/lbc-marks.service",
      purpose: "loads the firewall marks at boot",
      lines: unit.done(),
    },
  ];
}
