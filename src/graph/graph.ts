/** From a topology to its picture: clients, vips, directors, real servers, nginx, upstreams, Tomcats, stores of sessions. */
import type { Topology } from "../model/topology.ts";
import { quorumOf } from "../analysis/quorum.ts";
import { sees } from "../analysis/availability.ts";
import { vrrpClusters } from "../analysis/vrrp.ts";
import { vipsOf } from "../analysis/roles.ts";
import type { Problem } from "../problems/problem.ts";
import { withoutPasswords } from "./clusters.ts";
import { locate as locateBySource, places, problemsAt, shownProblem, type Locate } from "./declared.ts";
import { directors, services } from "./directors.ts";
import { machines } from "./machines.ts";
import type { ClusterFacts, Graph, ServiceFacts, VipFacts } from "./model.ts";
import { proxies } from "./proxies.ts";
import { rangesOf } from "./ranges.ts";
import { sheet, type Sheet } from "./sheet.ts";
import { stores } from "./stores.ts";

export type GraphOptions = {
  /** Hosts that are down at first. */
  readonly down?: readonly string[];
  /** Where a span is; by its source when absent. */
  readonly locate?: Locate;
};

/** Of any topology, also of one with errors. */
export function graphOf(topology: Topology, problems: readonly Problem[], options: GraphOptions = {}): Graph {
  const { down = [], locate = locateBySource } = options;
  const on = sheet();
  on.box("clients", { kind: "clients", caption: "", title: "clients", spans: [] });
  const hosts = machines(topology, on);
  directors(topology, on);
  const realServers = services(topology, on, hosts);
  proxies(topology, on, hosts);
  stores(topology, on, hosts);
  reachable(topology, on, hosts);
  hosts.rest();

  const { boxes, links } = on.drawn((cells) => rangesOf(cells.map((c) => c.label)));
  const known = places(locate);
  const networkNode = (name: string) => `network ${name}`;
  const at = problemsAt(problems, [
    ...on.declared(),
    ...topology.networks.map((n) => ({ id: networkNode(n.name), spans: [n.span] })),
  ]);
  const marked = (id: string, span = on.spanOf(id)) => ({
    ...(span === undefined ? {} : { place: known.indexOf(span) }),
    problems: at.get(id) ?? [],
  });
  return {
    source: topology.source,
    networks: topology.networks.map((n) => ({
      name: n.name,
      label: [n.name, ...n.prefixes.map((p) => `${p.value.address.text}/${p.value.length}`)].join(" "),
      ...marked(networkNode(n.name), n.span),
    })),
    boxes: boxes.map((box) => ({
      ...box,
      ...marked(box.id),
      cells: box.cells.map((cell) => ({ ...cell, ...marked(cell.id) })),
    })),
    links,
    problems: problems.map((p) => shownProblem(p, locate)),
    places: known.list,
    hosts: topology.hosts.map((h) => h.name),
    down: topology.hosts.map((h) => h.name).filter((name) => down.includes(name)),
    ...factsOf(topology, realServers),
  };
}

/** Clients ask what nothing else asks. */
function reachable(topology: Topology, on: Sheet, hosts: ReturnType<typeof machines>): void {
  for (const tier of [...topology.nginxes, ...topology.tomcats]) {
    const cells = tier.hosts.map((host) => hosts.of(tier, host));
    const boxes = new Set(cells.map((c) => c.box));
    if ([...boxes].some((box) => on.isReached(box))) continue;
    for (const { cell } of cells) on.link("clients", cell, "always");
  }
}

function factsOf(
  topology: Topology,
  realServers: ReadonlyMap<unknown, readonly string[]>,
): Pick<Graph, "vips" | "clusters" | "services"> {
  const of = vrrpClusters(topology);
  const indexes = new Map([...new Set(of.values())].map((cluster, i) => [cluster, i]));
  const clusters = [...indexes.keys()].map(({ routers, unknown }): ClusterFacts => ({
    routers: withoutPasswords(routers),
    ...(unknown === undefined ? {} : { unknown: unknown.why }),
  }));
  const vips = topology.vips.map((vip): VipFacts => {
    const cluster = of.get(vip);
    const index = cluster === undefined ? undefined : indexes.get(cluster);
    return {
      box: `vip ${vip.name}`,
      name: vip.name,
      ...(index === undefined ? {} : { cluster: index }),
      ...(vip.owner === undefined ? {} : { owner: vip.owner.host.name }),
      services: topology.virtualServers
        .filter((s) => vipsOf(s).includes(vip))
        .map((s) => `service ${s.name}`),
    };
  });
  const services = topology.virtualServers.map((server): ServiceFacts => {
    const { quorum, hysteresis } = quorumOf(server);
    const cells = realServers.get(server) ?? [];
    return {
      box: `service ${server.name}`,
      quorum,
      hysteresis,
      hasSorryServer: server.sorryServer !== undefined,
      realServers: server.realServers.map((real, i) => ({
        cell: cells[i] ?? "",
        ...(real.host === undefined ? {} : { host: real.host.name }),
        weight: real.weight.value,
        sees: sees(real) ?? null,
      })),
    };
  });
  return { vips, clusters, services };
}
