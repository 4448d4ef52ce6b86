/** The kernel settings of every host that needs some: one etc/sysctl.d/60-lbc.conf each. */
import { settingsOf, type Setting } from "../analysis/settings.ts";
import type { Host, Topology } from "../model/topology.ts";
import type { Artifact, Target } from "./artifact.ts";
import { lines, madeBy } from "./lines.ts";

export const sysctl: Target = {
  name: "sysctl",
  emit: (topology) =>
    [...settingsOf(topology)].map(([host, settings]) => configuration(topology, host, settings)),
};

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
