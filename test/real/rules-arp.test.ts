/**
 * The blocks of the ARP rules' pages on this machine's kernel: hosts as network namespaces, each with the sysctl.d file
 * that lbc writes and its vips; the bad block lets the vip out, the good one does not.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { heldVips, holdersOf } from "../../src/analysis/roles.ts";
import { compile, rules } from "../../src/index.ts";
import { contentOf } from "../support/examples.ts";
import { inNamespace, needs } from "../support/real.ts";
import { ruleBlock, rulePage } from "../support/rule-page.ts";

const off = new Map(rules.map((r) => [r.code, { severity: "off" }] as const));
const client = "192.168.170.250";
/** What the client asks, or what it sees the first real server do: each prints one word. */
const questions = {
  /** How many MACs answer. */
  macs: (address: string) => `ask ${address}`,
  announced: (address: string) =>
    `until grep -qs 'who-has 192.168.170.249 ' $seen; do on web1 ping -q -c 1 -W 1 -I ${address} 192.168.170.249 >/dev/null 2>&1; done; grep -q 'tell ${address},' $seen && echo yes || echo no`,
  /** Whether a ping comes back. */
  reached: (address: string) =>
    `on client ping -q -c 1 -w 5 ${address} >/dev/null 2>&1 && echo yes || echo no`,
};
type Question = keyof typeof questions;
/** Rule, question, address, and the answers on the bad and on the good block. */
const table: readonly (readonly [string, Question, string, string, string])[] = [
  ["answers", "macs", "192.168.170.100", "2", "1"],
  ["announces", "announced", "192.168.170.100", "yes", "no"],
  ["lo-only", "macs", "192.168.170.100", "2", "1"],
  ["lo-only", "announced", "192.168.170.100", "yes", "no"],
  ["default-only", "macs", "192.168.170.100", "2", "1"],
  ["one-interface", "macs", "192.168.170.100", "2", "1"],
  ["reserved-mode", "macs", "192.168.170.100", "2", "1"],
  ["larger-wins", "macs", "192.168.170.100", "2", "1"],
  ["unproven", "macs", "192.168.170.100", "2", "1"],
  ["alias", "macs", "192.168.170.100", "2", "1"],
  ["wide-loopback", "reached", "192.168.170.21", "no", "yes"],
  ["mute", "macs", "192.168.170.21", "0", "1"],
  ["director-mute", "macs", "203.0.113.100", "0", "1"],
  ["proxy", "macs", "198.51.100.10", "2", "1"],
  ["two-interfaces", "macs", "192.168.170.100", "2", "1"],
  ["facts/taken-address", "macs", "192.168.170.22", "2", "1"],
];

const pageOf = (code: string) => (code.includes("/") ? code : `arp/${code}`);

type Found = {
  readonly host: string;
  readonly interfaces: readonly { readonly name: string; readonly addresses: readonly string[] }[];
};
/** What the page says was found on a host, with the bad and with the good block. */
function found(code: string, kind: "bad" | "good"): Found | undefined {
  const [bad, good] = [...rulePage(pageOf(code)).matchAll(/```json facts\/\S+\n([\s\S]*?)```/g)];
  const text = { bad, good }[kind]?.[1];
  return text === undefined ? undefined : (JSON.parse(text) as Found);
}

