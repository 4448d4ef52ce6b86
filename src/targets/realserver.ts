/**
 * The VIPs of DR and TUN real servers: a script that puts them on lo (or the tunnel device) and takes them off
 * again, and its systemd unit. Facts: spec/semantics/keepalived.md.
 */
import { segmentsOf, vipsByAddress } from "../analysis/arp.ts";
import type { Host, Interface, Topology } from "../model/topology.ts";
import type { Artifact, Line, Target } from "./artifact.ts";
import { lines, madeBy, textOfLines } from "./lines.ts";
import { heldVips, type HeldVip } from "../analysis/roles.ts";

export const realserver: Target = {
  name: "realserver",
  emit: (topology) => {
    const scripts = scriptsOf(topology);
    const units = unitsOf(topology);
    return [...heldVips(topology)].flatMap(([host, held]) => {
      const own = [...held.values()].filter((vip) => !vip.stated);
      return own.length === 0 ? [] : [script(host, scripts(host, own)), units(host)];
    });
  },
};

type Script = Required<Pick<Artifact, "lines" | "text">>;

/** The lines of scripts. Thousands of real servers have the same, each for a place of its own. */
function scriptsOf(topology: Topology): (host: Host, held: readonly HeldVip[]) => Script {
  const known = new Map<string, Script & { readonly held: readonly HeldVip[] }>();
  return (host, held) => {
    const guarded = host.manageArp ? facesOf(topology, host, held) : [];
    const key = [
      ...guarded.map((face) => face.name),
      ...held.map((h) => `${h.how} ${h.address.text} ${held.findIndex((o) => o.span === h.span)}`),
    ].join("\n");
    const same = known.get(key);
    if (same === undefined) {
      const lines = linesOf(topology, guarded, held);
      const made = { lines, text: textOfLines(lines), held };
      known.set(key, made);
      return made;
    }
    const own = same.lines.map((line) => {
      const cause = line.span && same.held.findIndex((h) => h.span === line.span);
      return cause === undefined ? line : { text: line.text, span: held[cause]?.span };
    });
    return { lines: own, text: same.text };
  };
}

/** `ip` arguments that add (with `replace`) or remove (with `del`) an address. */
function addressArguments(
  { address, how }: HeldVip,
  index: number,
): { readonly add: string; readonly remove: string; readonly held: string } {
  if (address.family === 6) {
    const device = how === "tun" ? "ip6tnl0" : "lo";
    return {
      add: `-6 addr replace ${address.text}/128 dev ${device} nodad`,
      remove: `-6 addr del ${address.text}/128 dev ${device}`,
      held: `${address.text}/128 ${device}`,
    };
  }
  const device = how === "tun" ? "tunl0" : "lo";
  const label = how === "tun" ? "" : ` label lo:${index + 1}`;
  return {
    add: `addr replace ${address.text}/32 dev ${device}${label}`,
    remove: `addr del ${address.text}/32 dev ${device}`,
    held: `${address.text}/32 ${device}`,
  };
}

/** The interfaces on which the host could be asked for a VIP that it holds. */
function facesOf(topology: Topology, host: Host, held: readonly HeldVip[]): readonly Interface[] {
  const vips = vipsByAddress(topology);
  const segments = new Set(
    held.flatMap(({ address }) => {
      const vip = address.family === 4 ? vips.get(address.text) : undefined;
      return vip === undefined ? [] : [...segmentsOf(vip)];
    }),
  );
  return host.interfaces.filter((face) =>
    face.addresses.some((a) => a.address.family === 4 && segments.has(a.network)),
  );
}

const FORGET = [
  "# Removes what the script of an earlier topology added: who holds a VIP reaches nobody else who has it.",
  "forget() {",
  '  if [ ! -e "$held" ]; then return 0; fi',
  "  while read -r vip device; do",
  '    printf \'%s\\n\' "$vips" | grep -qxF "$vip $device" || ip addr del "$vip" dev "$device" 2>/dev/null || true',
  '  done <"$held"',
  '  rm -f "$held"',
  "}",
];

