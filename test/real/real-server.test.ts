import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compileExample, contentOf } from "../support/examples.ts";
import { inNamespace, needs } from "../support/real.ts";

let work = "";
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "lbc-vip-"));
});
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

/** Writes lbc-vip and its sysctl file of a host of an example; returns how to call the script. */
function scriptOf(example: string, host: string): string {
  const { artifacts } = compileExample(example);
  const write = (path: string, name: string) => {
    const artifact = artifacts.find((a) => a.path === `${host}/${path}`);
    if (artifact === undefined) throw new Error(`no ${path} for ${host}`);
    writeFileSync(join(work, name), contentOf(artifact), { mode: artifact.mode });
    return join(work, name);
  };
  const script = write("usr/local/sbin/lbc-vip", `${example}-vip`);
  const sysctl = write("etc/sysctl.d/60-lbc.conf", `${example}.conf`);
  return `LBC_SYSCTL=${sysctl} LBC_STATE=${work}/state-${example} ${script}`;
}

needs(
  "unshare",
  "ip",
  "sysctl",
)("lbc-vip", () => {
  const state =
    "{ ip -o addr show dev lo; sysctl net.ipv4.conf.all.arp_ignore net.ipv4.conf.all.arp_announce net.ipv4.conf.default.arp_ignore net.ipv4.conf.default.arp_announce; }";

  test("adds the VIP after the ARP settings, may be repeated, and leaves no trace", () => {
    const vip = scriptOf("lab", "node02");
    const { output, status } = inNamespace(
      ["eth0"],
      `before=$(${state})
${vip} status && echo "present too early"
${vip} start && ${vip} start && ${vip} status || echo "start failed"
ip -o addr show dev lo | grep -c "192.168.170.100/32 scope global lo:1"
sysctl -n net.ipv4.conf.all.arp_ignore net.ipv4.conf.all.arp_announce net.ipv4.conf.default.arp_ignore
${vip} stop && ${vip} stop || echo "stop failed"
[ "$before" = "$(${state})" ] && echo same || ${state}`,
    );
    expect(output).toBe("192.168.170.100 is absent\n1\n1\n2\n1\nsame\n");
    expect(status).toBe(0);
  });

  test("refuses the VIP where the host would answer ARP for it", () => {
    const vip = scriptOf("lab", "node02");
    writeFileSync(
      join(work, "lab.conf"),
      "net.ipv4.conf.all.arp_ignore = 0\nnet.ipv4.conf.all.arp_announce = 2\n",
    );
    const { output, status } = inNamespace(
      ["eth0"],
      `${vip} start; rc=$?; ip -o addr show dev lo | grep -c 192.168.170; exit $rc`,
    );
    expect(output).toBe(
      "0\nlbc-vip: on eth0 arp_ignore is 0 and arp_announce is 2: this host would take the VIP over\n",
    );
    expect(status).toBe(1);
  });

  test("takes the larger of `all` and the interface", () => {
    const vip = scriptOf("lab", "node02");
    const tried = (conf: string) => {
      writeFileSync(join(work, "lab.conf"), conf);
      return inNamespace(["eth0"], `${vip} start >/dev/null 2>&1; exit $?`).status;
    };
    const conf = (where: string, ignore: number, announce: number) =>
      `net.ipv4.conf.${where}.arp_ignore = ${ignore}\nnet.ipv4.conf.${where}.arp_announce = ${announce}\n`;
    expect(tried(conf("eth0", 1, 2))).toBe(0);
    expect(tried(conf("lo", 1, 2))).toBe(1);
    expect(tried(conf("all", 1, 2) + conf("eth0", 3, 0))).toBe(1);
  });

  test("gives up a VIP of an earlier topology, when it is restarted by the new script and when it is started", () => {
    const vip = scriptOf("lab", "node02");
    const file = vip.split(" ").at(-1) ?? "";
    writeFileSync(`${file}.new`, readFileSync(file, "utf8").replaceAll("192.168.170.100", "192.168.170.99"), {
      mode: 0o755,
    });
    const held = "ip -o addr show dev lo | grep -o '192[0-9.]*/32'";
    const { output } = inNamespace(
      ["eth0"],
      `${vip} start; ${vip}.new stop; ${vip}.new start; ${held}
${vip} start; ${held}
${vip} stop; ${held}`,
    );
    expect(output).toBe("192.168.170.99/32\n192.168.170.100/32\n");
  });

  test("puts an IPv6 VIP on lo as /128", () => {
    const vip = scriptOf("dual-stack", "web1");
    const { output } = inNamespace(
      ["eth0"],
      `${vip} start && ${vip} status && ip -6 -o addr show dev lo | grep -o "2001:db8:170::100/128"`,
    );
    expect(output).toBe("2001:db8:170::100/128\n");
  });
});

/**
 * A client, the director and a real server on one segment. The client forgets what it knows and asks ten times who
 * has the VIP; printed are the names of those whose MAC it got.
 */
function whoAnswers(onRealServer: string): string {
  const { output } = inNamespace(
    [],
    `ip link add seg type bridge && ip link set seg up
for h in client director server; do
  ip netns add lbc-$h || exit 1
  ip link add $h type veth peer name eth0 netns lbc-$h && ip link set $h master seg up
  ip netns exec lbc-$h ip link set lo up; ip netns exec lbc-$h ip link set eth0 up
done
trap 'for h in client director server; do ip netns del lbc-$h; done' EXIT
ip netns exec lbc-client ip addr add 192.168.170.9/24 dev eth0
ip netns exec lbc-director ip addr add 192.168.170.101/24 dev eth0
ip netns exec lbc-director ip addr add 192.168.170.100/24 dev eth0
ip netns exec lbc-server ip addr add 192.168.170.102/24 dev eth0
sleep 1
ip netns exec lbc-server sh -c '${onRealServer}' || echo "failed"
# Who answers first wins; the director is made to answer late, as a busy one does.
tc qdisc add dev director root netem delay 20ms 2>/dev/null
mac() { ip netns exec lbc-$1 cat /sys/class/net/eth0/address; }
for i in 1 2 3 4 5; do
  ip netns exec lbc-client ip neigh flush dev eth0
  ip netns exec lbc-client ping -c 1 -W 1 192.168.170.100 >/dev/null
  got=$(ip netns exec lbc-client ip neigh show 192.168.170.100 | grep -o "lladdr [^ ]*" | cut -d" " -f2)
  [ "$got" = "$(mac director)" ] && echo director
  [ "$got" = "$(mac server)" ] && echo server
done | sort | uniq -c | tr -s " " "\\n" | xargs
ip netns exec lbc-client sh -c 'ip neigh flush dev eth0; arping -b -c 3 -w 3 -I eth0 192.168.170.100' | grep -o "\\[[0-9A-F:]*\\]" | tr A-F a-f | sort -u >${work}/macs
grep -qi "$(mac director)" ${work}/macs && echo "arping: director"
grep -qi "$(mac server)" ${work}/macs && echo "arping: server"
true`,
  );
  return output;
}

needs(
  "unshare",
  "ip",
  "arping",
  "ping",
)("ARP for the VIP", () => {
  test("is answered by the real server as well when the VIP is put on lo by hand: the mistake hurts", () => {
    expect(whoAnswers("ip addr add 192.168.170.100/32 dev lo")).toContain("arping: server");
  });

  test("is answered by the director alone after lbc-vip", () => {
    const answers = whoAnswers(`${scriptOf("lab", "node02")} start`);
    expect(answers).toContain("arping: director");
    expect(answers).not.toContain("server");
    expect(answers).toContain("5 director");
  });
});
