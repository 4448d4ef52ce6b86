/** /etc/chrony/chrony.conf: sessions expire by the clock, so hosts that share them must agree on it. */
import { needsClock } from "../analysis/clocks.ts";
import type { Host, Topology } from "../model/topology.ts";
import type { Artifact, Line, Target } from "./artifact.ts";
import { lines, madeBy } from "./lines.ts";

export const chrony: Target = { name: "chrony", emit };

function emit(topology: Topology): readonly Artifact[] {
  return topology.hosts
    .filter((host) => needsClock(topology, host))
    .map((host): Artifact => ({
      path: `${host.name}/etc/chrony/chrony.conf`,
      host: host.name,
      install: "/etc/chrony/chrony.conf",
      mode: 0o644,
      owner: "root",
      purpose: "keeps the clock",
      service: { name: "chrony", action: "restart" },
      validate: "chronyd -p -f %s",
      lines: config(topology, host),
    }));
}

function config(topology: Topology, host: Host): readonly Line[] {
  const out = lines();
  const at = host.clock?.span ?? host.span;
  out.add(madeBy("#", topology.source));
  if (host.ntpServers.length === 0) out.add("pool 2.debian.pool.ntp.org iburst", at);
  for (const server of host.ntpServers) out.add(`server ${server.value} iburst`, server.span);
  out.add("# Slewing a large error takes hours: step, but only at the start.", at);
  out.add("makestep 1 3", at);
  out.add("driftfile /var/lib/chrony/chrony.drift", at);
  out.add("rtcsync", at);
  out.add("logdir /var/log/chrony", at);
  return out.done();
}
