/** keepalived.conf of every director. Models keepalived 2.2.7; see spec/semantics/keepalived.md. */
import type { Host, Topology, VirtualServer } from "../model/topology.ts";
import type { Artifact, Target } from "./artifact.ts";
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
    return topology.hosts.filter((h) => directors.has(h)).map((host) => configuration(topology, host));
  },
};

function configuration(topology: Topology, host: Host): Artifact {
  const out = lines();
  const parts = partsOf(topology, host);
  const servers = topology.virtualServers.filter((s) =>
    s.endpoints.some((e) => parts.some((p) => p.vip.name === e.vip.name)),
  );
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
  for (const server of servers) emitVirtualServer(server, out);
  return {
    path: `${host.name}/etc/keepalived/keepalived.conf`,
    host: host.name,
    install: "/etc/keepalived/keepalived.conf",
    mode: 0o644,
    owner: "root:root",
    purpose: "VRRP and virtual servers of this director",
    service: { name: "keepalived", action: "reload" },
    validate: "keepalived -t -f %s",
    lines: out.done(),
  };
}

function emitGlobals(
  topology: Topology,
  host: Host,
  parts: readonly Part[],
  servers: readonly VirtualServer[],
  out: Lines,
): void {
  const { notify } = topology;
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
    }
    const checks = servers.flatMap((s) =>
      s.realServers.flatMap((r) => [
        ...r.checks.map((c) => c.kind === "misc"),
        r.notifyUp !== undefined || r.notifyDown !== undefined,
      ]),
    );
    const scripts = servers.some((s) => s.quorumUp !== undefined || s.quorumDown !== undefined);
    if (runsScripts(parts) || scripts || checks.includes(true)) {
      out.add("enable_script_security", host.span);
      out.add("script_user root", host.span);
    }
    // Rules left by hand or by an earlier run would be kept with their old parameters.
    if (servers.length > 0) out.add("lvs_flush", host.span);
  });
  out.add("}");
}
