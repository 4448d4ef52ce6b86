/** Which choices of hosts to try, so that every choice of at most so many is covered. */
import { sees } from "../analysis/availability.ts";
import { holdersOf, vipsOf } from "../analysis/roles.ts";
import { sessionScenes } from "../analysis/sessions.ts";
import { vrrpClusters } from "../analysis/vrrp.ts";
import type { DownSubject, Promised } from "../model/topology.ts";
import type { Host, Topology, Vip, VirtualServer } from "../model/topology.ts";
import { hostsOf } from "../semantics/sessions/failure.ts";

/** Choices tried for one promise. */
export const MOST_CHOICES = 200_000;

/**
 * The choices that can decide a promise: of the directors that are elected together for a vip; of these and, of the
 * real servers, those whose loss is worst for a virtual server; of the hosts on which a store's sessions depend.
 * Undefined when there are too many.
 */
export function choices(
  topology: Topology,
  subject: DownSubject,
  promise:
    | Pick<Extract<Promised, { kind: "vip" }>, "kind" | "vip">
    | Pick<Extract<Promised, { kind: "virtual_server" }>, "kind" | "server">
    | Pick<Extract<Promised, { kind: "sessions" }>, "kind" | "store">,
): readonly ReadonlySet<Host>[] | undefined {
  if (subject.kind === "down") return [new Set(subject.hosts)];
  const { count } = subject;
  switch (promise.kind) {
    case "vip":
      return subsets(electors(topology, promise.vip), count);
    case "virtual_server": {
      const { server } = promise;
      const directors = [...new Set(vipsOf(server).flatMap((vip) => electors(topology, vip)))];
      const chosen = subsets(directors, count);
      return chosen?.flatMap((some) =>
        worstFirst(server, some).map((reals) => new Set([...some, ...reals.slice(0, count - some.size)])),
      );
    }
    case "sessions": {
      const scenes = sessionScenes(topology).filter((s) => s.context.store === promise.store);
      const names = new Set(scenes.flatMap((s) => hostsOf(s.scene)));
      return subsets(
        topology.hosts.filter((h) => names.has(h.name)),
        count,
      );
    }
  }
}

function electors(topology: Topology, vip: Vip): readonly Host[] {
  return vrrpClusters(topology).get(vip)?.hosts ?? holdersOf(vip).map((h) => h.host);
}

/**
 * Hosts of real servers, the worst to lose first, in each of the ways in which a loss can hurt: by the weight that goes
 * with them; by what nothing notices; by what nobody knows to be noticed.
 */
function worstFirst({ realServers }: VirtualServer, but: ReadonlySet<Host>): readonly (readonly Host[])[] {
  const sums = new Map<Host, number>();
  const noticed = new Map<Host, boolean | undefined>();
  for (const real of realServers) {
    const { host, weight } = real;
    if (host === undefined || but.has(host)) continue;
    sums.set(host, (sums.get(host) ?? 0) + weight.value);
    if (weight.value > 0 && (!noticed.has(host) || noticed.get(host) === true)) noticed.set(host, sees(real));
  }
  const heaviest = [...sums].sort(([, x], [, y]) => y - x).map(([host]) => host);
  const before = (first: (host: Host) => boolean) => [
    ...heaviest.filter(first),
    ...heaviest.filter((host) => !first(host)),
  ];
  return [
    heaviest,
    before((host) => noticed.get(host) === false),
    before((host) => noticed.has(host) && noticed.get(host) === undefined),
  ];
}

/** All subsets of at most `size`, the smaller first; undefined when they are too many. */
function subsets(hosts: readonly Host[], size: number): readonly ReadonlySet<Host>[] | undefined {
  const out: ReadonlySet<Host>[] = [new Set()];
  let last: readonly { readonly set: ReadonlySet<Host>; readonly next: number }[] = [
    { set: new Set(), next: 0 },
  ];
  for (let n = 1; n <= size; n++) {
    const grown: { set: ReadonlySet<Host>; next: number }[] = [];
    for (const { set, next } of last) {
      for (let i = next; i < hosts.length; i++) {
        const host = hosts[i];
        if (host === undefined) continue;
        if (out.length + grown.length >= MOST_CHOICES) return undefined;
        grown.push({ set: new Set([...set, host]), next: i + 1 });
      }
    }
    for (const { set } of grown) out.push(set);
    last = grown;
  }
  return out;
}

export function downText(down: ReadonlySet<Host>): string {
  if (down.size === 0) return "with every host up";
  return `with ${[...down].map((h) => `\`${h.name}\``).join(", ")} down`;
}
