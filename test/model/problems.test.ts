import { describe, expect, test } from "vitest";
import { unjudged } from "../support/examples.ts";
import { codesOf } from "../support/codes.ts";
import { check } from "../../src/index.ts";
import { expectProblems, problemsOf } from "../support/mark.ts";

const lab = (inside: string, server = "", head = "") => `${head}network lan 10.0.0.0/24
host a { eth0 10.0.0.1 }
host b { eth0 10.0.0.2 }
host web { eth0 10.0.0.3 }
vip v 10.0.0.9 {
  virtual_router_id 7
  director a priority 100
  director b priority 50
${inside}}
virtual_server v:80 {
  forward dr
  real_server web
${server}}
`;

describe("each problem is at its own place", () => {
  test.each([
    ["nothing", lab("")],
    ["an unknown word", lab("  advrt_int 1s\n  ^^^^^^^^^ word/unknown\n")],
    ["a word twice", lab("  virtual_router_id 8\n  ^^^^^^^^^^^^^^^^^^^ word/duplicate\n")],
    ["a value out of range", lab("  advert_int 300s\n             ^^^^ word/value\n")],
    ["half a second in version 2", lab("  advert_int 500ms\n             ^^^^^ vip/advert-interval\n")],
    ["half a second in version 3", lab("  version 3\n  advert_int 500ms\n")],
    ["a long password", lab("  auth_pass 123456789\n            ^^^^^^^^^ vip/auth-length\n")],
    ["a password of eight", lab("  auth_pass 12345678\n")],
    ["a password that is a brace", lab('  auth_pass "}"\n            ^^^ output/keepalived-text\n')],
    ["a mixed family", lab("  address fd00::1\n          ^^^^^^^ vip/mixed-families\n")],
    [
      "the other family, excluded",
      lab("  excluded fd00::1\n").replace("0.0.3 }", "0.0.3 fd00::3 }").replace("/24", "/24 fd00::/64"),
    ],
    ["a vip that is a host's address", lab("  address 10.0.0.2\n          ^^^^^^^^ vip/host-address\n")],
    ["a tracker twice", lab("  track x { process a }\n  track x { process b }\n        ^ name/duplicate\n")],
    ["too few words", lab("  director\n  ^^^^^^^^ word/arguments\n")],
    ["an unknown host", lab("  director c priority 1\n           ^ name/unknown\n")],
    [
      "an unknown interface",
      lab("", "", "").replace(
        "director b priority 50",
        "director b priority 50 interface eth7\n                                   ^^^^ vip/interface",
      ),
    ],
    ["a port that DR cannot change", lab("", "  real_server a:81\n              ^^^^ virtual-server/port\n")],
    ["the same port", lab("", "  real_server a:80\n")],
    ["a real server twice", lab("", "  real_server web\n              ^^^ virtual-server/duplicate\n")],
    ["a check's word of another kind", lab("", "  check tcp { path / }\n              ^^^^^^ check/word\n")],
    [
      "a flag of another scheduler",
      lab("", "  scheduler rr sh-port\n               ^^^^^^^ virtual-server/scheduler-flag\n"),
    ],
    ["ops with TCP", lab("", "  ops\n  ^^^ virtual-server/ops\n").replace("  ops\n", "  ops\n")],
    [
      "a host in no network",
      "network lan 10.0.0.0/24\nhost a { eth0 10.0.1.1 }\n              ^^^^^^^^ host/no-network",
    ],
    [
      "an address twice",
      "network lan 10.0.0.0/24\nhost a { eth0 10.0.0.1 }\nhost b { eth0 10.0.0.1 }\n              ^^^^^^^^ host/duplicate-address",
    ],
    [
      "a broadcast address",
      "network lan 10.0.0.0/24\nhost a { eth0 10.0.0.255 }\n              ^^^^^^^^^^ host/not-usable",
    ],
    ["a name twice", "network lan 10.0.0.0/24\nnetwork lan 10.1.0.0/24\n        ^^^ name/duplicate"],
    [
      "a reserved name",
      "network lan 10.0.0.0/24\nhost ansible { eth0 10.0.0.1 }\n     ^^^^^^^ name/reserved",
    ],
    ["a host without address", "host a { cpus 4 }\n     ^ host/no-address"],
    ["an unknown parameter", "network lan $(net)\n            ^^^^^^ param/unknown"],
    ["a range that counts down", "network lan[2..1] 10.0.0.0/24\n        ^^^^^^^^^ range/order"],
    [
      "a range of a billion",
      "host a[1..1000000000] { eth0 10.0.0.1 }\n     ^^^^^^^^^^^^^^^^ range/too-large",
    ],
    [
      "an unknown snippet",
      "network lan 10.0.0.0/24 { use nothing }\n                              ^^^^^^^ name/unknown",
    ],
    [
      "a missing brace",
      "network lan 10.0.0.0/24 {\n                        ^ syntax/missing-brace\n  mtu 1500\nhost a { }\n     ^ host/no-address",
    ],
    [
      "an unknown directive",
      "network lan 10.0.0.0/24\nhost a { eth0 10.0.0.1 }\nnginx n on a {\n  worker_procesess 4\n  ^^^^^^^^^^^^^^^^ nginx/unknown-directive\n}",
    ],
    [
      "a directive in the wrong place",
      "network lan 10.0.0.0/24\nhost a { eth0 10.0.0.1 }\nnginx n on a {\n  server { worker_processes 4 }\n           ^^^^^^^^^^^^^^^^ nginx/wrong-context\n}",
    ],
    [
      "a directive of a later nginx",
      "network lan 10.0.0.0/24\nhost a { eth0 10.0.0.1 }\nnginx n on a {\n  server { http2 on }\n           ^^^^^ nginx/version\n}",
    ],
    [
      "too many arguments",
      "network lan 10.0.0.0/24\nhost a { eth0 10.0.0.1 }\nnginx n on a {\n  worker_processes 4 5\n  ^^^^^^^^^^^^^^^^ nginx/argument-count\n}",
    ],
    [
      "a removed keyword",
      lab("", "  keepalived { nat_mask 255.255.255.0 }\n               ^^^^^^^^ keepalived/deprecated\n"),
    ],
  ])("%s", (_, text) => {
    expectProblems(text);
  });

  test("a range of the same length steps with the name", () => {
    const problems = problemsOf(
      "network lan 10.0.1.0/24\nhost web[01..20] { eth0 10.0.1.[11..30] }\nnginx n on web[01..20] { server { listen 80 } }",
    );
    expect(problems).toEqual([]);
  });

  test("parameters reach native blocks, and nginx keeps its own variables", () => {
    const text =
      'param name www.example.com\nnetwork lan 10.0.1.0/24\nhost a { eth0 10.0.1.1 }\nnginx n on a { server { server_name $(name); return 200 "$host ${uri}" } }';
    expect(problemsOf(text, {}, new Map([["name", "other"]]))).toEqual([]);
    expect(problemsOf(text, {}, new Map([["nme", "x"]])).map((p) => p.code)).toEqual(["param/unknown"]);
  });
});

test("a mistake in a range is reported once", () => {
  const text = "network lan 10.0.1.0/24\nhost web[01..20] { eth0 10.0.1.[11..30]; cpu 4 }";
  expect(problemsOf(text).map((p) => p.code)).toEqual(["word/unknown"]);
});

describe("includes", () => {
  test.each([
    ["/etc/passwd", ["file/include"]],
    ["../secret.lb", ["file/include"]],
    ["missing.lb", ["file/include"]],
    ["a/../../x.lb", ["file/include"]],
    ["sub/ok.lb", []],
    ["ring.lb", ["file/include"]],
  ])("%s", (path, codes) => {
    const files = {
      "sub/ok.lb": 'include "two.lb"',
      "sub/two.lb": "network lan 10.0.0.0/24",
      "ring.lb": 'include "topo.lb"',
    };
    expect(problemsOf(`include "${path}"`, files, undefined, unjudged).map((p) => p.code)).toEqual(codes);
  });

  test("a ring through blocks is found as well", () => {
    const files = { "b.lb": 'include "c.lb"', "c.lb": 'include "b.lb"' };
    const problems = problemsOf('network lan 10.0.0.0/24 { include "b.lb" }', files);
    expect(problems.map((p) => p.message)).toEqual(["the files include each other: b.lb → c.lb → b.lb"]);
  });

  test("a cycle shows the ring", () => {
    const [problem] = problemsOf('include "b.lb"', { "b.lb": 'include "topo.lb"' });
    expect(problem?.message).toContain("topo.lb → b.lb → topo.lb");
  });
});

const net = "network lan 10.0.0.0/24 fd00::/64\nhost a { eth0 10.0.0.1 }\n";
const web = (inside: string) => `${net}nginx n on a {\n${inside}\n}`;
const tomcat = (inside: string, head = "") => `${net}${head}tomcat t on a {\n${inside}\n}`;
const store = (kind: string, inside: string) =>
  `${net}memcached m on a { port 11211 }\nredis r on a { port 6379 }\nsession_store s ${kind} {\n${inside}\n}`;
const server = (inside: string) => lab("", `${inside}\n`);

