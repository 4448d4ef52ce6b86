import { servicesOf } from "../../analysis/local-service.ts";
import { takersOf } from "../../analysis/roles.ts";
import type { Director, Interface, Topology, Vip, VirtualServer } from "../../model/topology.ts";
import type { Rule } from "../rule.ts";

/** An inner interface that may fail while the vip stays: spec/rules/vrrp/untracked-interface.md. */
export const untrackedInterface: Rule = {
  code: "vrrp/untracked-interface",
  severity: "warning",
  summary: "the vip does not move when the interface to the real servers fails",
  *check(topology) {
    for (const vip of topology.vips) {
      // A script may look at anything.
      if (vip.directors.length < 2 || vip.tracks.some((t) => t.kind === "script")) continue;
      if (vip.directors.every((d) => d.host.interfaces.length < 2)) continue;
      for (const server of servicesOf(topology).get(vip) ?? []) {
        const found = firstUntracked(topology, vip, server);
        if (found === undefined) continue;
        const { director, face } = found;
        yield {
          span: vip.span,
          message: `\`${director.host.name}\` reaches the real servers of ${server.name} by ${face.name}, and nothing looks whether it is up: when it fails ${vip.name} stays on ${director.interface.name}, with no real server behind it`,
          related: [{ span: face.span, message: "the way to the real servers" }],
          help: `add \`track ${face.name} { interface ${face.name} }\`, or a sync group with a vip on that side`,
        };
        break;
      }
    }
  },
};

function firstUntracked(topology: Topology, vip: Vip, server: VirtualServer) {
  const networks = new Set(
    takersOf(server).flatMap(({ host, addresses }) =>
      (host?.interfaces ?? []).flatMap((i) =>
        i.addresses.filter((a) => addresses.some((own) => own.text === a.address.text)).map((a) => a.network),
      ),
    ),
  );
  for (const director of vip.directors) {
    const ways = director.host.interfaces.filter((i) => i.addresses.some((a) => networks.has(a.network)));
    // With a real server on the vip's own side some of them are left.
    if (ways.includes(director.interface)) continue;
    const face = ways.find((i) => !isWatched(topology, vip, director, i));
    if (face !== undefined) return { director, face };
  }
  return undefined;
}

/** Tracked, or the interface of another vip of the same sync group on that host. */
function isWatched({ syncGroups }: Topology, vip: Vip, { host }: Director, face: Interface): boolean {
  if (vip.tracks.some((t) => t.kind === "interface" && t.name === face.name)) return true;
  return syncGroups.some(
    (g) =>
      g.vips.some((m) => m.vip === vip) &&
      g.vips.some((m) => m.vip.directors.some((d) => d.host === host && d.interface === face)),
  );
}
