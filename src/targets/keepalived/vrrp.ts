/** VRRP instances, trackers and groups as keepalived writes them. */
import type { Director, Host, Topology, Track, Vip, VipAddress } from "../../model/topology.ts";
import type { Lines } from "../lines.ts";
import { seconds } from "./checkers.ts";
import { emitNative } from "./native.ts";
import { quote } from "./quote.ts";

/** The longest label of an address; keepalived drops the address when its label is longer. */
const MAX_LABEL = 15;

/** A VIP and this host's part in it. */
export type Part = { readonly vip: Vip; readonly director: Director };

export function partsOf(topology: Topology, host: Host): readonly Part[] {
  return topology.vips.flatMap((vip) => {
    const director = vip.directors.find((d) => d.host === host);
    return director === undefined ? [] : [{ vip, director }];
  });
}

/** Whether a vip, or a group that it is in, names a script that keepalived runs. */
export function runsScripts(topology: Topology, parts: readonly Part[]): boolean {
  const native = [...parts.map((p) => p.vip), ...topology.syncGroups].flatMap((thing) => thing.native);
  return (
    parts.some(({ vip }) => vip.notify.length > 0 || vip.tracks.some((t) => t.kind === "script")) ||
    native.some((d) => d.name.startsWith("notify"))
  );
}

/** Trackers are global to a file: the name says whose it is where two vips use one name for two things. */
export function trackName(parts: readonly Part[], vip: Vip, track: Track): string {
  const key = (t: Track) => JSON.stringify({ ...t, span: undefined, weightSpan: undefined });
  const others = parts
    .flatMap((p) => (p.vip === vip ? [] : p.vip.tracks))
    .filter((t) => t.kind !== "interface" && t.name === track.name);
  return others.every((t) => key(t) === key(track)) ? track.name : `${vip.name}_${track.name}`;
}

export function emitTracks(parts: readonly Part[], out: Lines): void {
  const seen = new Set<string>();
  for (const { vip } of parts) {
    for (const track of vip.tracks) {
      const name = trackName(parts, vip, track);
      if (track.kind === "interface" || seen.has(name)) continue;
      seen.add(name);
      const { span } = track;
      out.add("");
      out.add(`${track.kind === "script" ? "vrrp_script" : "vrrp_track_process"} ${name} {`, span);
      out.nest(() => {
        if (track.kind === "script") {
          out.add(`script "${track.script}"`, span);
          out.add(`interval ${track.interval}`, span);
          if (track.timeout !== undefined) out.add(`timeout ${track.timeout}`, span);
          if (track.rise !== undefined) out.add(`rise ${track.rise}`, span);
          if (track.fall !== undefined) out.add(`fall ${track.fall}`, span);
          if (track.user !== undefined) out.add(`user ${track.user}`, span);
        } else {
          out.add(`process ${quote(track.process)}`, span);
          if (track.quorum !== undefined) out.add(`quorum ${track.quorum}`, span);
          if (track.delay !== undefined) out.add(`delay ${seconds(track.delay)}`, span);
        }
        out.add(`weight ${track.weight}`, span);
      });
      out.add("}");
    }
  }
}

export function emitSyncGroups(topology: Topology, parts: readonly Part[], out: Lines): void {
  for (const group of topology.syncGroups) {
    const members = group.vips.filter(({ vip }) => parts.some((p) => p.vip.name === vip.name));
    if (members.length < 2) continue;
    out.add("");
    out.add(`vrrp_sync_group ${group.name} {`, group.span);
    out.nest(() => {
      out.add("group {", group.span);
      out.nest(() => {
        for (const { vip, span } of members) out.add(vip.name, span);
      });
      out.add("}");
      // Without it keepalived ignores the weighted trackers of the members.
      if (members.some(({ vip }) => vip.tracks.some((t) => t.weight !== 0)))
        out.add("sync_group_tracking_weight", group.span);
      emitNative(group.native, out);
    });
    out.add("}");
  }
}

