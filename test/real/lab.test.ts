import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import {
  deliveredPort,
  returnPath,
  schedulesAgain,
  tunnelMtu,
  type CoLocated,
  type ReturnPath,
  type Tunnel,
} from "../../src/semantics/kernel/ipvs.ts";
import { compileExample, compileUnjudged, contentOf, examplesFolder } from "../support/examples.ts";
import { problemsOf } from "../support/mark.ts";
import { needs } from "../support/real.ts";
import { labPrograms, runLab, type Facts } from "./lab/lab.ts";

const marked = `lb 1
network lan 192.168.170.0/24
host lvs1 { eth0 192.168.170.11 }
host lvs2 { eth0 192.168.170.12 }
host web[1..2] { eth0 192.168.170.[21..22] }
vip web 192.168.170.100 {
  virtual_router_id 40
  director lvs1 priority 110
  director lvs2 priority 100
}
virtual_server web:80 web:443 {
  fwmark 7
  forward dr
  scheduler rr
  check tcp { port 80; every 3s; timeout 2s }
  real_server web[1..2]
}
`;

const gatherer = readFileSync(new URL("../../spec/facts.sh", import.meta.url), "utf8");

needs(...labPrograms)("a kernel with IPVS, fed with the files of lbc", () => {
  let all: ReadonlyMap<string, Facts> = new Map();
  const factsOf = (scenario: string) => Object.fromEntries(all.get(scenario) ?? []);

  beforeAll(() => {
    const example = (name: string, script = name) => ({ compiled: compileExample(name), script });
    all = runLab({
      lab: {
        ...example("lab", "classic"),
        files: Object.fromEntries([1, 2, 3, 4].map((n) => [`node0${n}/root/facts.sh`, gatherer])),
      },
      nat: example("nat"),
      tun: example("tun"),
      "dual-stack": example("dual-stack"),
      "active-active": example("active-active"),
      paths: { script: "paths" },
      fwmark: { compiled: compileUnjudged(marked), script: "fwmark" },
    });
  });

  test("examples/lab: DR by keepalived alternates; a dead real server and a dead director are noticed", () => {
    const {
      alternates,
      leaking: _,
      ...lab
    } = Object.fromEntries(Object.entries(factsOf("lab")).filter(([name]) => !name.startsWith("facts/")));
    expect(alternates).toMatch(/^(node02 node03 ){2}node02 node03$|^(node03 node02 ){2}node03 node02$/);
    expect(lab).toEqual({
      table: rules("lab", "web"),
      arp: "1",
      detected: "yes",
      left: "1",
      served: "node03=4",
      // Without the settings both real servers answer as well; lbc-vip refuses, and puts it right.
      leak: "3",
      refused: "lbc-vip: on eth0 arp_ignore is 0 and arp_announce is 0: this host would take the VIP over",
      repaired: "1",
      takeover: "yes",
      after: "node02=3 node03=3",
    });
  });

  test("examples/lab: what is found on its hosts is as declared, until a real server leaks", () => {
    const topology = readFileSync(join(examplesFolder, "lab/topo.lb"), "utf8");
    const { leaking, ...lab } = factsOf("lab");
    const files = Object.fromEntries(Object.entries(lab).filter(([name]) => name.startsWith("facts/")));
    expect(Object.keys(files)).toHaveLength(4);
    expect(files["facts/node01.json"]).toContain('"net/ipv4/vs/expire_nodest_conn": "1"');
    expect(problemsOf(topology, files)).toEqual([]);
    const now = problemsOf(topology, { ...files, "facts/node02.json": leaking ?? "" });
    expect(new Set(now.map((p) => p.code))).toEqual(
      new Set(["arp/answers", "arp/announces", "facts/sysctl"]),
    );
    for (const { message } of now) expect(message).toContain("node02");
  });

  test("examples/nat: answers return through the inner vip, which moves with the outer", () => {
    expect(factsOf("nat")).toEqual({
      table: rules("nat", "outside"),
      sticky: "web=4",
      weighted: "web1=3 web2=3 web3=1",
      both: "yes",
      after: "web=2",
    });
  });

  test("examples/tun: packets cross a router wrapped, and stop leaves no vip", () => {
    expect(factsOf("tun")).toEqual({
      table: rules("tun", "web").replaceAll(/ -i .*/g, "$& --tun-type ipip"),
      served: "far1 far2",
      wrapped: "some",
      stopped: "-",
    });
  });

  test("examples/dual-stack: both families, before and after a takeover", () => {
    expect(factsOf("dual-stack")).toEqual({
      table: `${rules("dual-stack", "web4")}\n${rules("dual-stack", "web6")}`,
      four: "web1=2 web2=2",
      six: "web1=2 web2=2",
      after: "web1=2 web2=2 web1=2 web2=2",
    });
  });

  test("examples/active-active: each director its vip, one of them both", () => {
    const each = "web1=1 web2=1 web3=1 web4=1";
    expect(factsOf("active-active")).toEqual({ left: each, right: each, after: each });
  });

  test("the model of IPVS agrees: ports, ways back, tunnels, co-located directors", () => {
    const paths: Record<string, string> = factsOf("paths");
    const told = (path: Omit<ReturnPath, "clientOnLink"> & { clientOnLink?: true }) =>
      returnPath({ clientOnLink: false, ...path }).kind === "lost"
        ? "lost"
        : String(deliveredPort(path.method, 80, 8080));
    const off = { directorForwards: false, directorAcceptsLocal: false };
    const mtu = (type: Tunnel["type"], family: 4 | 6, checksum = false) =>
      `mtu ${tunnelMtu(1500, { type, family, checksum })}`;
    const standby = { method: "dr", standbyHasTable: true, backupOnly: false, syncBackup: false } as const;
    const again = (at: CoLocated) => (schedulesAgain(at) ? "yes" : "no");
    expect(paths).toEqual({
      "port-dr": told({ method: "dr", gateway: "none", ...off, clientOnLink: true }),
      "port-tun": told({ method: "tun", gateway: "none", ...off, clientOnLink: true }),
      "mtu-ipip-4": mtu("ipip", 4),
      "mtu-ipip-6": mtu("ipip", 6),
      "mtu-gre-4": mtu("gre", 4),
      "mtu-gre-6": mtu("gre", 6),
      "mtu-gre-4-checksum": mtu("gre", 4, true),
      "mtu-gue-4": mtu("gue", 4),
      "mtu-gue-6": mtu("gue", 6),
      "mtu-gue-4-checksum": mtu("gue", 4, true),
      "dr-none": told({ method: "dr", gateway: "none", ...off }),
      "dr-router": told({ method: "dr", gateway: "router", ...off }),
      "dr-director": told({ method: "dr", gateway: "director", ...off, directorForwards: true }),
      "dr-accept-local": told({
        method: "dr",
        gateway: "director",
        directorForwards: true,
        directorAcceptsLocal: true,
      }),
      "dr-accept-local-no-forward": told({
        method: "dr",
        gateway: "director",
        directorForwards: false,
        directorAcceptsLocal: true,
      }),
      "nat-no-forward": told({ method: "nat", gateway: "director", ...off }),
      "nat-director": told({ method: "nat", gateway: "director", ...off, directorForwards: true }),
      "nat-on-link": told({
        method: "nat",
        gateway: "director",
        ...off,
        directorForwards: true,
        clientOnLink: true,
      }),
      "nat-router": told({ method: "nat", gateway: "router", ...off, directorForwards: true }),
      "nat-none": told({ method: "nat", gateway: "none", ...off, directorForwards: true }),
      again: again(standby),
      "again-backup-only": again({ ...standby, backupOnly: true }),
      "again-backup-only-daemon": again({ ...standby, backupOnly: true, syncBackup: true }),
    });
    // Not only the same as the model, but what it is for.
    expect(paths["dr-director"]).toBe("lost");
    expect(paths["nat-director"]).toBe("8080");
  });

  test("a firewall mark joins two ports, and no third", () => {
    expect(factsOf("fwmark")).toEqual({
      table: compileUnjudged(marked)
        .artifacts.filter((a) => a.path === "ipvsadm/web.rules")
        .map((a) => contentOf(a).trimEnd())
        .join(),
      http: "web1=2 web2=2",
      https: "web1=2 web2=2",
      other: "-",
    });
  });
});

function rules(example: string, vip: string): string {
  const file = compileExample(example).artifacts.find((a) => a.path === `ipvsadm/${vip}.rules`);
  return file === undefined ? "" : contentOf(file).trimEnd();
}