/** For every code: a text whose marks are all its problems, and a near miss that has none. */
const cases: Readonly<Record<string, readonly (readonly [fires: string, silent: string])[]>> = {
  "word/unknown": [
    [lab("  advrt_int 1s\n  ^^^^^^^^^ word/unknown\n"), lab("  advert_int 1s\n")],
    [`${net}hots b { eth0 10.0.0.2 }\n^^^^ word/unknown`, `${net}host b { eth0 10.0.0.2 }`],
  ],
  "word/duplicate": [
    [lab("  advert_int 1s\n  advert_int 2s\n  ^^^^^^^^^^^^^ word/duplicate\n"), lab("  advert_int 1s\n")],
    [
      tomcat("  connector 8080 {\n    maxThreads 1\n    maxThreads 2\n    ^^^^^^^^^^^^ word/duplicate\n  }"),
      tomcat("  connector 8080 {\n    maxThreads 1\n    minSpareThreads 2\n  }"),
    ],
    [
      tomcat("  context /x {\n    doc_base x\n    docBase y\n    ^^^^^^^^^ word/duplicate\n  }"),
      tomcat("  context /x {\n    docBase y\n  }"),
    ],
  ],
  "word/value": [
    [
      server("  check dns { name ab..c }\n                   ^^^^^ word/value"),
      server("  check dns { name ab.c.de. }"),
    ],
    [
      server("  check dns { name a.bc }\n                   ^^^^ word/value"),
      server("  check dns { name . }"),
    ],
    [
      server("  check tcp { timeout 4295s }\n                      ^^^^^ word/value"),
      server("  check tcp { timeout 4294s; every 86400s }"),
    ],

    [lab("  advert_int 300s\n             ^^^^ word/value\n"), lab("  advert_int 255s\n")],
    [
      server("  check http { digest abc }\n                      ^^^ word/value"),
      server(`  check http { digest ${"ab".repeat(16)} }`),
    ],
    [server("  check http { path x }\n                    ^ word/value"), server("  check http { path /x }")],
    [
      server('  check udp { payload "0x" }\n                      ^^^^ word/value'),
      server('  check udp { payload "00 ab"; reply "0x" }'),
    ],
    [
      server('  check udp { reply "0g" }\n                    ^^^^ word/value'),
      server('  check udp { reply "0f" }'),
    ],
    [
      lab(
        '  track t { script "/bin/true"; every 1500ms }\n                                      ^^^^^^ word/value\n',
      ),
      lab('  track t { script "/bin/true"; every 2s }\n'),
    ],
    [
      `${net}host b { eth0 10.0.0.2; sysctl vm.x "1 #" }\n                        ^^^^^^^^^^^^^^^^^ word/value`,
      `${net}host b { eth0 10.0.0.2; sysctl vm.x "1" }`,
    ],
    [
      `${net}host b { eth0 10.0.0.2; sysctl vm.x " 1" }\n                        ^^^^^^^^^^^^^^^^ word/value`,
      `${net}host b { eth0 10.0.0.2; sysctl vm.x "1 2" }`,
    ],
    [
      `${net}memcached m on a { memory 1500k }\n                          ^^^^^ word/value`,
      `${net}memcached m on a { memory 2048k }`,
    ],
    [
      `${net}memcached m on a { max_item_size 700k }\n                                 ^^^^ word/value`,
      `${net}memcached m on a { max_item_size 1536k }`,
    ],
    [
      `${net}memcached m on a { memory 3m; max_item_size 2m }\n                                            ^^ word/value`,
      `${net}memcached m on a { memory 4m; max_item_size 2m }`,
    ],
    [
      `${net}memcached m on a { memory 1m }\n                          ^^ word/value`,
      `${net}memcached m on a { memory 1m; max_item_size 512k }`,
    ],
    [
      `${net}redis r on a { password "" }\n                        ^^ word/value`,
      `${net}redis r on a { password "a b" }`,
    ],
    [`${net}notify { email ops }\n               ^^^ word/value`, `${net}notify { email ops@example.com }`],
    [
      `${net}notify { email ops; from "x$@y" }\n               ^^^ word/value\n                         ^^^^^^ word/value`,
      `${net}notify { from x@y }`,
    ],
    [
      store("on m", "  locking_mode some\n               ^^^^ word/value"),
      store("on m", "  locking_mode uriPattern:/x"),
    ],
    [tomcat("  context x\n          ^ word/value"), tomcat("  context /x")],
  ],
  "word/arguments": [
    [lab("  director\n  ^^^^^^^^ word/arguments\n"), lab("")],
    [
      lab("  director web prioritty 1\n               ^^^^^^^^^ word/arguments\n"),
      lab("  director web priority 1\n"),
    ],
    [lab("  nopreempt 5\n            ^ word/arguments\n"), lab("  nopreempt\n")],
    [`${net}redis r on { port 1 }\n        ^^ word/arguments`, `${net}redis r on a { port 1 }`],
    [
      lab("  track t { weight 5 }\n  ^^^^^^^^^^^^^^^^^^^^ word/arguments\n"),
      lab("  track t { process x }\n"),
    ],
    ["param\n^^^^^ word/arguments", "param x 1"],
    ["param x 1 2\n^^^^^ word/arguments", 'param x "1 2"'],
    ["snippet x\n^^^^^^^ word/arguments", "snippet x { }"],
    [store("on m r", "").replace("\n\n}", "}\n                     ^ word/arguments"), store("on m", "")],
    [`${net}session_store s\n              ^ word/arguments`, `${net}session_store s local`],
  ],
  "word/missing": [
    [lab("  director web\n  ^^^^^^^^ word/missing\n"), lab("  director web priority 1\n")],
    [
      `${net}vip v 10.0.0.9 { director a priority 1 }\n    ^ word/missing`,
      `${net}vip v 10.0.0.9 { director a priority 1; virtual_router_id 1 }`,
    ],
    [server("  check misc\n  ^^^^^^^^^^ word/missing"), server('  check misc { script "/bin/true" }')],
  ],
  "word/version": [
    [
      lab(
        "",
        "  check http { status 200 301 }\n                          ^^^ word/version\n",
        "target { keepalived 2.0.16 }\n",
      ),
      lab("", "  check http { status 200 }\n", "target { keepalived 2.0.16 }\n"),
    ],
    [
      lab(
        "",
        "  check http status 200-299\n                    ^^^^^^^ word/version\n",
        "target { keepalived 2.0.16 }\n",
      ),
      lab("", "  check http status 200-299\n", "target { keepalived 2.0.17 }\n"),
    ],
    [
      lab(
        "  track p { process nginx }\n            ^^^^^^^ word/version\n",
        "",
        "target { keepalived 2.0.10 }\n",
      ),
      lab("  track p { process nginx }\n", "", "target { keepalived 2.0.11 }\n"),
    ],
    [
      lab("  track p process nginx\n          ^^^^^^^ word/version\n", "", "target { keepalived 2.0.10 }\n"),
      lab('  track process script "/bin/true"\n', "", "target { keepalived 2.0.10 }\n"),
    ],
    [
      lab(
        "",
        "  check udp { payload 00 }\n        ^^^ word/version\n              ^^^^^^^ word/version\n  protocol udp\n",
        "target { keepalived 2.0.20 }\n",
      ),
      lab("", "  check udp { reply 00 }\n  protocol udp\n", "target { keepalived 2.1 }\n"),
    ],
    [
      lab("", "  scheduler mh mh-port\n            ^^ word/version\n", "target { kernel 4.17 }\n"),
      lab("", "  scheduler mh mh-port\n", "target { kernel 4.18; keepalived 2.0.20 }\n"),
    ],
    [
      lab("", "  tunnel gre checksum csum\n         ^^^ word/version\n", "target { kernel 5.2 }\n").replace(
        "forward dr",
        "forward tun",
      ),
      lab("", "  tunnel gue port 5555\n", "target { kernel 5.2 }\n").replace("forward dr", "forward tun"),
    ],
  ],
  "word/block": [
    [lab("  nopreempt { }\n  ^^^^^^^^^ word/block\n"), lab("  nopreempt\n")],
    ["lb 1 { }\n^^ word/block", "lb 1"],
  ],
  "name/unknown": [
    [lab("  director c priority 1\n           ^ name/unknown\n"), lab("  director web priority 1\n")],
    [
      "network lan 10.0.0.0/24 { use x }\n                              ^ name/unknown",
      "snippet x { mtu 1500 }\nnetwork lan 10.0.0.0/24 { use x }",
    ],
    [`${net}session_store s on x\n                   ^ name/unknown`, store("on m", "")],
  ],
  "name/duplicate": [
    [
      web("log_format f a; log_format f b\n                           ^ name/duplicate"),
      web("log_format f a; log_format F b"),
    ],
    [
      web(
        "limit_req_zone $uri zone=z:1m rate=1r/s; limit_conn_zone $uri zone=z:1m\n                                                              ^^^^^^^^^ name/duplicate",
      ),
      web("ssl_session_cache shared:z:1m; server { ssl_session_cache shared:z:1m }"),
    ],
    [
      web(
        "upstream u { server x.y } upstream U { server x.y }\n                                   ^ name/duplicate",
      ),
      web("upstream u { zone z 64k; server x.y } upstream v { zone z; server x.y }"),
    ],
    [
      lab(
        "  track x { interface eth1 }\n  track y { interface eth1 }\n  ^^^^^^^^^^^^^^^^^^^^^^^^^^ name/duplicate\n",
      ),
      lab("  track x { interface eth1 }\n  track y { interface eth2 }\n"),
    ],
    [
      `${net}memcached m on a\nredis m on a\nsession_store s on m\n                   ^ name/duplicate`,
      `${net}memcached m on a\nredis m on a\nsession_store s local`,
    ],
    [
      "network lan 10.0.0.0/24\nnetwork lan 10.1.0.0/24\n        ^^^ name/duplicate",
      "network lan 10.0.0.0/24\nnetwork lan2 10.1.0.0/24",
    ],
    ["param x 1\nparam x 2\n      ^ name/duplicate", "param x 1\nparam y 2\nsnippet x { }"],
    [
      lab("  director a priority 7\n  ^^^^^^^^^^^^^^^^^^^^^ name/duplicate\n"),
      lab("  director web priority 7\n"),
    ],
    [
      tomcat("  context /a/b\n  context /a#b\n  ^^^^^^^^^^^^ name/duplicate"),
      tomcat("  context /a/b\n  context /a"),
    ],
  ],
  "name/cycle": [
    [
      "snippet x { use y }\nsnippet y { use x }\n            ^^^^^ name/cycle\nnetwork lan 10.0.0.0/24 { use x }",
      "snippet x { use y }\nsnippet y { mtu 1500 }\nnetwork lan 10.0.0.0/24 { use x }",
    ],
  ],
  "name/reserved": [
    [
      `${net}host ipvsadm { eth0 10.0.0.2 }\n     ^^^^^^^ name/reserved`,
      `${net}host ipvsadm1 { eth0 10.0.0.2 }`,
    ],
  ],
  "param/unknown": [
    ["network lan $(net)\n            ^^^^^^ param/unknown", "param net 10.0.0.0/24\nnetwork lan $(net)"],
  ],
  "param/too-long": [
    [
      `${Array.from({ length: 17 }, (_, i) => `param p${i} "${i === 0 ? "xx" : `$(p${i - 1})$(p${i - 1})`}"`).join("\n")}\n          ^^^^^^^^^^^^^^ param/too-long\n`,
      `${Array.from({ length: 15 }, (_, i) => `param p${i} "${i === 0 ? "xx" : `$(p${i - 1})$(p${i - 1})`}"`).join("\n")}\n`,
    ],
  ],
  "range/order": [
    [
      `${net}host b[2..1] { eth0 10.0.0.2 }\n     ^^^^^^^ range/order`,
      `${net}host b[2..2] { eth0 10.0.0.2 }`,
    ],
  ],
  "range/too-large": [
    [
      `${net}host b[1..65537] { eth0 10.0.0.2 }\n     ^^^^^^^^^^^ range/too-large`,
      `${net}host b[1..2] { eth0 10.0.0.[2..3] }`,
    ],
  ],
  "range/length": [
    [`network x[1..2] 10.0.[1..3].0/24\n${"^".repeat(32)} range/length`, "network x[1..2] 10.0.[1..2].0/24"],
  ],
  "file/include": [['include "x.lb"\n        ^^^^^^ file/include', "lb 1"]],
  "host/no-network": [
    [
      `${net}host b { eth0 10.0.1.1 }\n              ^^^^^^^^ host/no-network`,
      `${net}host b { eth0 10.0.0.2 }`,
    ],
  ],
  "host/no-address": [["host b { cpus 4 }\n     ^ host/no-address", `${net}host b { cpus 4; eth0 fd00::2 }`]],
  "host/duplicate-address": [
    [
      `${net}host b { eth0 10.0.0.1 }\n              ^^^^^^^^ host/duplicate-address`,
      `${net}host b { eth0 10.0.0.2 }`,
    ],
  ],
  "host/not-usable": [
    [
      `${net}host b { eth0 10.0.0.255 }\n              ^^^^^^^^^^ host/not-usable`,
      `${net}host b { eth0 10.0.0.254 }`,
    ],
    [
      `${net}host b { eth0 10.0.0.0 }\n              ^^^^^^^^ host/not-usable`,
      "network p 10.0.0.0/31\nhost b { eth0 10.0.0.0 }",
    ],
  ],
  "vip/advert-interval": [
    [
      lab("  advert_int 500ms\n             ^^^^^ vip/advert-interval\n"),
      lab("  version 3\n  advert_int 500ms\n"),
    ],
    [
      lab("  version 3\n  advert_int 41s\n             ^^^ vip/advert-interval\n"),
      lab("  version 3\n  advert_int 40s\n"),
    ],
  ],
  "vip/auth-length": [
    [lab("  auth_pass 123456789\n            ^^^^^^^^^ vip/auth-length\n"), lab("  auth_pass 12345678\n")],
    [lab("  auth_pass ééééé\n            ^^^^^ vip/auth-length\n"), lab("  auth_pass éééé\n")],
  ],
  "vip/auth-version": [
    [
      lab("  version 3\n  auth_pass 1\n            ^ vip/auth-version\n"),
      lab("  version 2\n  auth_pass 1\n"),
    ],
  ],
  "vip/host-address": [
    [lab("  address 10.0.0.2\n          ^^^^^^^^ vip/host-address\n"), lab("  address 10.0.0.4\n")],
  ],
  "vip/interface": [
    [
      lab(
        "  director web priority 5 interface eth7\n                                    ^^^^ vip/interface\n",
      ),
      lab("  director web priority 5 interface eth0\n"),
    ],
    [
      `${net}vip v 10.1.0.9 { virtual_router_id 1; director a priority 5 }\n                                               ^ vip/interface`,
      `${net}vip v 10.1.0.9 { virtual_router_id 1; director a priority 5 interface eth0 }`,
    ],
  ],
  "vip/mixed-families": [
    [lab("  address fd00::1\n          ^^^^^^^ vip/mixed-families\n"), lab("  excluded fd00::1\n")],
  ],
  "vip/no-owner": [[`${net}vip v 10.0.0.9\n    ^ vip/no-owner`, `${net}vip v 10.0.0.9 on a`]],
  "vip/owner-and-directors": [[lab("  on web\n  ^^^^^^ vip/owner-and-directors\n"), lab("")]],
  "sync-group/owner": [
    [
      lab("").replace(
        "virtual_server",
        "vip w 10.0.0.8 { virtual_router_id 8; strict; director a priority 255 }\n                                                                  ^^^ sync-group/owner\nsync_group g { group w v }\nvirtual_server",
      ),
      lab("").replace(
        "virtual_server",
        "vip w 10.0.0.8 { virtual_router_id 8; director a priority 255 }\nsync_group g { group v w }\nvirtual_server",
      ),
    ],
  ],
  "sync-group/alone": [
    [
      lab("").replace(
        "virtual_server",
        "sync_group g { group v }\n^^^^^^^^^^^^^^^^^^^^^^^^ sync-group/alone\nvirtual_server",
      ),
      lab("").replace(
        "virtual_server",
        "vip w 10.0.0.8 { virtual_router_id 8; director a priority 1 }\nsync_group g { group v w }\nvirtual_server",
      ),
    ],
  ],
  "virtual-server/port": [
    [server("  real_server a:81\n              ^^^^ virtual-server/port"), server("  real_server a:80")],
    [
      `${lab("")}virtual_server v { forward nat; real_server a:1 }\n               ^ virtual-server/port`,
      `${lab("")}virtual_server v:1 { forward nat; real_server a:2 }`,
    ],
  ],
  "virtual-server/family": [
    [
      `${net}vip v 10.0.0.9 { on a; excluded fd00::9 }\nhost b { eth0 10.0.0.2 }\nvirtual_server v:80 { forward dr; real_server b }\n               ^^^^ virtual-server/family`,
      `${net}vip v 10.0.0.9 { on a; excluded fd00::9 }\nhost b { eth0 10.0.0.2 }\nhost c { eth0 10.0.0.3 fd00::3 }\nvirtual_server v:80 { forward dr; real_server b; real_server c }\n`,
    ],
    [
      `${net}vip v 10.0.0.9 on a\nhost b { eth0 fd00::2 }\nvirtual_server v:80 { forward dr; real_server b }\n                                              ^ virtual-server/family`,
      `${net}vip v 10.0.0.9 on a\nhost b { eth0 fd00::2 }\nvirtual_server v:80 { forward tun; real_server b }`,
    ],
  ],
  "virtual-server/duplicate": [
    [server("  real_server web\n              ^^^ virtual-server/duplicate"), server("  real_server a")],
    [
      `${lab("")}virtual_server v:80 { forward dr; real_server a }\n               ^^^^ virtual-server/duplicate`,
      `${lab("")}virtual_server v:80/udp { forward dr; real_server a }`,
    ],
  ],
  "virtual-server/tunnel": [
    [
      `${lab("")}virtual_server v:53 { forward tun; real_server a; tunnel gue }\n                                                  ^^^^^^^^^^ virtual-server/tunnel`,
      `${lab("")}virtual_server v:53 { forward tun; real_server a; tunnel gue port 5555 }`,
    ],
    [
      `${lab("")}virtual_server v:53 { forward tun; real_server a; tunnel gre port 5 }\n                                                                  ^ virtual-server/tunnel`,
      `${lab("")}virtual_server v:53 { forward tun; real_server a; tunnel gre checksum csum }`,
    ],
    [
      `${lab("")}virtual_server v:53 { forward tun; real_server a; tunnel gre checksum remcsum }\n                                                                      ^^^^^^^ virtual-server/tunnel`,
      `${lab("")}virtual_server v:53 { forward tun; real_server a; tunnel gue port 5 checksum remcsum }`,
    ],
    [
      `${lab("")}virtual_server v:53 { forward tun; real_server a; tunnel ipip checksum csum }\n                                                                       ^^^^ virtual-server/tunnel`,
      `${lab("")}virtual_server v:53 { forward tun; real_server a; tunnel ipip }`,
    ],
  ],
  "virtual-server/ops": [[server("  ops\n  ^^^ virtual-server/ops"), server("  ops\n  protocol udp")]],
  "virtual-server/protocol": [
    [
      `${lab("")}virtual_server v:53/udp { forward dr; real_server a; protocol tcp }\n                                                              ^^^ virtual-server/protocol`,
      `${lab("")}virtual_server v:53/udp { forward dr; real_server a; protocol udp }`,
    ],
  ],
  "virtual-server/scheduler-flag": [
    [
      server("  scheduler mh sh-port\n               ^^^^^^^ virtual-server/scheduler-flag"),
      server("  scheduler sh sh-port"),
    ],
  ],
  "virtual-server/threshold": [
    [
      server(
        "  real_server a { upper_threshold 1; lower_threshold 2 }\n                                                     ^ virtual-server/threshold",
      ),
      server("  real_server a { upper_threshold 2; lower_threshold 2 }"),
    ],
  ],
  "check/word": [
    [server("  check tcp { path / }\n              ^^^^^^ check/word"), server("  check http { path / }")],
  ],
  "store/word": [
    [store("on r", "  locking_mode all\n  ^^^^^^^^^^^^^^^^ store/word"), store("on m", "  locking_mode all")],
    [store("local", "  backup sync\n  ^^^^^^^^^^^ store/word"), store("cluster", "  backup sync")],
    [
      store("on m", "  sticky yes\n  locking_mode all\n  ^^^^^^^^^^^^^^^^ store/word"),
      store("on m", "  sticky no\n  locking_mode all"),
    ],
    [
      store("on m", "  sticky yes\n  lock_expiration 9s\n  ^^^^^^^^^^^^^^^^^^ store/word"),
      store("on m", "  sticky yes\n  operation_timeout 9s"),
    ],
    [
      store("on m", "  backup async timeout 1s\n               ^^^^^^^^^^ store/word"),
      store("on m", "  backup sync timeout 1s"),
    ],
    [
      store("cluster", "  backup sync timeout 1s\n              ^^^^^^^^^^ store/word"),
      store("cluster", "  backup sync"),
    ],
  ],
  "store/address": [
    [
      `${net}host six { eth0 fd00::6 }\nmemcached m on six { port 1 }\nsession_store s on m { sticky no }\n                   ^ store/address`,
      `${net}host six { eth0 fd00::6 }\nredis r on six { port 1 }\nsession_store s on r { read_mode MEMORY }`,
    ],
    [
      `${net}host six { eth0 fd00::6 }\nmemcached m on a six { port 1 }\nsession_store s on m { sticky no }\n                   ^ store/address`,
      `${net}host both { eth0 10.0.0.6 fd00::6 }\nmemcached m on a both { port 1 }\nsession_store s on m { sticky no }`,
    ],
  ],
  "store/tomcat-version": [
    [
      `${store("on m", "")}\ntomcat t on a {\n  context / { sessions s }\n                       ^ store/tomcat-version\n}`,
      `${store("on m", "")}\ntomcat t on a {\n  version 9\n  context / { sessions s }\n}`,
    ],
  ],
  "expect/form": [
    [
      "expect x { status 200 }\n       ^ expect/form",
      `${web("server { listen 80 }")}\nexpect http://x/ { status 404 }`,
    ],
    ["expect http://x/ y { status 200 }\n                 ^ expect/form", "lb 1"],
    ["expect http://x:0/ { status 200 }\n       ^^^^^^^^^^^ expect/form", "lb 1"],
    ["expect http://x/ method get { status 200 }\n                        ^^^ expect/form", "lb 1"],
    ["expect http://x/ from 10.0.0.1\n       ^^^^^^^^^ expect/form", "lb 1"],
    [`${net}expect down a { status 200 }\n                ^^^^^^^^^^ expect/form`, net],
    [`${net}expect down any 4 { }\n                ^ expect/form`, net],
    ["expect down { }\n       ^^^^ expect/form", "lb 1"],
    [`${net}expect down a { }\n       ^^^^ expect/form`, net],
    [
      `${net}vip v 10.0.0.9 on a\nexpect http://x/ { vip v served }\n                   ^^^^^^^^^^^^ expect/form`,
      `${net}vip v 10.0.0.9 on a\nexpect down any 1 { vip v served }`,
    ],
    [
      `${net}vip v 10.0.0.9 on a\nvirtual_server v:80 { forward nat; check none; real_server a }\nexpect down a { virtual_server v:80 half }\n                ^^^^^^^^^^^^^^^^^^^^^^^^ expect/form`,
      `${net}vip v 10.0.0.9 on a\nvirtual_server v:80 { forward nat; check none; real_server a }\nexpect down a { virtual_server v:80 capacity 0% }`,
    ],
  ],
  "expect/unknown-name": [
    [`${net}expect down b c { }\n            ^ expect/unknown-name`, `${net}hots b { }\nexpect down b c { }`],
    [
      `${net}session_store s local\nexpect down a { sessions t kept }\n                         ^ expect/unknown-name`,
      `${net}session_store s local\nexpect down a { sessions s kept }`,
    ],
    [
      `${net}vip v 10.0.0.9 on a\nexpect down a { virtual_server v:80 served }\n                               ^^^^ expect/unknown-name`,
      `${net}vip v 10.0.0.9 on a\nvirtual_server v:80 { forward nat; check none; real_server a }\nexpect down a { virtual_server v:80 served }`,
    ],
  ],
  "waive/form": [["waive\n^^^^^ waive/form", 'waive vrrp/priority-tie because "x"']],
  "nginx/two-on-a-host": [
    [
      `${web("server { listen 80 }")}\nnginx m on a { server { listen 81 } }\n^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ nginx/two-on-a-host`,
      `${web("server { listen 80 }")}\nhost b { eth0 10.0.0.2 }\nnginx m on b { server { listen 81 } }`,
    ],
  ],
  "nginx/unknown-directive": [[web("sendfil on\n^^^^^^^ nginx/unknown-directive"), web("sendfile on")]],
  "nginx/wrong-context": [
    [
      web("server { location @x { alias /a } }\n                       ^^^^^^^^ nginx/wrong-context"),
      web("server { location ~ x { alias /a } }"),
    ],

    [
      web("server { worker_processes 4 }\n         ^^^^^^^^^^^^^^^^ nginx/wrong-context"),
      web("worker_processes 4"),
    ],
  ],
  "nginx/version": [
    [web("max_headers 9\n^^^^^^^^^^^ nginx/version"), `target { nginx 1.29.8 }\n${web("max_headers 9")}`],
    [`target { nginx 1.24.0 }\n${web("max_headers 9\n^^^^^^^^^^^ nginx/version")}`, web("")],
    [
      web("server { http2 on }\n         ^^^^^ nginx/version"),
      `target { nginx 1.26.0 }\n${web("server { http2 on }")}`,
    ],
    [
      `target { nginx 1.26.0 }\n${web("server { ssl on }\n         ^^^ nginx/version")}`,
      web("server { ssl on }"),
    ],
  ],
  "nginx/argument-count": [
    [
      web(
        "upstream u { server b.c; keepalive_timeout 5s 6s }\n                         ^^^^^^^^^^^^^^^^^ nginx/argument-count",
      ),
      web("keepalive_timeout 5s 6s\nupstream u { server b.c; keepalive_timeout 5s }"),
    ],
    [web("worker_processes 4 5\n^^^^^^^^^^^^^^^^ nginx/argument-count"), web("worker_processes 4")],
  ],
  "nginx/flag": [[web("sendfile yes\n         ^^^ nginx/flag"), web("sendfile OFF")]],
  "nginx/value": [
    [web('server { rewrite ^ "" }\n                   ^^ nginx/value'), web("server { rewrite ^ / }")],
    [web('server { index a "" }\n                 ^^ nginx/value'), web("server { index a /b }")],
    [web("server { index /a b }\n               ^^ nginx/value"), web("server { index /a }")],
    [
      web('server { sub_filter "" b }\n                    ^^ nginx/value'),
      web('server { sub_filter a "" }'),
    ],
    [
      web("ssl_protocols TLSv1.2 TLSv1.3 tlsv1.2\n                              ^^^^^^^ nginx/value"),
      web("ssl_protocols TLSv1.2 TLSv1.3"),
    ],
    [
      web("server { listen 80 accept_filter=x }\n                   ^^^^^^^^^^^^^^^ nginx/value"),
      web("server { listen 80 deferred }"),
    ],

    [web("worker_connections 40k\n                   ^^^ nginx/value"), web("worker_connections 40960")],
    [
      web("upstream u { server b.c weigth=3 }\n                        ^^^^^^^^ nginx/value"),
      web("upstream u { server b.c weight=3 }"),
    ],
    [
      web("upstream u { server b.c weight 0 }\n                        ^^^^^^^^ nginx/value"),
      web("upstream u { server b.c weight 1 }"),
    ],
    [
      web("limit_req_zone a rate=1r/s rate=1r/s\n^^^^^^^^^^^^^^ nginx/value"),
      web("limit_req_zone a zone=b:1m rate=1r/s"),
    ],
  ],
  "nginx/duplicate": [
    [
      web(
        "server { location / { root /a; alias /b } }\n                               ^^^^^^^^ nginx/duplicate",
      ),
      web("server { root /a; location / { alias /b } }"),
    ],
    [
      web(
        "limit_conn_zone $uri zone=z:1m; server { limit_conn z 1; limit_conn z 2 }\n                                                         ^^^^^^^^^^^^^^ nginx/duplicate",
      ),
      web(
        "limit_conn_zone $uri zone=z:1m; limit_conn_zone $uri zone=y:1m; server { limit_conn z 1; limit_conn y 1 }",
      ),
    ],
    [
      web("server { mirror /x; mirror off }\n                    ^^^^^^^^^^ nginx/duplicate"),
      web("server { mirror /x; mirror /y }"),
    ],

    [
      web("gzip on\nserver { gzip on; gzip on }\n                  ^^^^ nginx/duplicate"),
      web("gzip on\nserver { gzip on; location / { gzip on } }"),
    ],
    [web("gzip on\nhttp { gzip on }\n       ^^^^ nginx/duplicate"), web("error_log a\nhttp { error_log b }")],
  ],
  "nginx/block-expected": [[web("server\n^^^^^^ nginx/block-expected"), web("server { }")]],
  "nginx/block-unexpected": [[web("sendfile on { }\n^^^^^^^^ nginx/block-unexpected"), web("sendfile on")]],
  "nginx/backup-with-method": [
    [
      web(
        "upstream u { ip_hash; server a backup }\n                               ^^^^^^ nginx/backup-with-method",
      ),
      web("upstream u { least_conn; server a; server a backup }"),
    ],
  ],
  "nginx/name-too-long": [
    [
      web(
        `server { location / { grpc_set_header ${"a".repeat(47)} 1 } }\n                                      ${"^".repeat(47)} nginx/name-too-long`,
      ),
      web(`server { location / { grpc_set_header ${"a".repeat(46)} 1 } }`),
    ],
    [
      web(`gzip_types text/${"a".repeat(42)}\n           ${"^".repeat(47)} nginx/name-too-long`),
      web(`gzip_types text/${"a".repeat(41)}`),
    ],
    [
      web(
        `server { location / { fastcgi_param HTTP_${"A".repeat(47)} 1 } }\n                                    ${"^".repeat(52)} nginx/name-too-long`,
      ),
      web(`server { location / { fastcgi_param REMOTE_${"A".repeat(47)} 1 } }`),
    ],
    [
      web(
        `server { valid_referers ${"a".repeat(47)} }\n                        ${"^".repeat(47)} nginx/name-too-long`,
      ),
      web(`server { referer_hash_bucket_size 128; valid_referers ${"a".repeat(47)} }`),
    ],
  ],
  "nginx/word-too-long": [
    [
      web(`log_format x ${"a".repeat(4096)}\n             ${"^".repeat(4096)} nginx/word-too-long`),
      web(`log_format x ${"a".repeat(4095)}`),
    ],
    [
      web(`log_format x "${"# ".repeat(2047)}#"\n             ${"^".repeat(4097)} nginx/word-too-long`),
      web(`log_format x "${"# ".repeat(2047)}"`),
    ],
  ],
  "nginx/listen-conflict": [
    [
      web("server { listen 81; listen *:81 }\n                    ^^^^^^^^^^^ nginx/listen-conflict"),
      web("server { listen 81; listen 127.0.0.1:81; listen [::]:81 }"),
    ],
    [
      web(
        "server { listen a:80; listen 10.0.0.1 }\n                      ^^^^^^^^^^^^^^^ nginx/listen-conflict",
      ),
      web("server { listen a:80; listen 10.0.0.1:81 }"),
    ],
    [
      web("server { listen 80-82; listen 81 }\n                       ^^^^^^^^^ nginx/listen-conflict"),
      web("server { listen 80-82; listen 83 }"),
    ],
    [
      web(
        "server { listen localhost:80; listen 127.0.0.1:80 ssl }\n                              ^^^^^^^^^^^^^^^^^^^^^^^ nginx/listen-conflict",
      ),
      web("server { listen localhost:80; listen 80 }"),
    ],
    [
      web(
        "server { listen 80 default_server } server { listen 0.0.0.0:80 default }\n                                             ^^^^^^^^^^^^^^^^^^^^^^^^^ nginx/listen-conflict",
      ),
      web("server { listen 80 default_server } server { listen 80 } server { listen 81 default_server }"),
    ],
    [
      web(
        "server { listen 80 backlog=5 } server { listen 80 reuseport }\n                                        ^^^^^^^^^^^^^^^^^^^ nginx/listen-conflict",
      ),
      web("server { listen 80 backlog=5 } server { listen 80 ssl }"),
    ],
  ],
  "nginx/server-name": [
    [
      web("server { server_name *. }\n                     ^^ nginx/server-name"),
      web("server { server_name *.x }"),
    ],
    [
      web("server { server_name * }\n                     ^ nginx/server-name"),
      web('server { server_name _ "" ~. }'),
    ],
    [
      web("server { server_name http://x }\n                     ^^^^^^^^ nginx/server-name"),
      web("server { server_name x }"),
    ],
    [
      web(
        "server { server_name a.*.b } server { server_name c }\n                     ^^^^^ nginx/server-name",
      ),
      web("server { server_name a.*.b } server { listen 81; server_name c }"),
    ],
    [
      web("server { server_name a..b ~^(.)$ }\n                     ^^^^ nginx/server-name"),
      web("server { server_name a..b ~^(?:.)$ }"),
    ],
  ],
  "nginx/buffers": [
    [
      web("server { proxy_buffer_size 16k }\n         ^^^^^^^^^^^^^^^^^^^^^ nginx/buffers"),
      web("server { proxy_buffer_size 14k }"),
    ],
    [
      web("server { proxy_buffers 4 2k }\n         ^^^^^^^^^^^^^^^^^^ nginx/buffers"),
      web("server { proxy_buffers 5 2k }"),
    ],
    [
      web("server { fastcgi_buffers 1 64k }\n         ^^^^^^^^^^^^^^^^^^^^^ nginx/buffers"),
      web("server { fastcgi_buffers 8 64k }"),
    ],
    [
      web(
        "proxy_busy_buffers_size 8k; server { location / { proxy_buffers 8 16k } }\n                                                  ^^^^^^^^^^^^^^^^^^^ nginx/buffers",
      ),
      web("proxy_busy_buffers_size 8k; server { location / { proxy_buffers 8 8k } }"),
    ],
    [
      web(
        "proxy_buffer_size 16k; server { location / { proxy_buffers 8 16k } }\n^^^^^^^^^^^^^^^^^^^^^ nginx/buffers",
      ),
      web("proxy_buffer_size 16k; server { proxy_buffers 8 16k }"),
    ],
    [
      web("server { scgi_temp_file_write_size 2k }\n         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ nginx/buffers"),
      web("server { scgi_temp_file_write_size 4k }"),
    ],
    [
      web("server { uwsgi_max_temp_file_size 1k }\n         ^^^^^^^^^^^^^^^^^^^^^^^^^^^ nginx/buffers"),
      web("server { uwsgi_max_temp_file_size 0 }"),
    ],
    [
      web("server { connection_pool_size 16k }\n         ^^^^^^^^^^^^^^^^^^^^^^^^ nginx/buffers"),
      web("server { connection_pool_size 16k; large_client_header_buffers 4 16k }"),
    ],
    [
      web(
        "server { large_client_header_buffers 4 400 }\n         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ nginx/buffers",
      ),
      web("server { large_client_header_buffers 4 512; include x; proxy_buffer_size 1m }"),
    ],
  ],
  "nginx/incomplete": [
    [
      web("server { ssl_certificate /c }\n         ^^^^^^^^^^^^^^^^^^ nginx/incomplete"),
      web("ssl_certificate_key /k; server { ssl_certificate /c }"),
    ],
    [
      web(
        "server { ssl_certificate /c; ssl_certificate_key /k; ssl_verify_client on }\n                                                     ^^^^^^^^^^^^^^^^^^^^ nginx/incomplete",
      ),
      web("server { ssl_certificate /c; ssl_certificate_key /k; ssl_verify_client optional_no_ca }"),
    ],
    [
      `target { nginx 1.26.0 }\n${web("server { ssl_certificate /c; ssl_certificate_key /k; ssl_trusted_certificate /t; ssl_verify_client on }\n                                                                                 ^^^^^^^^^^^^^^^^^^^^ nginx/incomplete")}`,
      `target { nginx 1.28.0 }\n${web("server { ssl_certificate /c; ssl_certificate_key /k; ssl_trusted_certificate /t; ssl_verify_client on }")}`,
    ],
    [
      web(
        "server { proxy_ssl_verify on; location / { proxy_pass https://x.y } }\n         ^^^^^^^^^^^^^^^^^^^ nginx/incomplete",
      ),
      web("server { proxy_ssl_verify on; location / { proxy_pass http://x.y } }"),
    ],
    [
      web(
        "server { location / { grpc_ssl_certificate /c; grpc_pass grpcs://x.y:1 } }\n                      ^^^^^^^^^^^^^^^^^^^^^^^ nginx/incomplete",
      ),
      web(
        "server { location / { grpc_ssl_certificate /c; grpc_ssl_certificate_key /k; grpc_pass grpcs://x.y:1 } }",
      ),
    ],
    [
      web(
        "fastcgi_cache_path /p keys_zone=z:1m; server { fastcgi_cache z }\n                                               ^^^^^^^^^^^^^^^ nginx/incomplete",
      ),
      web("fastcgi_cache_path /p keys_zone=z:1m; fastcgi_cache_key $uri; server { fastcgi_cache z }"),
    ],
    [
      web("upstream u { keepalive 2 }\n         ^ nginx/incomplete"),
      web("upstream u { server x.y; server x.z backup }"),
    ],
    [web("upstream u { server x.y backup }\n         ^ nginx/incomplete"), web("upstream u { include x }")],
    [
      web("access_log /l combined flush=1m\n^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ nginx/incomplete"),
      web("access_log /l combined flush=1m gzip"),
    ],
    [
      web(
        "server { location / { proxy_redirect default; proxy_pass http://x.y } }\n                      ^^^^^^^^^^^^^^^^^^^^^^ nginx/incomplete",
      ),
      web("server { location / { proxy_pass http://x.y; proxy_redirect default } }"),
    ],
  ],
  "nginx/entry": [
    [
      web("map $uri $x { /a 1; /A 2 }\n                    ^^ nginx/entry"),
      web("map $uri $x { /a 1; /ab 2; ~/a 3; ~/a 4; volatile }"),
    ],
    [
      web("map $uri $x { default 1; default 2 }\n                         ^^^^^^^ nginx/entry"),
      web("map $uri $x { default 1; \\\\default 2 }"),
    ],
    [
      web("map $uri $x { /a 1 2 }\n              ^^^^^^ nginx/entry"),
      web('map $uri $x { /a "1 2"; include x }'),
    ],
    [
      web("map $uri $x { hostnames; x.y 1; .x.y 2 }\n                                ^^^^ nginx/entry"),
      web("map $uri $x { hostnames; x.y 1; *.x.y 2; x.* 3 }"),
    ],
    [
      web("map $uri $x { hostnames; a.*.b 2 }\n                         ^^^^^ nginx/entry"),
      web("map $uri $x { a.*.b 2 }"),
    ],
    [
      web("geo $x { default 0; 10.0.0.0/33 1 }\n                    ^^^^^^^^^^^ nginx/entry"),
      web("geo $x { default 0; 10.0.0.0/32 1; ::/1 2; 255.255.255.255 3 }"),
    ],
    [
      web("geo $x { 10.0.0.0/8 1; 10.0.0.0/8 2 }\n                       ^^^^^^^^^^ nginx/entry"),
      web("geo $x { 10.0.0.0/8 1; 10.0.0.0/9 2; delete 10.0.0.0/8; proxy 10.0.0.0/8 }"),
    ],
    [
      web("geo $x { ranges; 10.0.0.0/8 1 }\n                 ^^^^^^^^^^ nginx/entry"),
      web("geo $x { ranges; default 0; 10.0.0.1-10.0.0.9 1; proxy 10.0.0.0/8 }"),
    ],
    [
      web("geo $x { 10.0.0.0/8 1; ranges }\n                       ^^^^^^ nginx/entry"),
      web("geo $x { proxy_recursive; ranges; 10.0.0.1-10.0.0.9 1 }"),
    ],
    [
      web(
        "split_clients $uri $x { 50% a; 50.01% b; * c }\n                               ^^^^^^ nginx/entry",
      ),
      web("split_clients $uri $x { 50% a; 49.99% b; .01% d; * c }"),
    ],
    [
      web("split_clients $uri $x { 50 a }\n                        ^^ nginx/entry"),
      web("split_clients $uri $x { 50% a }"),
    ],
    [
      web("types { text/html html; text/x HTML }\n                               ^^^^ nginx/entry"),
      web("types { text/html html htm; text/x x }"),
    ],
  ],
  "nginx/host-bits": [
    [web("allow 10.0.0.1/8\n      ^^^^^^^^^^ nginx/host-bits"), web("allow 10.0.0.0/8; deny 10.0.0.1")],
    [
      web("geo $x { 2001:db8::1/32 1 }\n         ^^^^^^^^^^^^^^ nginx/host-bits"),
      web("geo $x { 2001:db8::/32 1 }"),
    ],
  ],
  "nginx/method-twice": [
    [
      web(
        "upstream u { server x.y; ip_hash; least_conn }\n                                  ^^^^^^^^^^ nginx/method-twice",
      ),
      web("upstream u { server x.y; keepalive 2; least_conn }"),
    ],
    [
      web(
        "upstream u { server x.y; server x.z backup; keepalive 2; least_conn }\n                                                         ^^^^^^^^^^ nginx/method-twice",
      ),
      web("upstream u { server x.y; server x.z backup; least_conn; keepalive 2 }"),
    ],
  ],
  "nginx/obsolete": [
    [web("server { ssl on }\n         ^^^ nginx/obsolete"), web("server { listen 443 ssl }")],
    [web("http2_max_field_size 4k\n^^^^^^^^^^^^^^^^^^^^ nginx/obsolete"), web("http2_recv_buffer_size 4k")],
    [web("send_lowat 1\n^^^^^^^^^^ nginx/obsolete"), web("sendfile on")],
  ],
  "nginx/location-twice": [
    [
      web(
        "server { location /a { } location ^~ /a { } }\n                                     ^^ nginx/location-twice",
      ),
      web("server { location /a { } location = /a { } location ~ /a { } location ~ /a { } }"),
    ],
    [
      web(
        "server { location /b/ { location = /b/c { } location = /b/c { } } }\n                                                       ^^^^ nginx/location-twice",
      ),
      web("server { location /b/ { location /b/c { } } location /b/c { } }"),
    ],
  ],
  "nginx/location-place": [
    [
      web(
        "server { location /a { location /b { } } }\n                                ^^ nginx/location-place",
      ),
      web("server { location /a { location /ab { } location ~ ^/b { } } }"),
    ],
    [
      web(
        "server { location = /a { location /a/b { } } }\n                                  ^^^^ nginx/location-place",
      ),
      web("server { location ^~ /a { location /a/b { } } }"),
    ],
    [
      web(
        "server { location @x { location /a { } } }\n                                ^^ nginx/location-place",
      ),
      web("server { location @x { } location /a { } }"),
    ],
    [
      web(
        "server { location /a { location @x { } } }\n                                ^^ nginx/location-place",
      ),
      web("server { location ~ /a { location /a/b { } } }"),
    ],
  ],
  "nginx/pass-url": [
    [
      web(
        "server { location / { fastcgi_pass /run/php.sock } }\n                                   ^^^^^^^^^^^^^ nginx/pass-url",
      ),
      web("server { location / { fastcgi_pass unix:/run/php.sock } }"),
    ],
    [
      web(
        "server { location / { uwsgi_pass 10.0.0.1 } }\n                                 ^^^^^^^^ nginx/pass-url",
      ),
      web("server { location / { uwsgi_pass uwsgi://10.0.0.1:80 } }"),
    ],
    [
      web(
        "server { location / { grpc_pass http://10.0.0.1:80 } }\n                                ^^^^^^^^^^^^^^^^^^ nginx/pass-url",
      ),
      web("server { location / { grpc_pass grpc://10.0.0.1:80 } }"),
    ],
    [
      web("server { location / { scgi_pass a:0 } }\n                                ^^^ nginx/pass-url"),
      web("server { location / { scgi_pass a:1 } }"),
    ],
    [
      web(
        "upstream u { server x.y } server { location / { proxy_pass http://U:80/ } }\n                                                           ^^^^^^^^^^^^ nginx/pass-url",
      ),
      web("upstream u { server x.y } server { location / { proxy_pass http://U/ } }"),
    ],
    [
      web(
        "upstream u { server x.y } server { location / { set $memcached_key 1; memcached_pass u:80 } }\n                                                                                     ^^^^ nginx/pass-url",
      ),
      web("upstream u { server x.y } server { location / { set $memcached_key 1; memcached_pass u } }"),
    ],

    [
      web(
        "server { location / { proxy_pass 127.0.0.1:81 } }\n                                 ^^^^^^^^^^^^ nginx/pass-url",
      ),
      web("server { location / { proxy_pass http://127.0.0.1:81 } }"),
    ],
    [
      web(
        "server { location / { proxy_pass http://127.0.0.1:99999 } }\n                                 ^^^^^^^^^^^^^^^^^^^^^^ nginx/pass-url",
      ),
      web("server { location / { proxy_pass HTTP://unix:/run/x.sock } location /a { proxy_pass $arg_a } }"),
    ],
  ],
  "nginx/unknown-name": [
    [
      web(
        "log_format main x; server { access_log /l mian }\n                                          ^^^^ nginx/unknown-name",
      ),
      web("log_format main x; server { access_log /l main; access_log off }"),
    ],
    [
      web("server { limit_req zone=one burst=2 }\n                   ^^^^^^^^ nginx/unknown-name"),
      web("limit_req_zone $uri zone=one:1m rate=1r/s; server { limit_req zone=one burst=2 }"),
    ],
    [
      web("server { access_log /l buffer=8k }\n                       ^^^^^^^^^ nginx/unknown-name"),
      web("server { access_log /l combined buffer=8k }"),
    ],
    [
      web("server { limit_conn per 9 }\n                    ^^^ nginx/unknown-name"),
      web("include /etc/nginx/zones; server { limit_conn per 9 }"),
    ],
  ],
  "nginx/regex": [
    [
      web("server { location ~ ^/\\q { } }\n                      ^^ nginx/regex"),
      `target { nginx 1.20.1 }\n${web("server { location ~ ^/\\q { } }")}`,
    ],
    [
      web(`server { location ~ ^/(a { } }\n                      ^ nginx/regex`),
      web(`server { location ~ ^/(a) { } }`),
    ],
    [
      web(`server { location ~* ^/[z-a]x { } }\n                        ^^^ nginx/regex`),
      web(`server { location ~* ^/[a-z]x { } }`),
    ],
    [
      web(`server { server_name "~^(?<a>x)(?<a>y)$" }\n                               ^^^^^ nginx/regex`),
      web(`server { server_name "~^(?<a>x)(?<b>y)$" }`),
    ],
    [
      web(`server { rewrite ^/+*x /y }\n                    ^ nginx/regex`),
      web(`server { rewrite ^/+x /y }`),
    ],
    [
      web(`server { if ($uri ~ \\1x) { return 404 } }\n                    ^^ nginx/regex`),
      web(`server { if ($uri ~ (a)\\1x) { return 404 } }`),
    ],
    [web(`map $uri $a { ~*a) 1 }\n                 ^ nginx/regex`), web(`map $uri $a { ~*a 1 }`)],
    [
      web(
        `server { location /a { fastcgi_split_path_info ^(.+) } }\n                                               ^^^^^ nginx/regex`,
      ),
      web(`server { location /a { fastcgi_split_path_info ^(.+)(/.*) } }`),
    ],
  ],
  "nginx/condition": [
    [
      web(`server { if ($uri == /a) { return 404 } }\n                  ^^ nginx/condition`),
      web(`server { if ($uri = /a) { return 404 } }`),
    ],
    [
      web(`server { if $uri { return 404 } }\n            ^^^^ nginx/condition`),
      web(`server { if ($uri) { return 404 } }`),
    ],
    [
      web(`server { if ($uri = /a && $is_args) { return 404 } }\n                       ^^ nginx/condition`),
      web(`server { if ( $uri = /a ) { return 404 } }`),
    ],
    [
      web(`server { if (-g /a) { return 404 } }\n            ^^^ nginx/condition`),
      web(`server { if (!-f /a) { return 404 } }`),
    ],
  ],
  "nginx/unknown-variable": [
    [
      web(
        "server { location / { grpc_pass $nono } }\n                                ^^^^^ nginx/unknown-variable",
      ),
      `target { nginx 1.16.1 }\n${web("server { location / { grpc_pass $nono } }")}`,
    ],
    [
      web("server { return 200 $geo2_x }\n                    ^^^^^^^ nginx/unknown-variable"),
      `target { nginx_modules geoip2 }\n${web("server { return 200 $geo2_x }")}`,
    ],
    [
      web(`server { return 200 a$hots }\n                     ^^^^^ nginx/unknown-variable`),
      web(`server { return 200 a$HOST }`),
    ],
    [
      web("server { if ($nono) { return 404 } }\n             ^^^^^ nginx/unknown-variable"),
      web("server { if ($a) { return 404 } set $a 1 }"),
    ],
    [
      web(`server { set $a $nono }\n                ^^^^^ nginx/unknown-variable`),
      web(`server { set $a $b; set $b 1 }`),
    ],
    [
      web(
        `server { location / { memcached_pass 127.0.0.1:11211 } }\n                                     ^^^^^^^^^^^^^^^ nginx/unknown-variable`,
      ),
      web(`server { location / { set $memcached_key $uri; memcached_pass 127.0.0.1:11211 } }`),
    ],
    [
      web(`log_format x $http3; server { access_log /l x }\n             ^^^^^^ nginx/unknown-variable`),
      web(`server { location ~ ^/(?<http3>x) { return 200 $http3 } }`),
    ],
    [
      web(`server { return 200 $nono }\n                    ^^^^^ nginx/unknown-variable`),
      web(`include /etc/nginx/vars; server { return 200 $nono }`),
    ],
    [
      web(`proxy_set_header x $nono; server { listen 80 }\n                   ^^^^^ nginx/unknown-variable`),
      web(`proxy_set_header x $nono; server { proxy_set_header y 1 }`),
    ],
  ],
  "nginx/variable-form": [
    [
      web(`server { return 200 "a$ b" }\n                      ^ nginx/variable-form`),
      web(`server { location ~ a$ { return 200 \${uri}a } }`),
    ],
    [web(`map $uri $a { x b$- }\n                 ^ nginx/variable-form`), web(`map $uri $a { x$- b }`)],
  ],
  "nginx/variable-set": [
    [
      web(`server { set $uri 1 }\n              ^^^ nginx/variable-set`),
      web(`server { set $args 1; set $http_foo 1 }`),
    ],
    [web(`map $uri $host { a b }\n          ^^^^ nginx/variable-set`), web(`map $uri $hosts { a b }`)],
    [
      web(`server { location ~ ^/(?<uri>x) { } }\n                         ^^^ nginx/variable-set`),
      web(`server { location ~ ^/(?<uris>x) { } }`),
    ],
  ],
  "nginx/pass-uri": [
    [
      web(
        "server { location ~ ^/x { proxy_pass http://127.0.0.1:81/ } }\n                                     ^^^^^^^^^^^^^^^^^^^^ nginx/pass-uri",
      ),
      web(
        "server { location ~ ^/x { proxy_pass http://127.0.0.1:81 } location /y { proxy_pass http://127.0.0.1:81/ } }",
      ),
    ],
    [
      web(
        "server { location @x { proxy_pass http://127.0.0.1:81/a } }\n                                  ^^^^^^^^^^^^^^^^^^^^^ nginx/pass-uri",
      ),
      web("server { location @x { proxy_pass http://127.0.0.1:81/$uri } }"),
    ],
    [
      web(
        "server { location /x { if ($arg_a) { proxy_pass http://127.0.0.1:81?b } } }\n                                                ^^^^^^^^^^^^^^^^^^^^^ nginx/pass-uri",
      ),
      web("server { location /x { if ($arg_a) { proxy_pass http://127.0.0.1:81 } } }"),
    ],
    [
      web(
        "server { location /x { limit_except GET { proxy_pass http://127.0.0.1:81/ } } }\n                                                     ^^^^^^^^^^^^^^^^^^^^ nginx/pass-uri",
      ),
      web("server { location ~ y { location /x/z { proxy_pass http://127.0.0.1:81/ } } }"),
    ],
  ],
  "nginx/unknown-upstream": [
    [
      web("upstream u { server bakend:80 }\n                    ^^^^^^^^^ nginx/unknown-upstream"),
      web("upstream u { server a:80; server backend.example:80; server unix:/run/x; server 10.0.0.7 }"),
    ],
    [
      web(
        "upstream back { server a }\nserver { location / { proxy_pass http://bcak/ } }\n                                 ^^^^^^^^^^^^ nginx/unknown-upstream",
      ),
      web(
        "upstream back { server a }\nserver { location / { proxy_pass http://BACK/; proxy_pass http://a:80; fastcgi_pass app.example } }",
      ),
    ],
    [
      `${tomcat("")}\nnginx n on a { server { location / { proxy_pass http://t } } }\n                                                ^^^^^^^^ nginx/unknown-upstream`,
      `${tomcat("")}\nnginx n on a { upstream t { server t }; server { location / { proxy_pass http://t } } }`,
    ],
    [
      web(
        "server { location / { grpc_pass grpc://back } }\n                                ^^^^^^^^^^^ nginx/unknown-upstream",
      ),
      web("include /etc/nginx/conf.d/*.conf\nserver { location / { grpc_pass grpc://back } }"),
    ],
  ],
  "nginx/listen-elsewhere": [
    [
      `${net}host b { eth0 10.0.0.2 }\nnginx n on a b { server { listen a:80 } }\n                                 ^^^^ nginx/listen-elsewhere`,
      `${net}host b { eth0 10.0.0.2 }\nnginx n on a b { server { listen a:80; listen 10.0.0.2:80 } }`,
    ],
    [
      `${net}host b { eth0 10.0.0.2 }\nnginx n on a { server { listen 10.0.0.2:80; listen 80 } }\n                               ^^^^^^^^^^^ nginx/listen-elsewhere`,
      `${net}host b { eth0 10.0.0.2 }\nnginx n on a { server { listen a:80; listen 127.0.0.1:80 } }`,
    ],
  ],
  "output/nginx-text": [
    [
      web('server { return 200 "a\u0001b" }\n                    ^^^^^ output/nginx-text'),
      web('server { return 200 "a\\tb\\n" }'),
    ],
  ],
  "param/control-character": [['param x "\u0001"\n        ^^^ param/control-character', 'param x "\\n"']],
  "check/last-byte": [
    [
      server("  check udp { payload 01FF }\n                      ^^^^ check/last-byte"),
      server("  check udp { payload fff }"),
    ],
    [
      server('  check udp { reply "01 ff" }\n                    ^^^^^^^ check/last-byte'),
      server("  check udp { reply ff0x }"),
    ],
  ],
  "keepalived/deprecated": [
    [
      server("  keepalived { nat_mask 255.255.255.0 }\n               ^^^^^^^^ keepalived/deprecated"),
      server("  keepalived { smtp_alert }"),
    ],
  ],
  "keepalived/own-word": [
    [
      lab("  keepalived { priority 5 }\n               ^^^^^^^^ keepalived/own-word\n"),
      lab("  keepalived { garp_master_delay 5 }\n"),
    ],
  ],
  "keepalived/version": [
    [
      lab(
        "  keepalived { timer_expired_backup 5 }\n               ^^^^^^^^^^^^^^^^^^^^ keepalived/version\n",
      ),
      `target { keepalived 2.3.1 }\n${lab("  keepalived { timer_expired_backup 5 }\n")}`,
    ],
  ],
  "keepalived/unknown-keyword": [
    [
      lab("  keepalived { smpt_alert }\n               ^^^^^^^^^^ keepalived/unknown-keyword\n"),
      lab("  keepalived { smtp_alert }\n"),
    ],
    [
      lab(
        "  keepalived { track_file { f wieght 5 } }\n                              ^^^^^^ keepalived/unknown-keyword\n",
      ),
      lab("  keepalived { track_file { f weight 5 } }\n"),
    ],
    [
      lab(
        "  keepalived { authentication { auth_tpye PASS } }\n                                ^^^^^^^^^ keepalived/unknown-keyword\n",
      ),
      lab("  keepalived { authentication { auth_type PASS } }\n"),
    ],
  ],
  "keepalived/wrong-context": [
    [
      server(
        "  keepalived { garp_master_delay 5 }\n               ^^^^^^^^^^^^^^^^^ keepalived/wrong-context",
      ),
      lab("  keepalived { garp_master_delay 5 }\n"),
    ],
    [
      lab(
        "  keepalived { authentication { nopreempt } }\n                                ^^^^^^^^^ keepalived/wrong-context\n",
      ),
      lab("  keepalived { nopreempt }\n"),
    ],
  ],
  "keepalived/argument-count": [
    [
      lab("  keepalived { garp_master_delay }\n               ^^^^^^^^^^^^^^^^^ keepalived/argument-count\n"),
      lab("  keepalived { smtp_alert }\n"),
    ],
    [
      lab("  keepalived { debug 1 2 }\n               ^^^^^ keepalived/argument-count\n"),
      lab("  keepalived { debug 1 }\n"),
    ],
    [
      lab(
        "  keepalived { track_file { f weight } }\n                              ^^^^^^ keepalived/argument-count\n",
      ),
      lab("  keepalived { track_file { f weight 1 reverse } }\n"),
    ],
  ],
  "keepalived/value": [
    [
      lab(
        "  keepalived { garp_master_delay 4295 }\n                                 ^^^^ keepalived/value\n",
      ),
      lab("  keepalived { garp_master_delay 4294 }\n"),
    ],
    [
      server("  keepalived { warmup 1.0000001 }\n                      ^^^^^^^^^ keepalived/value"),
      server("  keepalived { warmup 1.000001 }"),
    ],
    [
      lab("  keepalived { smtp_alert maybe }\n                          ^^^^^ keepalived/value\n"),
      lab("  keepalived { smtp_alert yes }\n"),
    ],
    [
      lab(
        "  keepalived { track_interface { eth1 weight 254 } }\n                                             ^^^ keepalived/value\n",
      ),
      lab("  keepalived { track_interface { eth1 weight -253 } }\n"),
    ],
  ],
  "keepalived/block-expected": [
    [
      lab("  keepalived { track_file }\n               ^^^^^^^^^^ keepalived/block-expected\n"),
      lab("  keepalived { track_file { f } }\n"),
    ],
  ],
  "keepalived/block-unexpected": [
    [
      lab("  keepalived { nopreempt { } }\n               ^^^^^^^^^ keepalived/block-unexpected\n"),
      lab("  keepalived { nopreempt }\n"),
    ],
    [
      lab(
        "  keepalived { track_file { f { } } }\n                            ^ keepalived/block-unexpected\n",
      ),
      lab("  keepalived { track_file { f } }\n"),
    ],
  ],
  "output/keepalived-text": [
    [lab('  auth_pass "}"\n            ^^^ output/keepalived-text\n'), lab('  auth_pass "}}"\n')],
    [lab("  notify '\"'\n         ^^^ output/keepalived-text\n"), lab('  notify "\'"\n')],
  ],
  "output/xml-text": [
    [
      tomcat('  context /x {\n    a "\u0001"\n    ^^^^^ output/xml-text\n  }'),
      tomcat('  context /x {\n    a "\t"\n  }'),
    ],
  ],
  "output/host-name": [
    [
      `${net}host b { eth0 10.0.0.2; clock ntp { server "a b" } }\n                                           ^^^^^ output/host-name`,
      `${net}host b { eth0 10.0.0.2; clock ntp { server a.b } }`,
    ],
  ],
};

