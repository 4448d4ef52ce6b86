/** Budgets of what runs on a host: Tomcats by themselves, and all daemons together. */
import type { Host, NginxTier, TomcatTier, Topology } from "../../model/topology.ts";
import {
  bufferMemory,
  handlesFit,
  memoryFits,
  nginxHandles,
  slotMemory,
} from "../../semantics/budget/host.ts";
import { count, rangeOf, setting, type Expression } from "../../semantics/budget/inequality.ts";
import { connectorDescriptors, connectorsFit, threadsUsed } from "../../semantics/budget/tomcat.ts";
import { connectorOf } from "../connectors.ts";
import { placesOf } from "../directives.ts";
import { filesOf, memoryOf, sysctlOf } from "../found.ts";
import { buffersAt, fileMaxOf, opensFiles, SERVICE_FILES, workersOf } from "../nginx-workers.ts";
import { once } from "../once.ts";
import { alike, budget, type Budget } from "./item.ts";

export function tomcatBudgets(tier: TomcatTier): readonly Budget[] {
  const connectors = tier.connectors.map(connectorOf);
  return [
    ...tier.connectors.map((c) => budget("tomcat-threads", threadsUsed(connectorOf(c)), c.span)),
    ...alike(tier.hosts, (host) => filesOf(host, "java", "hard")?.value ?? SERVICE_FILES.hard).map(
      ({ hosts, value }) =>
        budget(
          "tomcat-descriptors",
          connectorsFit(connectors, value),
          tier.connectors[0]?.span ?? tier.span,
          {
            hosts,
          },
        ),
    ),
  ];
}

/** What all daemons of a host take together. */
export function hostBudgets(topology: Topology): readonly Budget[] {
  const out: Budget[] = [];
  const tiers = [...topology.nginxes, ...topology.tomcats, ...topology.memcacheds, ...topology.redises];
  const served = new Set(tiers.flatMap((t) => t.hosts));
  const busy = topology.hosts.filter((host) => served.has(host));
  const groups = alike(busy, (host) => ({
    ...daemonsOf(topology, host),
    fileMax: fileMaxOf(host),
    memory: memoryOf(host)?.value,
  }));
  for (const { hosts, value } of groups) {
    const first = hosts[0];
    if (first === undefined) continue;
    const handles = first.found?.sysctls.get("fs/file-max") ?? first.fileMax;
    const span = handles?.span ?? sysctlOf(first, "fs.file-max")?.span ?? first.span;
    const memorySpan = memoryOf(first)?.span ?? first.span;
    if (value.handles.length > 0)
      out.push(budget("host-handles", handlesFit(value.handles, value.fileMax), span, { hosts }));
    if (value.files.length > 0)
      out.push(budget("host-files", handlesFit(value.files, value.fileMax), span, { hosts }));
    if (value.taken.length > 0)
      out.push(budget("host-memory", memoryFits(value.taken, value.memory), memorySpan, { hosts }));
    if (value.buffers.length > 0)
      out.push(
        budget("host-buffers", memoryFits([...value.taken, ...value.buffers], value.memory), memorySpan, {
          hosts,
        }),
      );
  }
  return out;
}

/** The different buffers of the places of a tier that proxy. */
const buffersOf = once((tier: NginxTier) => {
  const different = new Map<string, ReturnType<typeof buffersAt>>();
  for (const { block, levels } of placesOf(tier)) {
    if (block.block?.some((d) => d.name === "proxy_pass") !== true) continue;
    const buffers = buffersAt(levels);
    const key = Object.values(buffers).map(String).join(" ");
    if (!different.has(key)) different.set(key, buffers);
  }
  return [...different.values()];
});

function daemonsOf(topology: Topology, host: Host) {
  const handles: Expression[] = [];
  const files: Expression[] = [];
  const taken: Expression[] = [];
  const buffers: Expression[] = [];
  for (const tier of topology.nginxes.filter((t) => t.hosts.includes(host))) {
    const workers = workersOf(topology, tier, host);
    handles.push(nginxHandles(workers, false));
    files.push(nginxHandles(workers, opensFiles(tier)));
    taken.push(slotMemory(workers));
    const proxied = buffersOf(tier).map((b) => bufferMemory(workers, b));
    // Of the places that proxy, the one that costs most: all requests may go there.
    const [most] = proxied.sort((a, b) => rangeOf(b).most - rangeOf(a).most);
    if (most !== undefined) buffers.push(most);
  }
  for (const tier of topology.tomcats.filter((t) => t.hosts.includes(host))) {
    const open = connectorDescriptors(tier.connectors.map(connectorOf));
    handles.push(open);
    files.push(open);
    taken.push(count(`for the heap of ${tier.name}`, undefined, "bytes"));
  }
  for (const tier of topology.memcacheds.filter((t) => t.hosts.includes(host))) {
    const open = setting("connections", tier.connections ?? 1024);
    handles.push(open);
    files.push(open);
    taken.push(count(`for ${tier.name}`, tier.memory.value, "bytes"));
  }
  for (const tier of topology.redises.filter((t) => t.hosts.includes(host)))
    taken.push(count(`for ${tier.name}`, tier.memory?.value, "bytes"));
  return { handles, files, taken, buffers };
}