/** A script that makes the topology of a block in namespaces of a world of its own, and asks. */
function world(
  n: number,
  kind: "bad" | "good",
  [code, question, address]: (typeof table)[number],
  folder: string,
): string {
  const text = ruleBlock(pageOf(code), kind);
  const { topology, artifacts } = compile({ file: "topo.lb", read: () => text, rules: off });
  if (artifacts.length === 0) throw new Error(text);
  const out = [`w=${n}; seen=${folder}/seen${n}`];
  for (const network of topology.networks)
    out.push(`ip link add ${network.name}-${n} type bridge`, `ip link set ${network.name}-${n} up`);
  out.push("node client", `plug client ${topology.networks[0]?.name} eth0`);
  out.push(`on client ip addr add ${address.startsWith("198.") ? "198.51.100.250" : client}/24 dev eth0`);
  const held = heldVips(topology);
  for (const host of topology.hosts) {
    out.push(`node ${host.name}`);
    for (const { name, addresses } of host.interfaces) {
      out.push(`plug ${host.name} ${addresses[0]?.network.name} ${name}`);
      for (const a of addresses)
        out.push(`on ${host.name} ip addr add ${a.address.text}/${a.length} dev ${name}`);
    }
    const conf = artifacts.find((a) => a.path === `${host.name}/etc/sysctl.d/60-lbc.conf`);
    if (conf !== undefined) {
      writeFileSync(`${folder}/${n}-${host.name}.conf`, contentOf(conf));
      out.push(`on ${host.name} sysctl -q -p ${folder}/${n}-${host.name}.conf`);
    }
    // lbc-vip would refuse some of these, as it should; another tool would not.
    for (const { address: vip, stated } of held.get(host)?.values() ?? [])
      if (!stated) out.push(`on ${host.name} ip addr replace ${vip.text}/32 dev lo`);
    for (const a of host.loopback)
      out.push(`on ${host.name} ip addr replace ${a.address.text}/${a.length} dev lo`);
  }
  const { host: at = "", interfaces = [] } = found(code, kind) ?? {};
  // The kernel has those of IPv6 from somewhere else.
  for (const { name, addresses } of interfaces.filter((i) => i.name !== "lo"))
    for (const a of addresses.filter((b) => !b.includes(":")))
      out.push(`on ${at} ip addr replace ${a} dev ${name}`);
  for (const vip of topology.vips) {
    const [first] = holdersOf(vip);
    for (const a of vip.addresses)
      out.push(
        `on ${first?.host.name} ip addr add ${a.address.text}/${a.length} dev ${first?.interface.name}`,
      );
  }
  out.push(
    `ip netns exec client${n} tcpdump -l -n -i eth0 'arp[6:2] = 1' >$seen 2>$seen.ready & dump=$!`,
    "until grep -qs listening $seen.ready; do sleep 0.1; done",
    `answer=$(${questions[question](address)})`,
    "kill $dump; wait $dump",
    `echo "${n} $answer" >${folder}/told${n}`,
  );
  return `(\n${out.join("\n")}\n) </dev/null &`;
}

const functions = `
node() { ip netns add $1$w; ip netns exec $1$w ip link set lo up; }
on() { who=$1$w; shift; ip netns exec $who "$@"; }
plug() {
  ip link add $1$3-$w type veth peer name $3 netns $1$w
  ip link set $1$3-$w master $2-$w up; on $1 ip link set $3 up
}
ask() {
  on client ip route replace 203.0.113.0/24 dev eth0
  on client arping -b -c 9 -w 3 -I eth0 $1 | sed -n 's/.*\\[\\([0-9A-Fa-f:]*\\)\\].*/\\1/p' | sort -u | grep -c .
}`;

needs(
  "unshare",
  "ip",
  "sysctl",
  "arping",
  "ping",
  "tcpdump",
)("the ARP rules' pages on the kernel", () => {
  let told: ReadonlyMap<number, string> = new Map();

  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), "lbc-rules-arp-"));
    try {
      const worlds = table.flatMap((row, i) => [
        world(2 * i, "bad", row, folder),
        world(2 * i + 1, "good", row, folder),
      ]);
      writeFileSync(
        join(folder, "script"),
        `${functions}\n${worlds.join("\n")}\nwait\ncat ${folder}/told*\n`,
      );
      const { output } = inNamespace([], `bash ${folder}/script 2>${folder}/errors; cat ${folder}/errors`);
      if (process.env["LBC_SHOW"] !== undefined) console.log(output);
      told = new Map(
        [...output.matchAll(/^(\d+) (\S*)$/gm)].map(([, n, answer = ""]) => [Number(n), answer]),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 120_000);

  test.each(
    table.map((row, i) => [`arp/${row[0]}`.replace("arp/../", ""), row[1], i, row[3], row[4]] as const),
  )("%s: %s", (_code, _question, i, bad, good) => {
    expect({ bad: told.get(2 * i), good: told.get(2 * i + 1) }).toEqual({ bad, good });
  });
});
