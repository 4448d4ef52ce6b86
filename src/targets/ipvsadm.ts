/**
 * The virtual servers as ipvsadm rules, in the form `ipvsadm -S -n` prints, and scripts that make the kernel's
 * table equal to them. A vip with one owner and no VRRP gets them installed on that host.
 */
import { bracketed } from "../semantics/net/address.ts";
import type { Topology, Vip, VirtualServer } from "../model/topology.ts";
import type { Artifact, Line, Target } from "./artifact.ts";
import { netmask } from "./keepalived/virtual-servers.ts";
import { lines, madeBy } from "./lines.ts";
import { serviceAddresses } from "./roles.ts";

const FORWARDS = { dr: "-g", nat: "-m", tun: "-i" } as const;
const PROTOCOLS = { tcp: "-t", udp: "-u", sctp: "--sctp-service" } as const;

export const ipvsadm: Target = {
  name: "ipvsadm",
  emit: (topology) => {
    const out: Artifact[] = [];
    for (const vip of topology.vips) {
      const rules = rulesOf(topology, vip);
      if (rules.length === 0) continue;
      const common = { mode: 0o644, owner: "root:root", lines: rules } as const;
      out.push({
        ...common,
        path: `ipvsadm/${vip.name}.rules`,
        purpose: `ipvsadm rules of the vip ${vip.name}, made by lbc from ${topology.source}`,
      });
      if (vip.owner !== undefined) out.push(...installed(topology, vip, vip.owner, rules));
    }
    if (out.length > 0) out.push(apply(topology));
    return out;
  },
};

/** Services and servers of one vip. Comments are not allowed: ipvsadm -R gives up at one. */
function rulesOf(topology: Topology, vip: Vip): readonly Line[] {
  const out = lines();
  for (const server of topology.virtualServers) {
    const mark = server.fwmark;
    const own = server.endpoints.filter((e) => e.vip.name === vip.name);
    if (own.length === 0) continue;
    const addresses = serviceAddresses(vip).map((a) => a.address);
    if (mark !== undefined) {
      for (const family of new Set(addresses.map((a) => a.family))) {
        emitService(server, `-f ${mark.value}${family === 6 ? " -6" : ""}`, family, 0, out.add);
      }
      continue;
    }
    for (const { port } of own) {
      for (const address of addresses) {
        emitService(
          server,
          `${PROTOCOLS[server.protocol]} ${bracketed(address)}:${port}`,
          address.family,
          port,
          out.add,
        );
      }
    }
  }
  return out.done();
}

function emitService(
  server: VirtualServer,
  service: string,
  family: 4 | 6,
  port: number,
  add: (text: string, span: VirtualServer["span"]) => void,
): void {
  let options = ` -s ${server.scheduler.value}`;
  if (server.persistence !== undefined) {
    options += ` -p ${Math.ceil(server.persistence.value)}`;
    const granularity = server.persistenceGranularity?.value;
    if (granularity !== undefined)
      options += ` -M ${family === 4 ? netmask(Math.min(granularity, 32)) : granularity}`;
    if (server.persistenceEngine !== undefined) options += ` --pe ${server.persistenceEngine}`;
  }
  if (server.schedulerFlags.length > 0) options += ` -b ${server.schedulerFlags.join(",")}`;
  if (server.onePacket) options += " -o";
  add(`-A ${service}${options}`, server.span);
  for (const real of server.realServers) {
    const address =
      real.addresses.find((a) => a.family === family) ??
      (server.forward.value === "tun" ? real.addresses[0] : undefined);
    if (address === undefined) continue;
    // With a mark a server has no port; with DR and TUN ipvsadm would silently use the service's.
    const at =
      server.fwmark === undefined
        ? `${bracketed(address)}:${server.forward.value === "nat" ? real.port : port}`
        : address.text;
    let rule = `-a ${service} -r ${at} ${FORWARDS[server.forward.value]}`;
    const { tunnel } = server;
    if (server.forward.value === "tun" && tunnel !== undefined) {
      rule += ` --tun-type ${tunnel.type}`;
      if (tunnel.port !== undefined) rule += ` --tun-port ${tunnel.port}`;
      if (tunnel.checksum !== undefined) rule += ` --tun-${tunnel.checksum}`;
    }
    rule += ` -w ${real.weight.value}`;
    if (real.upperThreshold !== undefined) rule += ` -x ${real.upperThreshold}`;
    if (real.lowerThreshold !== undefined) rule += ` -y ${real.lowerThreshold}`;
    add(rule, real.span);
  }
}

