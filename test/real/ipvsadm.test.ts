import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Topology } from "../../src/index.ts";
import { compileExample, compileUnjudged, contentOf, exampleNames } from "../support/examples.ts";
import { needs } from "../support/real.ts";
import { labPrograms, runLab, type Facts } from "./lab/lab.ts";

const source = fileURLToPath(new URL("../support/ipvs-standin.c", import.meta.url));
let work = "";
let standin = "";
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "lbc-ipvsadm-"));
  standin = join(work, "standin.so");
  const flags = ["-shared", "-fPIC", "-I/usr/include/libnl3", "-o", standin, source, "-lnl-genl-3", "-lnl-3"];
  execFileSync("gcc", flags, { stdio: "pipe" });
});
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

/** What the real ipvsadm sent, a line a command. */
function sent(run: (env: NodeJS.ProcessEnv) => void): readonly string[] {
  const log = join(work, "log");
  rmSync(log, { force: true });
  run({ ...process.env, LD_PRELOAD: standin, IPVS_LOG: log, LBC_STATE: join(work, "state") });
  return existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n") : [];
}

/** What a topology declares, in the same words. */
function declared(topology: Topology): readonly string[] {
  return topology.virtualServers.flatMap((server) =>
    server.endpoints.flatMap(({ vip, port }) =>
      [...vip.addresses, ...vip.excluded]
        .map((a) => a.address)
        .filter((a) => !a.text.startsWith("fe80"))
        .flatMap((address) => {
          const service = `${server.protocol} ${address.text} ${port}`;
          const persistence = Math.ceil(server.persistence?.value ?? 0);
          return [
            `service ${service} ${server.scheduler.value} persistence ${persistence}`,
            ...server.realServers.map((real) => {
              const own = real.addresses.find((a) => a.family === address.family);
              return `server ${service} -> ${own?.text} ${real.port} ${server.forward.value} weight ${real.weight.value}`;
            }),
          ];
        }),
    ),
  );
}

needs("ipvsadm", "gcc")("the real ipvsadm", () => {
  test.each(exampleNames)("sends the kernel what %s declares", (name) => {
    const { artifacts, topology } = compileExample(name);
    const rules = artifacts.filter((a) => a.path.startsWith("ipvsadm/") && a.path.endsWith(".rules"));
    const commands = sent((env) => {
      for (const file of rules) {
        const { status, stdout, stderr } = spawnSync("ipvsadm", ["-R"], {
          input: contentOf(file),
          env,
          encoding: "utf8",
        });
        expect(`${stdout}${stderr}`).toBe("");
        expect(status).toBe(0);
      }
    });
    expect([...commands].sort()).toEqual([...declared(topology)].sort());
  });

  test("gets the same from apply.sh, and from the script of a vip with one owner", () => {
    const { artifacts, topology } = compileExample("lab-ipvsadm");
    for (const artifact of artifacts) {
      const path = join(work, "tree", artifact.path);
      mkdirSync(dirname(path), { recursive: true });
      // The rules are looked for where they are installed; here that is the tree.
      const text = contentOf(artifact).replaceAll("rules=/etc/lbc/", `rules=${work}/tree/node01/etc/lbc/`);
      writeFileSync(path, text, { mode: artifact.mode });
    }
    const wanted = [...declared(topology)].sort();
    const apply = sent((env) => execFileSync(join(work, "tree/ipvsadm/apply.sh"), { env, stdio: "pipe" }));
    expect([...apply].sort()).toEqual(wanted);
    const script = join(work, "tree/node01/usr/local/sbin/lbc-ipvs-web");
    const started = sent((env) => {
      const inside = `ip link add eth0 type bridge; ip link set eth0 up; ${script} start && ip -o addr show eth0`;
      const shown = execFileSync("unshare", ["-n", "sh", "-c", inside], {
        env,
        encoding: "utf8",
        stdio: "pipe",
      });
      expect(shown).toContain("192.168.170.100/24");
    });
    expect([...started].sort()).toEqual(wanted);
  });
});

