/** The kernel settings of every host that needs some: one etc/sysctl.d/60-lbc.conf each. */
import { settingsOf, type Setting } from "../analysis/settings.ts";
import type { Host, Topology } from "../model/topology.ts";
import type { Artifact, Line, Target } from "./artifact.ts";
import { madeBy, textOfLines } from "./lines.ts";

export const sysctl: Target = {
  name: "sysctl",
  emit: (topology) => {
    const made = configurations(topology);
    return [...settingsOf(topology)].map(([host, settings]) => made(host, settings));
  },
};

function configurations({ source }: Topology): (host: Host, settings: readonly Setting[]) => Artifact {
  const first: Line = { text: madeBy("#", source), span: undefined };
  let before = "";
  return (host, settings) => {
    const lines = [first, ...settings.map(({ key, value, span }) => ({ text: `${key} = ${value}`, span }))];
    // Mostly a host has the same as the one before it: then they have one text.
    const text = textOfLines(lines);
    if (text !== before) before = text;
    return configuration(host, lines, before);
  };
}

function configuration(host: Host, lines: readonly Line[], text: string): Artifact {
  return {
    path: `${host.name}/etc/sysctl.d/60-lbc.conf`,
    host: host.name,
    install: "/etc/sysctl.d/60-lbc.conf",
    mode: 0o644,
    owner: "root:root",
    purpose: "kernel settings of this host",
    lines,
    text,
  };
}