/** The body of the scripts: makes the kernel's table equal to $rules, one command at a time. */
const RECONCILE = [
  "# Adds what is missing, sets what is there to the stated options, then removes the rest: no moment without",
  "# service. `ipvsadm -R` would go on after an error and report only the last.",
  "run() {",
  "  # shellcheck disable=SC2086 # a rule is a list of words without quotes",
  '  ipvsadm $1 || { echo "lbc: failed: ipvsadm $1" >&2; exit 1; }',
  "}",
  "",
  "now=$(ipvsadm -S -n)",
  'if [ "${1-}" = --replace ]; then',
  "  ipvsadm -C",
  "  now=",
  "fi",
  "# What names a rule: `-A -t 192.0.2.1:80`, or with its server `-a -t 192.0.2.1:80 -r 192.0.2.11:80`.",
  "names() {",
  '  awk \'$1 == "-A" { print $1, $2, $3 } $1 == "-a" { n = ($4 == "-6") ? 6 : 5; print $1, $2, $3, "-r", $n }\'',
  "}",
  "known=$(printf '%s\\n' \"$now\" | names)",
  "while read -r rule; do",
  "  name=$(printf '%s\\n' \"$rule\" | names)",
  '  if printf \'%s\\n\' "$known" | grep -qxF -e "$name"; then',
  "    case $rule in",
  '      -A*) run "-E${rule#-A}" ;;',
  '      -a*) run "-e${rule#-a}" ;;',
  "    esac",
  "  else",
  '    run "$rule"',
  "  fi",
  'done <"$rules"',
] as const;

const REMOVE = [
  'wanted=$(names <"$rules")',
  "printf '%s\\n' \"$known\" | while read -r name; do",
  '  [ -n "$name" ] || continue',
  '  if ! printf \'%s\\n\' "$wanted" | grep -qxF -e "$name"; then',
  "    case $name in",
  '      -a*) run "-d${name#-a}" ;;',
  "    esac",
  "  fi",
  "done",
  "printf '%s\\n' \"$known\" | while read -r name; do",
  '  [ -n "$name" ] || continue',
  '  if ! printf \'%s\\n\' "$wanted" | grep -qxF -e "$name"; then',
  "    case $name in",
  '      -A*) run "-D${name#-A}" ;;',
  "    esac",
  "  fi",
  "done",
] as const;

function apply(topology: Topology): Artifact {
  const out = lines();
  const body = [
    "#!/bin/sh",
    madeBy("#", topology.source),
    "# Makes the IPVS table of this host equal to the .rules files beside this script. Safe to repeat.",
    "# Usage: apply.sh [--replace]   --replace empties the table first: for a first load.",
    "set -eu",
    "rules=$(mktemp)",
    "trap 'rm -f \"$rules\"' EXIT",
    'cat "${0%/*}"/*.rules >"$rules"',
    "",
    ...RECONCILE,
    "",
    ...REMOVE,
  ];
  for (const text of body) out.add(text);
  return {
    path: "ipvsadm/apply.sh",
    mode: 0o755,
    owner: "root:root",
    purpose: "loads the rules beside it",
    lines: out.done(),
  };
}