const hosts = `lb 1
network lan 192.168.170.0/24 2001:db8:170::/64
host node01 { eth0 192.168.170.11 2001:db8:170::11 }
host node02 { eth0 192.168.170.102 2001:db8:170::102 }
host node03 { eth0 192.168.170.103 2001:db8:170::103 }
vip web 192.168.170.100/24 on node01
vip alt 192.168.170.101/24 on node01
vip six 2001:db8:170::100/64 on node01
virtual_server web:80 { forward dr; scheduler rr; real_server node02; real_server node03 }
`;
const before = `${hosts}
virtual_server web:8443 {
  forward nat; scheduler wrr; persistence 5m
  real_server node02:8443 weight 3 { upper_threshold 9; lower_threshold 4 }
  real_server node03:8444
}
virtual_server web:53 { protocol udp; forward dr; scheduler wlc; real_server node02 }
virtual_server alt:81 six:81 { fwmark 7; forward dr; scheduler rr; real_server node02 }
virtual_server six:80 { forward dr; scheduler sh sh-port; persistence 1m; persistence_granularity 64; real_server node02 }
`;
// A weight, a scheduler and a method changed, a server added, one gone, services added and gone.
const after = `${hosts}
virtual_server web:8443 {
  forward nat; scheduler wlc
  real_server node02:8443 weight 1
  real_server node03:8445
}
virtual_server alt:22 { forward tun; scheduler rr; real_server node02 weight 0 }
virtual_server six:81 { fwmark 7; forward dr; scheduler wrr; real_server node02; real_server node03 }
`;
/** What examples/lab-ipvsadm could become. */
const ownerAfter = `-A -t 192.168.170.100:80 -s rr
-a -t 192.168.170.100:80 -r 192.168.170.103:80 -g -w 5
-A -t 192.168.170.100:81 -s wlc
-a -t 192.168.170.100:81 -r 192.168.170.102:81 -g -w 1
`;
const ruleFiles = (text: string) =>
  compileUnjudged(text).artifacts.filter((a) => a.path.startsWith("ipvsadm/") && a.path.endsWith(".rules"));
const sorted = (rules: string | undefined) =>
  (rules ?? "")
    .split("\n")
    .filter((r) => r !== "")
    .sort();
/** The rules as the kernel gives them back: without what -S leaves out. */
const expected = (text: string) =>
  ruleFiles(text)
    .flatMap((a) => a.lines.map((l) => l.text))
    .map((rule) => rule.replace(/ -x \d+| -y \d+/g, "").replace(/ -i (.*)/, " -i $1 --tun-type ipip"))
    .sort();

needs(...labPrograms)("the table of a real kernel", () => {
  let all: ReadonlyMap<string, Facts> = new Map();
  const fact = (scenario: string, name: string) => all.get(scenario)?.get(name);

  beforeAll(() => {
    const v2 = compileUnjudged(after).artifacts.filter((a) => a.path.startsWith("ipvsadm/"));
    const files = v2.map((a) => [`node01/root/v2/${a.path.slice("ipvsadm/".length)}`, contentOf(a)]);
    all = runLab({
      tables: { compiled: compileUnjudged(before), files: Object.fromEntries(files), script: "tables" },
      owner: {
        compiled: compileExample("lab-ipvsadm"),
        files: { "node01/root/changed.rules": ownerAfter },
        script: "owner",
      },
    });
    if (process.env["LBC_SHOW"] !== undefined) console.log(all);
  });

  test("is what apply.sh was given, and a second time changes nothing", () => {
    expect(fact("tables", "first")).toBe("");
    expect(sorted(fact("tables", "table"))).toEqual(expected(before));
    expect(fact("tables", "thresholds")).toBe("9 4");
    expect(fact("tables", "served")).toBe("node02=2 node03=2");
    expect(fact("tables", "again")).toBe("");
    expect(fact("tables", "same")).toBe(fact("tables", "table"));
    expect(fact("tables", "kept")).toBe("4");
  });

  test("becomes that of a changed topology and back, and what did not change stays", () => {
    expect(fact("tables", "changed")).toBe("");
    expect(sorted(fact("tables", "new"))).toEqual(expected(after));
    expect(fact("tables", "still")).toBe("4");
    expect(fact("tables", "back")).toBe("");
    expect(sorted(fact("tables", "old"))).toEqual(expected(before));
    expect(fact("tables", "replaced")).toBe("");
    expect(sorted(fact("tables", "replacement"))).toEqual(expected(after));
  });

  test("serves what examples/lab-ipvsadm installs", () => {
    const { artifacts } = compileExample("lab-ipvsadm");
    const own = artifacts.find((a) => a.path === "ipvsadm/web.rules");
    expect(fact("owner", "boot")).toBe("");
    expect(fact("owner", "table")).toBe(own?.lines.map((l) => l.text).join("\n"));
    expect(fact("owner", "address")).toBe("eth0 inet 192.168.170.100/24");
    expect(fact("owner", "alternates")).toMatch(
      /^(node02 node03 node02 node03|node03 node02 node03 node02)$/,
    );
    expect(fact("owner", "arp")).toBe("1");
  });

  test("is changed in place by an installed script, which leaves the services of others alone", () => {
    const foreign = "-A -t 192.168.170.101:2222 -s rr";
    expect(fact("owner", "again")).toBe("");
    expect(fact("owner", "same")).toBe(`${fact("owner", "table")}\n${foreign}`);
    expect(fact("owner", "changed")).toBe("");
    expect(sorted(fact("owner", "new"))).toEqual([...sorted(ownerAfter), foreign].sort());
    expect(fact("owner", "still")).toBe("4");
    expect(fact("owner", "shrunk")).toBe("");
    expect(fact("owner", "shrunken")).toBe(`${fact("owner", "table")}\n${foreign}`);
    expect(fact("owner", "moved")).toBe("new");
    expect(fact("owner", "stopped")).toBe(foreign);
    expect(fact("owner", "gone")).toBe("yes");
    expect(fact("owner", "twice")).toBe("fine");
  });
});
