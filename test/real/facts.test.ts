/** The script of spec/facts.md on this machine's kernel, in namespaces, under the shells that hosts have. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { misfit } from "../../src/generated/facts-validator.js";
import { lbc, lbcPath } from "../support/lbc.ts";
import { compileText, contentOf } from "../support/examples.ts";
import { inNamespace, needs } from "../support/real.ts";

const page = readFileSync(new URL("../../spec/facts.md", import.meta.url), "utf8");
const block = (info: string) => new RegExp(`\`\`\`${info}\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? "";
const script = fileURLToPath(new URL("../../spec/facts.sh", import.meta.url));
/** The last has busybox's programs in place of coreutils and iproute2. */
const shells = ["dash", "busybox sh", "bash --posix", "env PATH=$applets:$PATH busybox sh"];

type Facts = {
  readonly host: string;
  readonly cpus: number;
  readonly memory: number;
  readonly interfaces: readonly { readonly name: string; readonly addresses: readonly string[] }[];
  readonly sysctls: Readonly<Record<string, string>>;
  readonly processes: Readonly<Record<string, { readonly nofile: object }>>;
  readonly versions: Readonly<Record<string, string>>;
  readonly clock?: { readonly daemon?: string; readonly synchronised?: boolean };
};
function factsOf(text: string): Facts {
  const value: unknown = JSON.parse(text);
  expect(misfit(value)).toBeUndefined();
  return value as Facts;
}

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lbc-facts-"));
  mkdirSync(join(folder, "applets"));
  spawnSync("busybox", ["--install", "-s", join(folder, "applets")]);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A script in namespaces of its own, host name and processes too; what it says. */
function on(shell: string): string {
  const file = join(folder, "world.sh");
  writeFileSync(file, `applets=${folder}/applets\n${shell}`);
  const inner = `unshare --uts --pid --fork --mount-proc bash ${file}`;
  const { status, output } = inNamespace(["eth0"], inner);
  expect(status, output).toBe(0);
  return output;
}

