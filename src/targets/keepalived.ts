/** keepalived.conf of every director. Models keepalived 2.2.7; see spec/semantics/keepalived.md. */
import type { Host, Topology, VirtualServer } from "../model/topology.ts";
import type { Artifact, Line, Target } from "./artifact.ts";
import { emitNative } from "./keepalived/native.ts";
import { emitVirtualServer } from "./keepalived/virtual-servers.ts";
import {
  emitInstance,
  emitSyncGroups,
  emitTracks,
  partsOf,
  runsScripts,
  type Part,
} from "./keepalived/vrrp.ts";
import { lines, madeBy, type Lines } from "./lines.ts";

export const keepalived: Target = {
  name: "keepalived",
  emit: (topology) => {
    const directors = new Set(topology.vips.flatMap((v) => v.directors.map((d) => d.host)));
    const linesOf = virtualServerLines();
    return topology.hosts
      .filter((h) => directors.has(h))
      .map((host) => configuration(topology, host, linesOf));
  },
};

type LinesOf = (server: VirtualServer) => readonly Line[];

/** The lines of a virtual server, which are the same on each of its directors. */
function virtualServerLines(): LinesOf {
  const made = new Map<VirtualServer, readonly Line[]>();
  return (server) => {
    let own = made.get(server);
    if (own === undefined) {
      const out = lines();
      emitVirtualServer(server, out);
      made.set(server, (own = out.done()));
    }
    return own;
  };
}

function configuration(topology: Topology, host: Host, linesOf: LinesOf): Artifact {
  const out = lines();
  const parts = partsOf(topology, host);
  const vips = new Set(parts.map((p) => p.vip));
  const servers = topology.virtualServers.filter((s) => s.endpoints.some((e) => vips.has(e.vip)));
  out.add(madeBy("!", topology.source));
  out.add("");
  emitGlobals(topology, host, parts, servers, out);
  emitTracks(parts, out);
  emitSyncGroups(topology, parts, out);
  let label = 1;
  for (const part of parts) {
    emitInstance(parts, part, label, out);
    label += part.vip.addresses.length + part.vip.excluded.length;
  }
  for (const server of servers) out.append(linesOf(server));
  const made = out.done();
  // To look whether another user may run a script, keepalived 2.2.5 to 2.2.7 becomes that user; with -t it then takes
  // its parent for dead, and ends itself, unless no parent can be seen.
  const alone = made.some(({ text }) => /^ *(script_)?user (?!root$)/.test(text)) ? "unshare -pf " : "";
  return {
    path: `${host.name}/etc/keepalived/keepalived.conf`,
    host: host.name,
    install: "/etc/keepalived/keepalived.conf",
    // A password is for root.
    mode: parts.some((p) => p.vip.auth !== undefined) ? 0o640 : 0o644,
    owner: "root:root",
    purpose: "VRRP and virtual servers of this director",
    service: { name: "keepalived", action: "reload" },
    validate: `${alone}keepalived -t -f %s`,
    lines: made,
  };
}

function hasScripts({ quorumUp, quorumDown, realServers }: VirtualServer): boolean {
  return (
    quorumUp !== undefined ||
    quorumDown !== undefined ||
    realServers.some(
      (r) =>
        r.notifyUp !== undefined || r.notifyDown !== undefined || r.checks.some((c) => c.kind === "misc"),
    )
  );
}

function emitGlobals(
  topology: Topology,
  host: Host,
  parts: readonly Part[],
  servers: readonly VirtualServer[],
  out: Lines,
): void {
  const { notify, globalDefs } = topology;
  const stated = new Set(globalDefs.map((d) => d.name));
  out.add("global_defs {", host.span);
  out.nest(() => {
    out.add(`router_id ${host.name}`, host.span);
    if (notify !== undefined && notify.emails.length > 0) {
      out.add("notification_email {", notify.span);
      out.nest(() => {
        for (const email of notify.emails) out.add(email.value, email.span);
      });
      out.add("}");
      if (notify.from !== undefined)
        out.add(`notification_email_from ${notify.from.value}`, notify.from.span);
      if (notify.smtp !== undefined) {
        const { address, port, span } = notify.smtp;
        out.add(`smtp_server ${address}${port === 25 ? "" : ` ${port}`}`, span);
        out.add(`smtp_connect_timeout ${Math.ceil(notify.timeout)}`, notify.span);
      }
      // Without it keepalived writes of real servers only, and nobody hears of a vip that moved.
      if (!stated.has("smtp_alert")) out.add("smtp_alert", notify.span);
    }
    if (runsScripts(topology, parts) || servers.some(hasScripts)) {
      if (!stated.has("enable_script_security")) out.add("enable_script_security", host.span);
      if (!stated.has("script_user")) out.add("script_user root", host.span);
    }
    // Rules left by hand or by an earlier run would be kept with their old parameters.
    if (servers.length > 0 && !stated.has("lvs_flush")) out.add("lvs_flush", host.span);
    emitNative(globalDefs, out);
  });
  out.add("}");
}