/** The script, with the interfaces on which the settings must hold first. */
function linesOf(
  topology: Topology,
  guarded: readonly Interface[],
  held: readonly HeldVip[],
): readonly Line[] {
  const out = lines("  ");
  const tunnels = new Set(
    held.filter((h) => h.how === "tun").map((h) => (h.address.family === 4 ? "tunl0" : "ip6tnl0")),
  );
  out.add("#!/bin/sh");
  out.add(madeBy("#", topology.source));
  out.add(
    "# Adds the VIPs of this real server and removes them. Safe to repeat. Usage: lbc-vip start|stop|status",
  );
  out.add("set -eu");
  out.add("");
  out.add("conf=${LBC_SYSCTL:-/etc/sysctl.d/60-lbc.conf}");
  out.add("saved=${LBC_STATE:-/run/lbc}/sysctl.saved");
  out.add("held=${saved%/*}/vips");
  out.add(`vips='${held.map((vip, i) => addressArguments(vip, i).held).join("\n")}'`);
  out.add("");
  for (const text of FORGET) out.add(text);
  out.add("");
  if (guarded.length > 0) {
    out.add("# What counts of a setting on an interface: the larger of its own and that of `all`.");
    out.add("larger() {");
    out.nest(() => {
      out.add('own=$(cat "/proc/sys/net/ipv4/conf/$1/$2" 2>/dev/null) || own=0');
      out.add('all=$(cat "/proc/sys/net/ipv4/conf/all/$2")');
      out.add('if [ "$own" -gt "$all" ]; then echo "$own"; else echo "$all"; fi');
    });
    out.add("}");
    out.add("");
  }
  out.add("start() {");
  out.nest(() => {
    out.add('mkdir -p "${saved%/*}"');
    out.add('if [ -r "$conf" ]; then');
    out.nest(() => {
      out.add('if [ ! -e "$saved" ]; then');
      out.nest(() => {
        out.add("sed -n 's/^\\([a-z][^ =]*\\) *=.*/\\1/p' \"$conf\" | while read -r key; do");
        out.nest(() => {
          out.add('value=$(sysctl -n "$key" 2>/dev/null) || continue');
          out.add('printf \'%s = %s\\n\' "$key" "$value"');
        });
        out.add('done >"$saved.new"');
        out.add('mv "$saved.new" "$saved"');
      });
      out.add("fi");
      out.add('sysctl -q -p "$conf"');
    });
    out.add("fi");
    if (guarded.length > 0) {
      out.add(
        "# A VIP on a host that answers ARP for it takes the service from the director: settings come first.",
      );
      out.add(`faces="${guarded.map((face) => face.name).join(" ")}"`);
      out.add("for face in $faces; do");
      out.nest(() => {
        out.add('ignore=$(larger "$face" arp_ignore)');
        out.add('announce=$(larger "$face" arp_announce)');
        out.add('if [ "$ignore" -lt 1 ] || [ "$ignore" -gt 2 ] || [ "$announce" -ne 2 ]; then');
        out.nest(() => {
          out.add(
            'echo "lbc-vip: on $face arp_ignore is $ignore and arp_announce is $announce: this host would take the VIP over" >&2',
          );
          out.add("exit 1");
        });
        out.add("fi");
      });
      out.add("done");
    }
    for (const device of tunnels) {
      out.add(`modprobe ${device === "tunl0" ? "ipip" : "ip6_tunnel"} 2>/dev/null || true`);
      out.add(`ip link set ${device} up`);
      if (device === "tunl0") out.add("sysctl -q -w net.ipv4.conf.tunl0.rp_filter=0");
    }
    out.add("forget");
    out.add('printf \'%s\\n\' "$vips" >"$held"');
    for (const [i, vip] of held.entries()) out.add(`ip ${addressArguments(vip, i).add}`, vip.span);
  });
  out.add("}");
  out.add("");
  out.add("stop() {");
  out.nest(() => {
    for (const [i, vip] of held.entries())
      out.add(`ip ${addressArguments(vip, i).remove} 2>/dev/null || true`, vip.span);
    out.add("forget");
    out.add('if [ -e "$saved" ]; then');
    out.nest(() => {
      out.add('sysctl -q -p "$saved"');
      out.add('rm -f "$saved"');
    });
    out.add("fi");
  });
  out.add("}");
  out.add("");
  out.add("status() {");
  out.nest(() => {
    for (const { address, span } of held) {
      out.add(
        `ip -o addr show to ${address.text} | grep -q . || { echo '${address.text} is absent'; exit 1; }`,
        span,
      );
    }
  });
  out.add("}");
  out.add("");
  out.add('case "${1-}" in');
  out.nest(() => {
    out.add('start | stop | status) "$1" ;;');
    out.add("*)");
    out.nest(() => {
      out.add('echo "usage: lbc-vip start|stop|status" >&2');
      out.add("exit 2");
      out.add(";;");
    });
  });
  out.add("esac");
  return out.done();
}

function script(host: Host, { lines, text }: Script): Artifact {
  return {
    path: `${host.name}/usr/local/sbin/lbc-vip`,
    host: host.name,
    install: "/usr/local/sbin/lbc-vip",
    mode: 0o755,
    owner: "root:root",
    purpose: "adds and removes the VIPs of this real server",
    service: { name: "lbc-vip", action: "restart" },
    validate: "sh -n %s",
    lines,
    text,
  };
}

const UNIT = [
  "[Unit]",
  "Description=VIPs of this real server",
  // The interfaces must be configured: `default` is not copied to those that already have an address.
  "After=network.target systemd-sysctl.service",
  "",
  "[Service]",
  "Type=oneshot",
  "RemainAfterExit=yes",
  "ExecStart=/usr/local/sbin/lbc-vip start",
  "ExecStop=/usr/local/sbin/lbc-vip stop",
  "",
  "[Install]",
  "WantedBy=multi-user.target",
];

/** The units of hosts: one text, each for a place of its own. */
function unitsOf({ source }: Topology): (host: Host) => Artifact {
  const first: Line = { text: madeBy("#", source), span: undefined };
  const text = textOfLines([first, ...UNIT.map((line) => ({ text: line, span: undefined }))]);
  return ({ name, span }) => ({
    path: `${name}/etc/systemd/system/lbc-vip.service`,
    host: name,
    install: "/etc/systemd/system/lbc-vip.service",
    mode: 0o644,
    owner: "root:root",
    purpose: "starts lbc-vip at boot",
    service: { name: "lbc-vip", action: "restart" },
    lines: [first, ...UNIT.map((line) => ({ text: line, span }))],
    text,
  });
}