needs(
  "shellcheck",
  "dash",
  "busybox",
  "ip",
  "unshare",
  "nginx",
  "keepalived",
)("the script that gathers facts", () => {
  test("is a POSIX script that shellcheck finds nothing in, and what lbc prints", () => {
    const { status, stdout } = spawnSync("shellcheck", ["-s", "sh", script], { encoding: "utf8" });
    expect(stdout).toBe("");
    expect(status).toBe(0);
    expect(lbc(folder, ["facts", "--script"])).toMatchObject({
      status: 0,
      out: readFileSync(script, "utf8"),
    });
  });

  describe.each(shells)("%s", (shell) => {
    test("finds addresses, sysctls, limits, versions", () => {
      const facts = factsOf(
        on(`
          printf %s 'a"b\\c$(id)' >/proc/sys/kernel/hostname
          ip addr add 192.168.170.21/24 dev eth0
          ip addr add 203.0.113.1 peer 203.0.113.2/31 dev eth0
          ip addr add 192.168.170.100/32 dev lo
          ip link add eth0.100 type bridge
          sysctl -qw net.ipv4.conf.eth0.arp_ignore=3 net/ipv4/conf/eth0.100/arp_announce=2
          sysctl -qw net.ipv4.ip_local_port_range='20000 60999'
          ulimit -Sn 333; ulimit -Hn 4444
          cp "$(command -v sleep)" ${folder}/memcached
          ${folder}/memcached 1000 &
          ${shell} ${script} net.ipv4.tcp_fin_timeout net/ipv4/conf/eth0.100/log_martians no/such/key ../../etc/passwd
        `),
      );
      expect(facts).toMatchObject({ host: 'a"b\\c$(id)' });
      expect(facts.cpus).toBeGreaterThan(0);
      expect(facts.memory).toBeGreaterThan(2 ** 26);
      const addresses = new Map(facts.interfaces.map((i) => [i.name, i.addresses]));
      expect([...addresses.keys()].sort()).toEqual(expect.arrayContaining(["eth0", "eth0.100", "lo"]));
      expect(addresses.get("lo")).toContain("192.168.170.100/32");
      expect(addresses.get("eth0")).toEqual(
        expect.arrayContaining([
          "198.18.0.1/24",
          "192.168.170.21/24",
          "203.0.113.1/31",
          "2001:db8:ffff::1/64",
        ]),
      );
      expect(facts.sysctls).toMatchObject({
        "net/ipv4/conf/eth0/arp_ignore": "3",
        "net/ipv4/conf/eth0.100/arp_announce": "2",
        "net/ipv4/ip_local_port_range": "20000 60999",
        "net/ipv4/tcp_fin_timeout": "60",
        "net/ipv4/conf/eth0.100/log_martians": "0",
      });
      expect(Object.keys(facts.sysctls).join(" ")).not.toMatch(/passwd|such/);
      expect(facts.processes).toEqual({ memcached: { nofile: { soft: 333, hard: 4444 } } });
      const versionOf = (program: string) => spawnSync(program, ["-v"], { encoding: "utf8" }).stderr;
      expect(versionOf("nginx")).toContain(`nginx/${facts.versions["nginx"]}`);
      expect(versionOf("keepalived")).toContain(`v${facts.versions["keepalived"]} `);
    });

    test("whatever things are called, the JSON is whole", () => {
      const text = on(`
        printf 'h\\n"}\\\\\\001\\377' >/proc/sys/kernel/hostname
        i=0
        for name in '"},{"' '\\' '\\u0041' '$(id)' '*' "'" '\`id\`' '-n' "$(printf '\\001\\033[31m')" "$(printf '\\377\\303')" 'é'; do
          ip link add name "$name" type bridge 2>/dev/null && i=$((i+1))
        done
        mkdir ${folder}/bin
        for program in nginx keepalived memcached redis-server timedatectl; do
          printf '#!/bin/sh\\nprintf '"'"'nginx/1.2.3"}\\\\n, Keepalived v..1 memcached 1.0$(id)\\\\\\\\ v=99999999999999999999999999999999999'"'"'; kill $$\\n' >${folder}/bin/$program
          chmod +x ${folder}/bin/$program
        done
        cp "$(command -v sleep)" '${folder}/ng"in\\x'
        '${folder}/ng"in\\x' 1000 &
        (export PATH=${folder}/bin:$PATH; ${shell} ${script} >${folder}/out.json 2>/dev/null) || exit
        rm -r ${folder}/bin
        echo "$i"
        cat ${folder}/out.json
      `);
      const [count, ...rest] = text.split("\n");
      const facts = factsOf(rest.join("\n"));
      // eth0, lo, and what the kernel makes in every namespace.
      expect(facts.interfaces.length).toBeGreaterThanOrEqual(Number(count) + 2);
      expect(Number(count)).toBeGreaterThan(8);
      expect(facts.interfaces.map((i) => i.name)).toEqual(
        expect.arrayContaining(['"},{"', "\\", "\\u0041", "$(id)", "*", "-n", "??[31m", "??"]),
      );
      expect(facts.versions).toEqual({ kernel: expect.any(String), nginx: "1.2.3", memcached: "1.0" });
    });
  });

  test("without an interface keepalived ends, and what it held stays behind: facts/interface", () => {
    const vip = "192.168.170.100";
    const topology = `lb 1
network lan 192.168.170.0/24
network back 192.168.171.0/24
host lvs1 { eth0 192.168.170.11; eth7 192.168.171.11 }
host lvs2 { eth0 192.168.170.12; eth7 192.168.171.12 }
vip shop ${vip} { virtual_router_id 51; director lvs1 priority 150; director lvs2 priority 100 }
vip back 192.168.171.100 { virtual_router_id 52; director lvs1 priority 150; director lvs2 priority 100 }
`;
    const { artifacts } = compileText(topology);
    const conf = artifacts.find((a) => a.path === "lvs1/etc/keepalived/keepalived.conf");
    writeFileSync(join(folder, "bad.conf"), conf === undefined ? "" : contentOf(conf));
    const said = on(`
      ip addr add 192.168.170.11/24 dev eth0
      start="keepalived -n -l -P -f ${folder}/k.conf -p ${folder}/k.pid -r ${folder}/v.pid"
      cp ${folder}/bad.conf ${folder}/k.conf
      timeout 60 $start >${folder}/log 2>&1 && echo started
      grep -o 'Non-existent interface' ${folder}/log
      sed s/eth7/eth0/ ${folder}/bad.conf >${folder}/k.conf
      $start >${folder}/log 2>&1 &
      until ip -o addr show dev eth0 | grep -q ${vip}; do kill -0 $! || exit 1; done
      cp ${folder}/bad.conf ${folder}/k.conf
      kill -HUP $!
      wait $! && echo reloaded
      ip -o addr show dev eth0 | grep -o "inet ${vip}"
      exit 0
    `);
    expect(said).toBe(`Non-existent interface\ninet ${vip}\n`);
  });

  test("the page's commands gather what check takes, and a setting that drifted is found", () => {
    const topology = block("lb").replace("; manage arp off", "");
    writeFileSync(join(folder, "topo.lb"), topology);
    const state = { arp_ignore: 1, arp_announce: 2 };
    const gather = (drift: string) => {
      rmSync(join(folder, "facts"), { recursive: true, force: true });
      mkdirSync(join(folder, "facts"));
      // Each host is a network namespace; \`ssh\` goes into it.
      on(`
        cd ${folder}
        lbc() { ${process.execPath} ${lbcPath} "$@"; }
        ssh() { host=$1; shift; ip netns exec "$host" unshare --uts sh -c "hostname $host; $*"; }
        n=11
        for host in lvs1 lvs2 web1 web2; do
          ip netns add $host
          ip -n $host link add eth0 type bridge
          ip -n $host addr add 192.168.170.$n/24 dev eth0
          case $host in
            web*) ip -n $host addr add 192.168.170.100/32 dev lo
              ssh $host 'sysctl -qw ${Object.entries(state)
                .flatMap(([key, value]) =>
                  ["all", "default"].map((w) => `net.ipv4.conf.${w}.${key}=${value}`),
                )
                .join(" ")}' ;;
            lvs*) ssh $host 'sysctl -qw net.ipv4.vs.expire_nodest_conn=1 2>/dev/null || :' ;;
          esac
          case $n in 12) n=21 ;; *) n=$((n + 1)) ;; esac
        done
        ${drift}
        ${block("sh")}
      `);
      return lbc(folder, ["check", "--format", "json"]);
    };
    const codesOf = (out: string) =>
      (JSON.parse(out) as { readonly problems: readonly { readonly code: string }[] }).problems
        .map((p) => p.code)
        .sort();
    expect(codesOf(gather("").out).filter((c) => c !== "facts/version")).toEqual([]);
    const drifted = gather("ssh web1 sysctl -qw net.ipv4.conf.all.arp_ignore=0");
    expect(drifted.status).toBe(1);
    expect(codesOf(drifted.out).filter((c) => c !== "facts/version")).toEqual([
      "arp/answers",
      "facts/sysctl",
    ]);
    expect(drifted.out).toContain("facts/web1.json");
    // What mends the host is written.
    const built = lbc(folder, ["build"]);
    expect([built.status, built.err]).toEqual([0, expect.stringContaining("arp/answers")]);
    const gone = gather(
      "ssh web2 ip addr del 192.168.170.100/32 dev lo; ssh lvs1 ip link set eth0 name ens18",
    );
    expect(codesOf(gone.out).filter((c) => c !== "facts/version")).toEqual(["facts/interface", "facts/vip"]);
  });
});
