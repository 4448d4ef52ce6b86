/** Scripts that make the kernel's table equal to the rules: beside them, and installed for a vip with one owner. */
import type { Topology, Vip } from "../../model/topology.ts";
import type { Artifact, Line } from "../artifact.ts";
import { lines, madeBy } from "../lines.ts";

/** Functions of the scripts: they make the kernel's table equal to $rules, one command at a time. */
const FUNCTIONS = [
  "# `ipvsadm -R` would go on after an error and report only the last.",
  "run() {",
  "  # shellcheck disable=SC2086 # a rule is a list of words without quotes",
  '  ipvsadm $1 || { echo "lbc: failed: ipvsadm $1" >&2; exit 1; }',
  "}",
  "# What names a rule: `-A -t 192.0.2.1:80`, `-A -f 1 -6`, with its server `-a -t 192.0.2.1:80 -r 192.0.2.11:80`.",
  "names() {",
  '  awk \'{ name = $1 " " $2 " " $3; n = 5; if ($4 == "-6") { name = name " -6"; n = 6 } }',
  '    $1 == "-A" { print name } $1 == "-a" { print name, "-r", $n }\'',
  "}",
  'lists() { printf \'%s\\n\' "$1" | grep -qxF -e "$2"; }',
  "# Adds what is missing and sets what is there to the stated options.",
  "load() {",
  "  known=$(ipvsadm -S -n | names)",
  "  while read -r rule; do",
  "    name=$(printf '%s\\n' \"$rule\" | names)",
  '    if lists "$known" "$name"; then',
  "      case $rule in",
  '        -A*) run "-E${rule#-A}" ;;',
  '        -a*) run "-e${rule#-a}" ;;',
  "      esac",
  "    else",
  '      run "$rule"',
  "    fi",
  '  done <"$rules"',
  "}",
  "# Removes those of the names in $1 that $rules does not have, servers before services.",
  "unload() {",
  '  wanted=$(names <"$rules")',
  "  for kind in -a -A; do",
  "    printf '%s\\n' \"$1\" | while read -r name; do",
  '      if [ "${name%% *}" != "$kind" ] || lists "$wanted" "$name"; then continue; fi',
  "      case $kind in",
  '        -a) run "-d${name#-a}" ;;',
  '        -A) run "-D${name#-A}" ;;',
  "      esac",
  "    done",
  "  done",
  "}",
] as const;

export function apply(topology: Topology): Artifact {
  const out = lines();
  const body = [
    "#!/bin/sh",
    madeBy("#", topology.source),
    "# Makes the IPVS table of this host equal to the .rules files beside this script. Safe to repeat.",
    "# Usage: apply.sh [--replace]   --replace empties the table first: for a first load.",
    "set -eu",
    "rules=$(mktemp)",
    "trap 'rm -f \"$rules\"' EXIT",
    "# Vips that share a firewall mark name its service twice.",
    `awk '!seen[$0]++' "\${0%/*}"/*.rules >"$rules"`,
    "",
    ...FUNCTIONS,
    "",
    'if [ "${1-}" = --replace ]; then ipvsadm -C; fi',
    "# Removal comes last: no moment without service.",
    "load",
    'unload "$known"',
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

export function installed(
  topology: Topology,
  vip: Vip,
  owner: NonNullable<Vip["owner"]>,
  rules: readonly Line[],
): readonly Artifact[] {
  const host = owner.host.name;
  const addresses = [...vip.addresses, ...vip.excluded];
  const device = owner.interface.name;
  const script = lines("  ");
  const head = [
    "#!/bin/sh",
    madeBy("#", topology.source),
    `# Holds the vip ${vip.name} and its virtual servers on this host. Usage: lbc-ipvs-${vip.name} start|stop`,
    "# start may be repeated; it also removes what an earlier start added and is no longer wanted.",
    "set -eu",
    `rules=/etc/lbc/ipvs-${vip.name}.rules`,
    `loaded=\${LBC_STATE:-/run/lbc}/ipvs-${vip.name}.rules`,
    "held=${loaded%.rules}.addresses",
    `addresses='${addresses.map((a) => `${a.address.text}/${a.length} ${device}`).join("\n")}'`,
    "",
    ...FUNCTIONS,
    "",
  ];
  for (const text of head) script.add(text);
  script.add("start() {");
  script.nest(() => {
    script.add("modprobe ip_vs 2>/dev/null || true");
    script.add("load");
    script.add('if [ -e "$loaded" ]; then');
    script.nest(() => {
      script.add("# Only what is still there: the table may have been emptied since.");
      script.add('unload "$(names <"$loaded" | grep -xF -e "$known" || true)"');
    });
    script.add("fi");
    script.add('mkdir -p "${loaded%/*}"');
    script.add('cp "$rules" "$loaded"');
    script.add('if [ -e "$held" ]; then');
    script.nest(() => {
      script.add("while read -r address device; do");
      script.nest(() => {
        script.add(
          'lists "$addresses" "$address $device" || ip addr del "$address" dev "$device" 2>/dev/null || true',
        );
      });
      script.add('done <"$held"');
    });
    script.add("fi");
    script.add('printf \'%s\\n\' "$addresses" >"$held"');
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
    script.add("# A service takes its servers with it. Those of others are left alone.");
    script.add('if [ ! -e "$loaded" ]; then return 0; fi');
    script.add("names <\"$loaded\" | sed -n 's/^-A/-D/p' | while read -r service; do");
    script.nest(() => {
      script.add("# shellcheck disable=SC2086 # a list of words");
      script.add("ipvsadm $service 2>/dev/null || true");
    });
    script.add("done");
    script.add('rm -f "$loaded" "$held"');
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
    // A reload changes the table in place; a restart would leave a moment without service.
    `ExecReload=/usr/local/sbin/lbc-ipvs-${vip.name} start`,
    `ExecStop=/usr/local/sbin/lbc-ipvs-${vip.name} stop`,
    "",
    "[Install]",
    "WantedBy=multi-user.target",
  ];
  for (const text of body) unit.add(text, vip.span);
  const common = {
    host,
    owner: "root:root",
    service: { name: `lbc-ipvs-${vip.name}`, action: "reload" },
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
