/**
 * The VRRP of a topology as semantics/keepalived takes it: which instances stand for election together, and who holds
 * each vip. Reads what targets/keepalived writes.
 */
import type { Director, Host, Topology, Track, Vip } from "../model/topology.ts";
import type { Speaker } from "../semantics/keepalived/adverts.ts";
import { everyOutcome, type Every } from "../semantics/keepalived/every.ts";
import { outcomeOf, settleAfter, type Cluster, type Outcome } from "../semantics/keepalived/outcomes.ts";
import type { Tracker } from "../semantics/keepalived/priority.ts";
import type { Instance, Router, SyncGroup } from "../semantics/keepalived/sync.ts";

/** Vips that are elected together: those that sync groups bind, with everything any of them depends on. */
export type VipCluster = {
  readonly vips: readonly Vip[];
  /** The directors' hosts. */
  readonly hosts: readonly Host[];
  /** Instances and virtual addresses are named as their vips. */
  readonly routers: Cluster;
  /** A native statement that changes the election in a way that is not modelled. */
  readonly unknown?: { readonly why: string; readonly vip: Vip };
};

const memo = new WeakMap<Topology, ReadonlyMap<Vip, VipCluster>>();

/** The cluster of each vip that has directors. Made once for a topology. */
export function vrrpClusters(topology: Topology): ReadonlyMap<Vip, VipCluster> {
  const known = memo.get(topology);
  if (known !== undefined) return known;
  const clusters = new Map<Vip, VipCluster>();
  const order = new Map(topology.hosts.map((host, i) => [host, i]));
  const bound = boundVips(topology);
  for (const vip of topology.vips) {
    if (vip.directors.length === 0 || clusters.has(vip)) continue;
    const { vips, groups } = bound.get(vip) ?? { vips: new Set([vip]), groups: [] };
    const members = [...vips].filter((v) => v.directors.length > 0);
    const cluster = clusterOf(members, groups, order);
    for (const member of cluster.vips) clusters.set(member, cluster);
  }
  memo.set(topology, clusters);
  return clusters;
}

const outcomes = new WeakMap<VipCluster, Map<string, ReadonlyMap<string, Outcome>>>();

/** Who holds the vip when these hosts are down and all else is well; undefined for a vip without directors. */
export function holderOf(topology: Topology, vip: Vip, down: ReadonlySet<Host>): Outcome | undefined {
  const cluster = vrrpClusters(topology).get(vip);
  if (cluster === undefined) return undefined;
  if (cluster.unknown !== undefined) return { kind: "unknown", why: cluster.unknown.why };
  // Hosts that are no directors make no difference, so that `down any 1` of many asks few elections.
  const hosts = cluster.hosts.filter((h) => down.has(h)).map((h) => h.name);
  const asked = outcomes.get(cluster) ?? new Map<string, ReadonlyMap<string, Outcome>>();
  outcomes.set(cluster, asked);
  const key = hosts.join(" ");
  const answer = asked.get(key) ?? holdersWhen(cluster, hosts);
  asked.set(key, answer);
  return answer.get(vip.name);
}

function holdersWhen({ vips, routers }: VipCluster, hosts: readonly string[]): ReadonlyMap<string, Outcome> {
  const situation = { hosts: new Map(hosts.map((h) => [h, "down" as const])) };
  const settled = settleAfter(routers, hosts.length === 0 ? [{}] : [{}, situation]);
  return new Map(vips.map((v) => [v.name, outcomeOf(routers, settled, v.name)]));
}

const every = new WeakMap<VipCluster, Every>();

/** Every combination of failures in the cluster. */
export function everyCase(cluster: VipCluster): Every {
  const known = every.get(cluster);
  if (known !== undefined) return known;
  const found: Every =
    cluster.unknown === undefined
      ? everyOutcome(cluster.routers)
      : { kind: "unknown", why: cluster.unknown.why };
  every.set(cluster, found);
  return found;
}

/** Vips and the sync groups that bind them, both in the order of the topology. */
type Bound = { readonly vips: ReadonlySet<Vip>; readonly groups: readonly Topology["syncGroups"][number][] };

/** For the vips of sync groups: those that a chain of groups ties together. */
function boundVips({ vips, syncGroups }: Topology): ReadonlyMap<Vip, Bound> {
  const tied = new Map<Vip, Set<Vip>>();
  for (const group of syncGroups) {
    const own = group.vips.map((m) => m.vip);
    // The smaller are added to the largest: a long chain is not copied for each of its links.
    const sets = new Set(own.map((vip) => tied.get(vip) ?? new Set([vip])));
    const [all, ...others] = [...sets].sort((a, b) => b.size - a.size);
    if (all === undefined) continue;
    for (const vip of others.flatMap((set) => [...set])) {
      all.add(vip);
      tied.set(vip, all);
    }
    for (const vip of own) tied.set(vip, all);
  }
  const ordered = new Map<
    Set<Vip>,
    { readonly vips: Set<Vip>; readonly groups: Topology["syncGroups"][number][] }
  >();
  const out = new Map<Vip, Bound>();
  for (const vip of vips) {
    const set = tied.get(vip);
    if (set === undefined) continue;
    const bound = ordered.get(set) ?? { vips: new Set<Vip>(), groups: [] };
    ordered.set(set, bound);
    bound.vips.add(vip);
    out.set(vip, bound);
  }
  for (const group of syncGroups) {
    const set = group.vips[0] === undefined ? undefined : tied.get(group.vips[0].vip);
    if (set !== undefined) ordered.get(set)?.groups.push(group);
  }
  return out;
}

