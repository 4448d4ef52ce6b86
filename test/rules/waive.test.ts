import { describe, expect, test } from "vitest";
import { check } from "../../src/index.ts";
import { expectProblems } from "../support/mark.ts";

const topology = (inside: string, outside = "", priority = 100) => `lb 1
network lan 192.168.170.0/24
host lvs[1..2] { eth0 192.168.170.[11..12] }
vip a 192.168.170.100 {
  virtual_router_id 51
  director lvs1 priority 100
  director lvs2 priority ${priority}
  ${inside}
}
${outside}`;

const codes = (text: string, today?: string) =>
  check({
    file: "topo.lb",
    read: (path) => (path === "topo.lb" ? text : undefined),
    ...(today === undefined ? {} : { today }),
  }).problems.map((p) => p.code);
const waiver = 'waive vrrp/priority-tie because "a drill" until 2027-06-30';

describe("a waiver", () => {
  test("excuses its block until its last day", () => {
    expect(codes(topology(""))).toEqual(["vrrp/priority-tie"]);
    expect(codes(topology(waiver))).toEqual([]);
    expect(codes(topology(waiver), "2027-06-30")).toEqual([]);
    expect(codes(topology(waiver), "2027-07-01")).toEqual(["vrrp/priority-tie", "waive/over"]);
  });

  test("excuses everything at the top of the file, and nothing in another block", () => {
    expect(codes(topology("", 'waive vrrp/priority-tie because "a drill"'))).toEqual([]);
    const other =
      'vip b 192.168.170.101 { virtual_router_id 52; director lvs1 priority 1; director lvs2 priority 2; waive vrrp/priority-tie because "x" }';
    expect(codes(topology("", other))).toEqual(["vrrp/priority-tie", "waive/nothing"]);
  });

  test("with nothing to excuse is itself a problem", () => {
    expect(codes(topology(waiver, "", 90))).toEqual(["waive/nothing"]);
  });

  test("stands in native blocks and reaches no output", () => {
    const text = `lb 1
network lan 192.168.170.0/24
host web { eth0 192.168.170.11 }
nginx web on web { server { listen 80; location / { return 204; waive vrrp/priority-tie because "x" } } }`;
    expect(codes(text)).toEqual(["waive/nothing"]);
  });

  test.each([
    "waive\n^^^^^ waive/form",
    "waive vrrp/priority-tie\n      ^^^^^^^^^^^^^^^^^ waive/form",
    'waive vrrp/priority-tie because ""\n      ^^^^^^^^^^^^^^^^^ waive/form',
    'waive vrrp/priority-tie because "x" until 2027-02-30\n                                          ^^^^^^^^^^ waive/form',
    'waive vrrp/priority-tie because "x" for ever\n                                    ^^^ waive/form',
    'waive vrrp/priority-tei because "x"\n      ^^^^^^^^^^^^^^^^^ waive/unknown-rule',
  ])("needs its form: %s", (text) => {
    expectProblems(text);
  });
});