function addressLine(address: VipAddress, director: Director, label: number): string {
  const device = director.interface.name;
  const name = `${device}:${label}`;
  const withLabel = address.address.family === 4 && name.length <= MAX_LABEL ? ` label ${name}` : "";
  return `${address.address.text}/${address.length} dev ${device}${withLabel}`;
}

export function emitInstance(
  parts: readonly Part[],
  { vip, director }: Part,
  firstLabel: number,
  out: Lines,
): void {
  const { span } = vip;
  let label = firstLabel;
  out.add("");
  out.add(`vrrp_instance ${vip.name} {`, span);
  out.nest(() => {
    // BACKUP everywhere: the priority alone decides, and MASTER would only clear nopreempt.
    // With strict the owner of the address must say that it is: RFC 5798.
    const isOwner = vip.strict && director.priority.value === 255;
    out.add(`state ${isOwner ? "MASTER" : "BACKUP"}`, director.span);
    out.add(`interface ${director.interface.name}`, director.interface.span);
    out.add(`virtual_router_id ${vip.virtualRouterId?.value ?? 1}`, vip.virtualRouterId?.span ?? span);
    out.add(`priority ${director.priority.value}`, director.priority.span);
    out.add(`advert_int ${seconds(vip.advertInterval)}`, span);
    if (vip.version === 3) out.add("version 3", span);
    if (vip.auth !== undefined) {
      const { type, password } = vip.auth;
      out.add("authentication {", password.span);
      out.nest(() => {
        out.add(`auth_type ${type}`, password.span);
        out.add(`auth_pass ${quote(password.value)}`, password.span);
      });
      out.add("}");
    }
    if (vip.mode === "unicast") emitPeers(vip, director, out);
    if (vip.nopreempt) out.add("nopreempt", span);
    if (vip.preemptDelay !== undefined) out.add(`preempt_delay ${seconds(vip.preemptDelay)}`, span);
    if (vip.strict) out.add("strict_mode on", span);
    if (!vip.accept) out.add("no_accept", span);
    // Without strict it is the default.
    else if (vip.strict && vip.spans.accept !== undefined) out.add("accept", vip.spans.accept);
    emitTrackLists(parts, vip, director, out);
    const lists = [
      { keyword: "virtual_ipaddress", addresses: vip.addresses },
      { keyword: "virtual_ipaddress_excluded", addresses: vip.excluded },
    ];
    for (const { keyword, addresses } of lists) {
      if (addresses.length === 0) continue;
      out.add(`${keyword} {`, addresses[0]?.span ?? span);
      out.nest(() => {
        for (const address of addresses) out.add(addressLine(address, director, label++), address.span);
      });
      out.add("}");
    }
    for (const { event, script, span: at } of vip.notify) {
      out.add(`${event === "any" ? "notify" : `notify_${event}`} "${script}"`, at);
    }
    emitNative(vip.native, out);
  });
  out.add("}");
}

function emitPeers(vip: Vip, director: Director, out: Lines): void {
  out.add(`unicast_src_ip ${director.source.address.text}`, director.span);
  out.add("unicast_peer {", vip.span);
  out.nest(() => {
    for (const peer of vip.directors) {
      if (peer !== director) out.add(peer.source.address.text, peer.span);
    }
  });
  out.add("}");
}

function emitTrackLists(parts: readonly Part[], vip: Vip, director: Director, out: Lines): void {
  const keywords = {
    script: "track_script",
    process: "track_process",
    interface: "track_interface",
  } as const;
  for (const kind of ["script", "process", "interface"] as const) {
    const own = vip.tracks.filter(
      (t) => t.kind === kind && !(kind === "interface" && t.name === director.interface.name),
    );
    if (own.length === 0) continue;
    out.add(`${keywords[kind]} {`, own[0]?.span);
    out.nest(() => {
      for (const track of own) {
        const weight = kind === "interface" && track.weight !== 0 ? ` weight ${track.weight}` : "";
        // An interface is called as the host calls it.
        const name = kind === "interface" ? track.name : trackName(parts, vip, track);
        out.add(`${name}${weight}`, track.span);
      }
    });
    out.add("}");
  }
}