function clusterOf(
  vips: readonly Vip[],
  groups: Bound["groups"],
  order: ReadonlyMap<Host, number>,
): VipCluster {
  const hosts = [...new Set(vips.flatMap((v) => v.directors.map((d) => d.host)))].sort(
    (a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0),
  );
  const routers = hosts.map((host): Router => {
    const parts = vips.flatMap((vip) => {
      const director = vip.directors.find((d) => d.host === host);
      return director === undefined ? [] : [{ vip, director }];
    });
    return {
      host: host.name,
      instances: parts.map(({ vip, director }) => instanceOf(vip, director)),
      syncGroups: groupsOf(
        groups,
        parts.map((p) => p.vip),
      ),
    };
  });
  for (const vip of vips) {
    const strange = vip.native.find((d) => !HARMLESS.has(d.name));
    if (strange !== undefined)
      return {
        vips,
        hosts,
        routers,
        unknown: { vip, why: `the native \`${strange.name}\` of the vip \`${vip.name}\` is not modelled` },
      };
  }
  return { vips, hosts, routers };
}

/** Statements of a vrrp_instance that do not change who is master. */
const HARMLESS: ReadonlySet<string> = new Set([
  "garp_master_delay",
  "garp_master_repeat",
  "garp_master_refresh",
  "garp_master_refresh_repeat",
  "garp_lower_prio_delay",
  "garp_lower_prio_repeat",
  "garp_extra_if",
  "lower_prio_no_advert",
  "higher_prio_send_advert",
  "down_timer_adverts",
  "skip_check_adv_addr",
  "promote_secondaries",
  "kernel_rx_buf_size",
  "debug",
  "notify",
  "notify_master",
  "notify_backup",
  "notify_fault",
  "notify_stop",
  "notify_deleted",
  "notify_master_rx_lower_pri",
  "notify_priority_changes",
  "smtp_alert",
  "virtual_routes",
  "virtual_rules",
]);

function instanceOf(vip: Vip, director: Director): Instance {
  const face = director.interface.name;
  return {
    name: vip.name,
    vip: vip.name,
    priority: director.priority.value,
    nopreempt: vip.nopreempt,
    trackers: [{ name: face, kind: "interface", weight: 0 }, ...tracksOf(vip, director).map(trackerOf)],
    speaker: speakerOf(vip, director),
  };
}

/** What the director's adverts say, and what it wants to hear. */
export function speakerOf(vip: Vip, director: Director): Speaker {
  return {
    segment: director.source.network.name,
    family: director.source.address.family,
    version: vip.version,
    virtualRouterId: vip.virtualRouterId?.value ?? 1,
    ...(vip.auth === undefined ? {} : { auth: { type: vip.auth.type, password: vip.auth.password.value } }),
    interval: vip.advertInterval,
    addresses: vip.addresses.map((a) => a.address.text),
    mtu: director.source.network.mtu,
    source: director.source.address.text,
    transport:
      // Without any peer keepalived falls back to multicast.
      vip.mode === "multicast" || vip.directors.length < 2
        ? { kind: "multicast" }
        : {
            kind: "unicast",
            peers: vip.directors.filter((d) => d !== director).map((d) => d.source.address.text),
          },
  };
}

/** What the host tracks beside the vip's own interface, which keepalived tracks by itself and takes no other word about. */
export function tracksOf(vip: Vip, { interface: face }: Director): readonly Track[] {
  return vip.tracks.filter((t) => t.kind !== "interface" || t.name !== face.name);
}

function trackerOf({ name, kind, weight }: Track): Tracker {
  return { name, kind, weight };
}

/** As they are written on a host: with those members that it has, if there are two or more. */
function groupsOf(groups: Bound["groups"], vips: readonly Vip[]): readonly SyncGroup[] {
  return groups.flatMap((group) => {
    const members = group.vips.flatMap(({ vip }) => vips.find((v) => v.name === vip.name) ?? []);
    if (members.length < 2) return [];
    const trackingWeight = members.some((v) => v.tracks.some((t) => t.weight !== 0));
    return [{ name: group.name, members: members.map((v) => v.name), trackingWeight }];
  });
}
