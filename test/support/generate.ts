/** Generated topologies: long ones for measuring, small random ones for the real programs. */
import * as fc from "fast-check";

/** A realistic topology of about this many lines; the same number gives the same text. */
export function generateTopology(lines: number): string {
  const out = ["lb 1"];
  for (let block = 0; out.length < lines - 21; block++) {
    // A segment has 255 virtual router ids.
    const segment = Math.floor(block / 250);
    const place = block % 250;
    if (place === 0) {
      out.push(
        `network lan${segment} 10.${segment}.0.0/16`,
        `host lvs${segment}a { eth0 10.${segment}.255.1 }`,
        `host lvs${segment}b { eth0 10.${segment}.255.2 }`,
      );
    }
    for (let i = 0; i < 3; i++) {
      out.push(`host web${block}x${i} { eth0 10.${segment}.${place}.${1 + i}; cpus 8; memory 16g }`);
    }
    out.push(
      `vip v${block} 10.${segment}.${place}.100 {`,
      `  virtual_router_id ${1 + place}`,
      `  director lvs${segment}a priority 150`,
      `  director lvs${segment}b priority 100        # the second one`,
      "  advert_int 1s",
      "}",
      `virtual_server v${block}:80 {`,
      "  forward dr",
      "  scheduler wlc",
      "  check http { path /healthz; status 200; every 5s; timeout 2s }",
      `  real_server web${block}x0 weight 2`,
      `  real_server web${block}x1 weight 2`,
      `  real_server web${block}x2`,
      "}",
    );
  }
  return `${out.join("\n")}\n`;
}

const schedulers = [
  "rr",
  "wrr",
  "lc",
  "wlc",
  "lblc",
  "sh",
  "mh",
  "dh",
  "sed",
  "nq",
  "fo",
  "ovf",
  "lblcr",
] as const;
const checks = [
  "check tcp",
  "check http { path /; status 200 }",
  "check http { path /a; path /b; status 200-299 404; virtualhost www.example.com; every 4s; timeout 2s; retry 2 }",
  "check ssl { path /; sni; delay_before_retry 2s }",
  "check smtp { helo mail.example.com }",
  "check dns { type A; name example.com }",
  "check ping",
  'check misc { script "/bin/true"; dynamic; timeout 3s }',
  "check none",
] as const;

const vipText = fc.record({
  priorities: fc.uniqueArray(fc.integer({ min: 1, max: 254 }), { minLength: 2, maxLength: 2 }),
  advert: fc.integer({ min: 1, max: 10 }),
  pass: fc.option(fc.stringMatching(/^[A-Za-z0-9#!{} @$%'*;~-]{1,8}$/).filter((s) => s !== "{" && s !== "}")),
  options: fc.subarray([
    "nopreempt",
    "vrrp unicast",
    "no_accept",
    "notify_master /bin/true",
    "address 10.9.9.9",
    "excluded fd00::9",
  ]),
  tracks: fc.subarray([
    'track chk { script "/bin/true"; every 2s; weight -60; fall 2; rise 3 }',
    "track proc { process nginx; weight 10; quorum 1 }",
    "track eth1 { interface eth1; weight -20 }",
  ]),
});

const serverText = fc.record({
  forward: fc.constantFrom("dr", "nat", "tun"),
  scheduler: fc.constantFrom(...schedulers),
  check: fc.constantFrom(...checks),
  protocol: fc.constantFrom("", "", "/udp"),
  options: fc.subarray([
    "persistence 10m",
    "persistence_granularity 24",
    "alpha",
    "omega",
    "quorum 2",
    "inhibit_on_failure",
    "sorry_server sorry",
  ]),
  weights: fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 6 }),
});

/** Small topologies, correct in themselves, of random shape. */
export function validTopology(): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.array(vipText, { minLength: 1, maxLength: 3 }),
      fc.array(serverText, { minLength: 1, maxLength: 3 }),
    )
    .map(([vips, servers]) => {
      const out = [
        "lb 1",
        "network lan 10.0.0.0/8 fd00::/64",
        "network second 172.16.0.0/16",
        "host lvs[1..2] { eth0 10.1.0.[1..2] fd00::[1..2]; eth1 172.16.0.[1..2] }",
        "host web[1..6] { eth0 10.2.0.[1..6] fd00::1:[1..6] }",
        "host sorry { eth0 10.3.0.1 fd00::2:1 }",
        "notify { email ops@example.com; from lb@example.com; smtp 127.0.0.1 }",
      ];
      vips.forEach((vip, i) => {
        const [first, second] = vip.priorities;
        out.push(
          `vip v${i} 10.8.0.${i + 1} {`,
          `  virtual_router_id ${i + 1}`,
          `  director lvs1 priority ${first}`,
          `  director lvs2 priority ${second}`,
          `  advert_int ${vip.advert}s`,
          ...(vip.pass === null ? [] : [`  auth_pass "${vip.pass}"`]),
          ...vip.options.map((o) => `  ${o.replace(/9$/, `9${i}`)}`),
          ...vip.tracks.map((t) => `  ${t}`),
          "}",
        );
      });
      servers.forEach((server, i) => {
        const nat = server.forward === "nat";
        const quorum = server.options.filter((o) => !(o === "sorry_server sorry" && nat));
        out.push(
          `virtual_server v${i % vips.length}:${8000 + i}${server.protocol} {`,
          `  forward ${server.forward}`,
          `  scheduler ${server.scheduler}`,
          `  ${server.check}`,
          ...quorum.map((o) => `  ${o}`),
          ...server.weights.map((w, k) => `  real_server web${k + 1}${nat ? ":9000" : ""} weight ${w}`),
          "}",
        );
      });
      return `${out.join("\n")}\n`;
    });
}