function installed(
  topology: Topology,
  vip: Vip,
  owner: NonNullable<Vip["owner"]>,
  rules: readonly Line[],
): readonly Artifact[] {
  const host = owner.host.name;
  const addresses = [...vip.addresses, ...vip.excluded];
  const device = owner.interface.name;
  const script = lines();
  const head = [
    "#!/bin/sh",
    madeBy("#", topology.source),
    `# Holds the vip ${vip.name} and its virtual servers on this host. Usage: lbc-ipvs-${vip.name} start|stop`,
    "set -eu",
    `rules=/etc/lbc/ipvs-${vip.name}.rules`,
    "",
  ];
  for (const text of head) script.add(text);
  script.add("start() {");
  script.nest(() => {
    script.add("modprobe ip_vs 2>/dev/null || true");
    script.add("while read -r rule; do");
    script.nest(() => {
      script.add("# shellcheck disable=SC2086 # a rule is a list of words without quotes");
      script.add("ipvsadm $rule 2>/dev/null || case $rule in");
      script.nest(() => {
        script.add("-A*) ipvsadm -E${rule#-A} ;;");
        script.add("-a*) ipvsadm -e${rule#-a} ;;");
      });
      script.add("esac");
    });
    script.add('done <"$rules"');
    for (const { address, length, span } of addresses) {
      const flags = address.family === 6 ? "-6 " : "";
      script.add(
        `ip ${flags}addr replace ${address.text}/${length} dev ${device}${address.family === 6 ? " nodad" : ""}`,
        span,
      );
    }
  });
  script.add("}");
  script.add("stop() {");
  script.nest(() => {
    for (const { address, length, span } of addresses) {
      script.add(
        `ip ${address.family === 6 ? "-6 " : ""}addr del ${address.text}/${length} dev ${device} 2>/dev/null || true`,
        span,
      );
    }
    script.add("while read -r command kind service _; do");
    script.nest(() => {
      script.add('if [ "$command" = -A ]; then ipvsadm -D "$kind" "$service" 2>/dev/null || true; fi');
    });
    script.add('done <"$rules"');
  });
  script.add("}");
  script.add('case "${1-}" in');
  script.nest(() => {
    script.add('start | stop) "$1" ;;');
    script.add("*)");
    script.nest(() => {
      script.add(`echo "usage: lbc-ipvs-${vip.name} start|stop" >&2`);
      script.add("exit 2");
      script.add(";;");
    });
  });
  script.add("esac");
  const unit = lines();
  const body = [
    madeBy("#", topology.source),
    "[Unit]",
    `Description=The vip ${vip.name} and its virtual servers`,
    "After=network.target systemd-sysctl.service systemd-modules-load.service",
    "",
    "[Service]",
    "Type=oneshot",
    "RemainAfterExit=yes",
    `ExecStart=/usr/local/sbin/lbc-ipvs-${vip.name} start`,
    `ExecStop=/usr/local/sbin/lbc-ipvs-${vip.name} stop`,
    "",
    "[Install]",
    "WantedBy=multi-user.target",
  ];
  for (const text of body) unit.add(text, vip.span);
  const common = {
    host,
    owner: "root:root",
    service: { name: `lbc-ipvs-${vip.name}`, action: "restart" },
  } as const;
  const file = (install: string) => ({ path: `${host}${install}`, install });
  return [
    {
      ...common,
      ...file(`/etc/lbc/ipvs-${vip.name}.rules`),
      mode: 0o644,
      purpose: `ipvsadm rules, made by lbc from ${topology.source}`,
      lines: rules,
    },
    {
      ...common,
      ...file(`/usr/local/sbin/lbc-ipvs-${vip.name}`),
      mode: 0o755,
      purpose: "adds and removes the vip and its rules",
      validate: "sh -n %s",
      lines: script.done(),
    },
    {
      ...common,
      ...file(`/etc/systemd/system/lbc-ipvs-${vip.name}.service`),
      mode: 0o644,
      purpose: "starts it at boot",
      lines: unit.done(),
    },
  ];
}
