/** chrony.conf for hosts that keep time by NTP, and for those whose sessions expire by the clock. */
import type { Host, Topology } from "../model/topology.ts";
import type { Artifact, Target } from "./artifact.ts";
import { lines, madeBy } from "./lines.ts";

export const chrony: Target = {
  name: "chrony",
  emit: (topology) => {
    const sharing = new Set(
      topology.tomcats.flatMap((t) => (t.contexts.some((c) => c.store !== undefined && c.store.kind !== "local") ? t.hosts : [])),
    );
    return topology.hosts
      .filter((h) => h.clock?.value === "ntp" || (h.clock === undefined && sharing.has(h)))
      .map((host) => configuration(topology, host));
  },
};

function configuration(topology: Topology, host: Host): Artifact {
  const out = lines();
  const span = host.clock?.span ?? host.span;
  out.add(madeBy("#", topology.source));
  for (const server of host.ntpServers) out.add(`server ${server.value} iburst`, server.span);
  if (host.ntpServers.length === 0) out.add("pool 2.debian.pool.ntp.org iburst", span);
  out.add("driftfile /var/lib/chrony/chrony.drift", span);
  out.add("makestep 1 3", span);
  out.add("rtcsync", span);
  return {
    path: `${host.name}/etc/chrony/chrony.conf`,
    host: host.name,
    install: "/etc/chrony/chrony.conf",
    mode: 0o644,
    owner: "root:root",
    purpose: "one clock for hosts that share sessions",
    service: { name: "chrony", action: "restart" },
    lines: out.done(),
  };
}
