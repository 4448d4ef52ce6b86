/** An Ansible inventory and playbook that ship the trees to the fleet. */
import { addressOf, type Topology } from "../model/topology.ts";
import type { Artifact } from "./artifact.ts";
import type { Line } from "./artifact.ts";
import { lines, madeBy } from "./lines.ts";
import { yaml } from "./yaml.ts";

/** A YAML string in which Ansible reads no templates. */
function literal(value: string): string {
  if (PLAIN.test(value)) return `"${value}"`;
  return /\{\{|\{%|\{#/.test(value) ? `!unsafe ${yaml(value)}` : yaml(value);
}

/** A text with nothing in it to escape, and no braces. */
const PLAIN = /^[\w ./:@%+-]*$/;

export function ansible(topology: Topology, artifacts: readonly Artifact[]): readonly Artifact[] {
  const byHost = new Map<string, Artifact[]>();
  for (const artifact of artifacts) {
    if (artifact.host === undefined || artifact.install === undefined) continue;
    const own = byHost.get(artifact.host);
    if (own === undefined) byHost.set(artifact.host, [artifact]);
    else own.push(artifact);
  }
  if (byHost.size === 0) return [];
  const known = new Map<string, string>();
  // Files of thousands of hosts have the same places, owners and tests.
  const again = (value: string) => {
    let text = known.get(value);
    if (text === undefined) known.set(value, (text = literal(value)));
    return text;
  };
  const head = [madeBy("#", topology.source), "lbc_files:"].map((text) => ({ text, span: undefined }));
  return [
    inventory(topology, byHost),
    playbook(topology),
    ...[...byHost].map(([host, own]) => variables(head, host, own, again)),
  ];
}

const common = { mode: 0o644, owner: "root:root" } as const;

function inventory(topology: Topology, byHost: ReadonlyMap<string, readonly Artifact[]>): Artifact {
  const out = lines("  ");
  out.add(madeBy("#", topology.source));
  out.add("all:");
  out.nest(() => {
    out.add("hosts:");
    out.nest(() => {
      for (const host of topology.hosts) {
        if (!byHost.has(host.name)) continue;
        const address = addressOf(host, 4) ?? addressOf(host, 6);
        out.add(`${literal(host.name)}:`, host.span);
        out.nest(() => {
          out.add(`ansible_host: ${literal(address?.address.text ?? host.name)}`, host.span);
        });
      }
    });
  });
  return { ...common, path: "ansible/inventory.yml", purpose: "the hosts of the fleet", lines: out.done() };
}

/** What has to happen when the file changes: a unit and its state, or one of the two that have tasks of their own. */
function restartOf({ install, service }: Artifact): string {
  if (service !== undefined) return `${service.name} ${service.action}ed`;
  if (install?.startsWith("/etc/modules-load.d/") === true) return "modules loaded";
  return install?.startsWith("/etc/sysctl.d/") === true ? "settings applied" : "";
}

/** The kernel first, then stores before their Tomcats, and VIPs before what listens on them; keepalived sends packets. */
const ORDER = [
  "modules",
  "settings",
  "chrony",
  "memcached",
  "redis",
  "tomcat",
  "lbc-",
  "nginx",
  "keepalived",
];

const rank = (restart: string): number => ORDER.findIndex((prefix) => restart.startsWith(prefix));

function variables(
  head: readonly Line[],
  host: string,
  own: readonly Artifact[],
  again: (value: string) => string,
): Artifact {
  const lines: Line[] = [...head];
  const files = own.map((artifact) => {
    const restart = restartOf(artifact);
    return { artifact, restart, rank: rank(restart) };
  });
  files.sort((a, b) => a.rank - b.rank || (a.artifact.path < b.artifact.path ? -1 : 1));
  for (const { artifact, restart } of files) {
    const [user = "root", group = user] = artifact.owner.split(":");
    const mode = artifact.mode.toString(8).padStart(4, "0");
    const where = `src: ${literal(`../${artifact.path}`)}, dest: ${again(artifact.install ?? "")}`;
    const what = `mode: ${again(mode)}, owner: ${again(user)}, group: ${again(group)}`;
    const then = `restart: ${again(restart)}, validate: ${again(artifact.validate ?? "")}`;
    lines.push({ text: `  - { ${where}, ${what}, ${then} }`, span: undefined });
  }
  return {
    ...common,
    path: `ansible/host_vars/${host}.yml`,
    purpose: `the files of ${host}`,
    lines,
  };
}

const PLAYBOOK = `- name: Ship what lbc made
  hosts: all
  gather_facts: false
  become: "{{ lbc_become | default(true) }}"
  # One host after the other: the others serve meanwhile, and a file that its host refuses ends the play.
  serial: "{{ lbc_serial | default(1) }}"
  vars:
    # A scratch root and no services: for a rehearsal.
    lbc_root: ""
    lbc_services: true
    lbc_owners: "{{ lbc_services }}"
    # What is still to be restarted stands here, should a run end early.
    lbc_pending: /var/lib/lbc/pending
  tasks:
    - name: Make the folders that no package makes
      ansible.builtin.file:
        path: "{{ lbc_root }}{{ item }}"
        state: directory
        mode: "0755"
      loop: "{{ (lbc_files | map(attribute='dest') | map('dirname') | list + [lbc_pending]) | unique }}"
      when: lbc_root != "" or item is match('^/(etc/(lbc|systemd|tomcat10/Catalina)|opt|var/lib/lbc)')

    - name: Ship the files, and let the services take what changed
      block:
        - name: Ship each file, tested on its host before it replaces the old one
          ansible.builtin.copy:
            src: "{{ playbook_dir }}/{{ item.src }}"
            dest: "{{ lbc_root }}{{ item.dest }}"
            mode: "{{ item.mode }}"
            owner: "{{ item.owner if lbc_owners | bool else omit }}"
            group: "{{ item.group if lbc_owners | bool else omit }}"
            validate: "{{ item.validate if (item.validate and lbc_services | bool) else omit }}"
          loop: "{{ lbc_files }}"
          loop_control:
            label: "{{ item.dest }}"
          register: lbc_shipped
      always:
        - name: Note what is to be restarted
          ansible.builtin.file:
            path: "{{ lbc_pending }}/{{ item }}"
            state: touch
            mode: "0644"
          loop: "{{ lbc_shipped.results | selectattr('changed') | map(attribute='item.restart') | select | unique | list }}"
          when: lbc_services | bool

        - name: Find what is to be restarted, from this run or one before
          ansible.builtin.find:
            paths: "{{ lbc_pending }}"
          register: lbc_found
          when: lbc_services | bool

        - name: Leave alone what has a file that was refused
          ansible.builtin.set_fact:
            lbc_due: "{{ lbc_found.files | default([]) | map(attribute='path') | map('basename')
              | difference(lbc_shipped.results | selectattr('failed') | map(attribute='item.restart') | list) }}"

        - name: Read the units anew
          ansible.builtin.systemd:
            daemon_reload: true
          when: lbc_due | length > 0

        - name: Load the kernel's modules
          ansible.builtin.command: systemctl restart systemd-modules-load
          changed_when: true
          when: "'modules loaded' in lbc_due"

        - name: Apply the kernel's settings
          ansible.builtin.command: sysctl -q -p /etc/sysctl.d/60-lbc.conf
          changed_when: true
          when: "'settings applied' in lbc_due"

        # In the order of lbc_files: a VIP before what listens on it, keepalived last.
        - name: Restart or reload only what changed
          ansible.builtin.systemd:
            name: "{{ item.split(' ')[0] }}"
            state: "{{ item.split(' ')[1] }}"
            enabled: true
          loop: "{{ lbc_files | map(attribute='restart') | reject('in', ['', 'modules loaded', 'settings applied']) | unique | select('in', lbc_due) | list }}"

        - name: Forget what is done
          ansible.builtin.file:
            path: "{{ lbc_pending }}/{{ item }}"
            state: absent
          loop: "{{ lbc_due }}"
`;

function playbook(topology: Topology): Artifact {
  const out = lines("  ");
  out.add(madeBy("#", topology.source));
  for (const line of PLAYBOOK.trimEnd().split("\n")) out.add(line);
  return { ...common, path: "ansible/site.yml", purpose: "ships the trees", lines: out.done() };
}
