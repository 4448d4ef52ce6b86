import { describe, expect, test } from "vitest";
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
    ["the other family, excluded", lab("  excluded fd00::1\n")],
    ["a vip that is a host's address", lab("  address 10.0.0.2\n          ^^^^^^^^ vip/host-address\n")],
    ["too few words", lab("  director\n  ^^^^^^^^ word/arguments\n  ^^^^^^^^ word/missing\n")],
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
    [
      "an unknown parameter",
      "network lan $(net)\n            ^^^^^^ param/unknown\n            ^^^^^^ word/value",
    ],
    [
      "a range that counts down",
      "network lan[2..1] 10.0.0.0/24\n        ^^^^^^^^^ range/order\n        ^^^^^^^^^ word/value",
    ],
    [
      "a range of a billion",
      "host a[1..1000000000] { eth0 10.0.0.1 }\n     ^^^^^^^^^^^^^^^^ range/too-large\n     ^^^^^^^^^^^^^^^^ word/value",
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
    expect(problemsOf(`include "${path}"`, files).map((p) => p.code)).toEqual(codes);
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
