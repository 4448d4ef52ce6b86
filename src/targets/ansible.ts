/** An Ansible inventory and playbook that ship the trees to the fleet. */
import { addressOf, type Topology } from "../model/topology.ts";
import type { Artifact } from "./artifact.ts";
import { lines, madeBy } from "./lines.ts";

/** A JSON string is a YAML string; `!unsafe` keeps Ansible from reading templates in it. */
function yaml(value: string): string {
  return /\{\{|\{%|\{#/.test(value) ? `!unsafe ${JSON.stringify(value)}` : JSON.stringify(value);
}

export function ansible(topology: Topology, artifacts: readonly Artifact[]): readonly Artifact[] {
  const byHost = new Map<string, Artifact[]>();
  for (const artifact of artifacts) {
    if (artifact.host === undefined || artifact.install === undefined) continue;
    const own = byHost.get(artifact.host);
    if (own === undefined) byHost.set(artifact.host, [artifact]);
    else own.push(artifact);
  }
  if (byHost.size === 0) return [];
  return [
    inventory(topology, byHost),
    playbook(topology),
    ...[...byHost].map(([host, own]) => variables(topology, host, own)),
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
        out.add(`${yaml(host.name)}:`, host.span);
        out.nest(() => {
          out.add(`ansible_host: ${yaml(address?.address.text ?? host.name)}`, host.span);
        });
      }
    });
  });
  return { ...common, path: "ansible/inventory.yml", purpose: "the hosts of the fleet", lines: out.done() };
}

function variables(topology: Topology, host: string, own: readonly Artifact[]): Artifact {
  const out = lines("  ");
  out.add(madeBy("#", topology.source));
  out.add("lbc_files:");
  for (const artifact of [...own].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const [user = "root", group = user] = artifact.owner.split(":");
    const fields = {
      src: `../${artifact.path}`,
      dest: artifact.install ?? "",
      mode: artifact.mode.toString(8).padStart(4, "0"),
      owner: user,
      group,
      restart: artifact.service === undefined ? "" : `${artifact.service.name} ${artifact.service.action}ed`,
      validate: artifact.validate ?? "",
    };
    const shown = Object.entries(fields).map(([key, value]) => `${key}: ${yaml(value)}`);
    out.add(`  - { ${shown.join(", ")} }`);
  }
  return {
    ...common,
    path: `ansible/host_vars/${host}.yml`,
    purpose: `the files of ${host}`,
    lines: out.done(),
  };
}

const PLAYBOOK = `- name: Ship what lbc made
  hosts: all
  gather_facts: false
  become: "{{ lbc_become | default(true) }}"
  vars:
    # A scratch root and no services: for a rehearsal.
    lbc_root: ""
    lbc_services: true
    lbc_owners: "{{ lbc_services }}"
  tasks:
    - name: Make the folders
      ansible.builtin.file:
        path: "{{ lbc_root }}{{ item }}"
        state: directory
        mode: "0755"
      loop: "{{ lbc_files | map(attribute='dest') | map('dirname') | unique | list }}"
      when: lbc_root != "" or item is match('^/(etc/(lbc|nftables.d|systemd)|opt)')

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

    - name: Read the units that changed
      ansible.builtin.systemd:
        daemon_reload: true
      when:
        - lbc_services | bool
        - lbc_shipped.results | selectattr('changed') | map(attribute='item.dest') | select('match', '/etc/systemd/') | list | length > 0

    - name: Load the modules that changed
      ansible.builtin.command: systemctl restart systemd-modules-load
      changed_when: true
      when:
        - lbc_services | bool
        - lbc_shipped.results | selectattr('changed') | map(attribute='item.dest') | select('match', '/etc/modules-load.d/') | list | length > 0

    - name: Apply the kernel settings that changed
      ansible.builtin.command: sysctl -q -p /etc/sysctl.d/60-lbc.conf
      changed_when: true
      when:
        - lbc_services | bool
        - "'/etc/sysctl.d/60-lbc.conf' in (lbc_shipped.results | selectattr('changed') | map(attribute='item.dest') | list)"

    - name: Restart or reload only what changed
      ansible.builtin.systemd:
        name: "{{ item.split(' ')[0] }}"
        state: "{{ item.split(' ')[1] }}"
        enabled: true
      loop: "{{ lbc_shipped.results | selectattr('changed') | map(attribute='item.restart') | select | unique | list }}"
      when: lbc_services | bool
`;

function playbook(topology: Topology): Artifact {
  const out = lines("  ");
  out.add(madeBy("#", topology.source));
  for (const line of PLAYBOOK.trimEnd().split("\n")) out.add(line);
  return { ...common, path: "ansible/site.yml", purpose: "ships the trees", lines: out.done() };
}