describe("every problem fires at its place, and is silent about its near miss", () => {
  const rows = Object.entries(cases).flatMap(([code, pairs]) =>
    pairs.map(([fires, silent], i) => ({ title: `${code} ${i + 1}`, code, fires, silent })),
  );
  test.each(rows)("$title", ({ code, fires, silent }) => {
    expect(fires).toContain(`^ ${code}`);
    expectProblems(fires);
    expect(problemsOf(silent).filter((p) => p.code === code)).toEqual([]);
  });

  test("file/unreadable fires for a topology that cannot be read", () => {
    const [problem] = check({ file: "topo.lb", read: () => undefined }).problems;
    expect(problem?.code).toBe("file/unreadable");
    expect(problemsOf("lb 1")).toEqual([]);
  });

  test.each(["", "\n\n", "\ufeff# nothing yet\n"])("file/empty fires for %j", (text) => {
    expect(problemsOf(text).map((p) => p.code)).toEqual(["file/empty"]);
    expect(problemsOf(`${text}\nlb 1`)).toEqual([]);
    expect(problemsOf('include "other.lb"', { "other.lb": text }).map((p) => p.code)).toEqual(["file/empty"]);
  });

  test("no code of the model, the vocabulary and what outputs can hold is left out", () => {
    const codes = codesOf("model", "vocabulary", "targets/expressible.ts", "targets/nginx");
    expect(codes.length).toBeGreaterThan(50);
    expect(
      codes.filter(
        (code) => !code.startsWith("file/un") && code !== "file/empty" && !Object.hasOwn(cases, code),
      ),
    ).toEqual([]);
  });
});

