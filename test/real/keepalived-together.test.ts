/** What is right word by word and wrong together: keepalived refuses it where lbc does, and takes what lbc writes. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { compileUnjudged, contentOf } from "../support/examples.ts";
import { faces, inNamespace, needs } from "../support/real.ts";

const folder = mkdtempSync(join(tmpdir(), "lbc-together-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const topology = (vip: string, service: string, more = "") => `lb 1
network lan 10.0.0.0/24 2001:db8::/64 fe80::/64
host lvs[1..2] { eth0 10.0.0.[1..2] 2001:db8::[1..2]; eth1 10.0.0.[11..12] }
host web[1..2] { eth0 10.0.0.[21..22] 2001:db8::[21..22] }
vip v ${vip.startsWith("fe80") ? "fe80::9 2001:db8::9" : "10.0.0.9"} {
  virtual_router_id 1
  director lvs1 priority ${vip.includes("strict") ? 255 : 150} interface eth0
  director lvs2 priority 100 interface eth0
  ${vip.replace(/^fe80/, "")}
}
${more}
virtual_server v:80 v:81 { forward tun; real_server web[1..2]
  ${service}
}
`;
const W =
  "vip w 10.0.0.8 { virtual_router_id 2; director lvs1 priority 100 interface eth0; director lvs2 priority 50 interface eth0";

const instance = (inside: string, name = "v", id = 1) =>
  `vrrp_instance ${name} { state BACKUP\n interface eth0\n virtual_router_id ${id}\n ${inside}\n virtual_ipaddress {\n 10.0.0.${id}\n }\n}\n`;
const server = (inside: string, kind = "NAT") =>
  `virtual_server 10.0.0.9 80 {\n lb_algo rr\n lb_kind ${kind}\n protocol TCP\n real_server 10.0.0.21 80 {\n ${inside}\n }\n}\n`;

/** What lbc refuses; the same in keepalived's words, and what it says. */
const WRONG: readonly (readonly [topology: string, code: string, conf: string, said: string])[] = [
  [
    topology("", "tunnel gue"),
    "virtual-server/tunnel",
    server("", "TUN type gue"),
    "gue tunnels require port",
  ],
  [
    topology("", "tunnel gre { port 5 }"),
    "virtual-server/tunnel",
    server("", "TUN type gre port 5"),
    "otherwise cannot have port",
  ],
  [
    topology("", "tunnel ipip { checksum csum }"),
    "virtual-server/tunnel",
    server("", "TUN type ipip csum"),
    "ipip tunnels do not support checksum",
  ],
  [
    topology("", "tunnel gre { checksum remcsum }"),
    "virtual-server/tunnel",
    server("", "TUN type gre remcsum"),
    "gre tunnels do not support remote checksum",
  ],
  ...["a.bc", "ab..c", ".ab"].map(
    (name) =>
      [
        topology("", `check dns { name ${name} }`),
        "word/value",
        server(`DNS_CHECK {\n name ${name}\n }`),
        "has empty label",
      ] as const,
  ),
  [
    topology("", "check tcp { timeout 4295s }"),
    "word/value",
    server("TCP_CHECK {\n connect_timeout 4295\n }"),
    "connect_timeout 4295 invalid",
  ],
  [
    topology("track x { interface eth1 }\n track y { interface eth1 }", ""),
    "name/duplicate",
    instance("priority 100\n track_interface {\n eth1\n eth1\n }"),
    "duplicate track_interface eth1",
  ],
  [
    topology("", "", `${W.replace("100", "255")}; strict }\nsync_group g { group w v }`),
    "sync-group/owner",
    `${instance("priority 255\n strict_mode on", "w", 2).replace("BACKUP", "MASTER")}${instance("priority 100")}vrrp_sync_group g {\n group {\n w\n v\n }\n}\n`,
    "some member(s) as address owner",
  ],
];

const RIGHT: readonly string[] = [
  topology("strict", ""),
  topology("fe80\n version 3; strict", ""),
  topology("track x { interface eth1; weight 20 }", "", `${W}; track x { interface eth1; weight 30 } }`),
  topology("track eth1 { script /bin/true }", "", `${W}; track x { interface eth1 } }`),
  ...["gue { port 5; checksum remcsum }", "gre { checksum csum }", "ipip"].map((t) =>
    topology("", `tunnel ${t}`),
  ),
  topology("", "check dns { name ab.c.de. }\n check tcp { timeout 4294s; every 86400s }"),
  topology("", "sorry_server web1")
    .replace("forward tun", "forward dr")
    .replace("real_server web[1..2]", "real_server web2"),
  topology("", "sorry_server web1:90")
    .replace("forward tun", "forward dr")
    .replace("real_server web[1..2]", "real_server web2"),
];

needs(
  "keepalived",
  "unshare",
  "ip",
)("what keepalived refuses of words together", () => {
  const asked = (conf: string) => {
    const file = join(folder, "keepalived.conf");
    writeFileSync(file, conf);
    return inNamespace(faces, `keepalived -t -f ${file}`);
  };

  test.each(WRONG)("%#: %s", (text, code, conf, said) => {
    expect(compileUnjudged(text).problems.map((p) => p.code)).toContain(code);
    const { status, output } = asked(conf);
    expect(output).toContain(said);
    expect(status).not.toBe(0);
  });

  test.each(RIGHT)("%#: what lbc writes is taken without a word", (text) => {
    const { artifacts, problems } = compileUnjudged(text);
    expect(problems).toEqual([]);
    for (const host of ["lvs1", "lvs2"]) {
      const file = artifacts.find((a) => a.path === `${host}/etc/keepalived/keepalived.conf`);
      expect(asked(file === undefined ? "" : contentOf(file))).toEqual({ status: 0, output: "" });
    }
  });
});