describe("one mistake costs one message", () => {
  test.each([
    [
      "a vip whose address is wrong",
      lab("").replace("vip v 10.0.0.9 {", "vip v 10.0.0.999 {\n      ^^^^^^^^^^ word/value"),
    ],
    [
      "a host in no network",
      `${net}vip v 10.0.0.9 on a\nhost b { eth0 10.0.1.1 }\n              ^^^^^^^^ host/no-network\nvirtual_server v:80 { forward dr; real_server b }`,
    ],
    [
      "a director in no network",
      `${net}host b { eth0 10.0.1.1 }\n              ^^^^^^^^ host/no-network\nvip v 10.0.0.9 { virtual_router_id 1; director b priority 1 interface eth0 }`,
    ],
    [
      "a network without a block of addresses",
      "network lan 10.0.0.0/33\n            ^^^^^^^^^^^ word/value\nhost a { eth0 10.0.0.1 }\nvip v 10.0.0.9 { virtual_router_id 1; director a priority 1 }",
    ],
    [
      "an unknown parameter for a host's address",
      `${net}host b { eth0 $(x) }\n              ^^^^ param/unknown\nvip v 10.0.0.9 on a\nvirtual_server v:80 { forward dr; real_server b }`,
    ],
    ["an unknown parameter for a name", `${net}tomcat $(x) on a { context / }\n       ^^^^ param/unknown`],
    [
      "a range that counts down, and its names",
      `${net}host b[2..1] { eth0 10.0.0.2 }\n     ^^^^^^^ range/order\nvip v 10.0.0.9 on a\nvirtual_server v:80 { forward dr; real_server b1; real_server b2 }`,
    ],
    [
      "a router id out of range",
      lab("").replace("virtual_router_id 7", "virtual_router_id 700\n                    ^^^ word/value"),
    ],
    ["a required word misspelt", lab("").replace("forward dr", "forwrd dr\n  ^^^^^^ word/unknown")],
    ["an owner that does not exist", `${net}vip v 10.0.0.9 on b\n                  ^ name/unknown`],
    [
      "a member that does not exist",
      lab("").replace(
        "virtual_server",
        "sync_group g { group v x }\n                       ^ name/unknown\nvirtual_server",
      ),
    ],
    ["a script that is no word", lab("  track t { script $(x) }\n                   ^^^^ param/unknown\n")],
    ["a host declared twice", `${net}host a { eth0 10.0.0.1 }\n     ^ name/duplicate`],
    [
      "a store on nothing",
      `${net}session_store s on x\n                   ^ name/unknown\ntomcat t on a { context / { sessions s } }`,
    ],
    [
      "a keyword of keepalived that is none",
      lab("  keepalived { a$b }\n               ^^^ keepalived/unknown-keyword\n"),
    ],
    ["a parameter in a word too many", lab("  nopreempt $(x)\n            ^^^^ param/unknown\n")],
  ])("%s", (_, text) => {
    expectProblems(text);
  });
});

test("a NUL that a caller gives for a param is a problem at the param", () => {
  const params = new Map([["x", "a\0b"]]);
  const codes = problemsOf(`param x 1\n${web('server { return 200 "$(x)" }')}`, {}, params).map(
    (p) => p.code,
  );
  expect(codes).toEqual(["param/control-character", "output/nginx-text"]);
});

test("what Debian carried into its nginx is no error there", () => {
  expect(problemsOf(web("max_headers 9")).map((p) => p.severity)).toEqual(["info"]);
});

test("a declaration of a param proves a missing brace", () => {
  expectProblems(
    "network lan 10.0.0.0/24 {\n                        ^ syntax/missing-brace\n  mtu 1500\nparam x 1\nhost a { eth0 10.0.0.1 }",
  );
});

test("a long hexadecimal text that is wrong is refused at once", () => {
  const start = performance.now();
  expect(problemsOf(server(`  check udp { payload ${"a".repeat(4000)}g }`)).map((p) => p.code)).toEqual([
    "word/value",
  ]);
  expect(performance.now() - start).toBeLessThan(1000);
});
