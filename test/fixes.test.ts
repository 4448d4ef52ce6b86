/** A fix that changes more than it says is not applied. */
import { expect, test, vi } from "vitest";
import { fixAll } from "../src/fixes.ts";
import type { Rule } from "../src/index.ts";

/** Raises the priority of the first director: where it is stated, or in the `param` that others use as well. */
const { raise } = vi.hoisted(() => {
  const raise: Rule = {
    code: "test/raise",
    severity: "warning",
    summary: "for this test",
    *check({ vips: [vip] }) {
      const stated = vip?.directors[0]?.priority;
      if (stated === undefined || stated.value > 200) return;
      const { source } = stated.span;
      const start = source.text.indexOf("100");
      const span = { source, start, end: start + 3 };
      const fix = { title: "raise the priority", safe: true, edits: [{ span, text: "201" }] };
      yield { span: stated.span, message: "low", fix };
    },
  };
  return { raise };
});
vi.mock("../src/rules/rules.ts", () => ({ rules: [raise] }));

const topology = (priority: string, before = "") => `lb 1
${before}network lan 192.168.170.0/24
host lvs[1..2] { eth0 192.168.170.[11..12] }
vip a 192.168.170.9 { virtual_router_id 51; director lvs1 priority ${priority}; director lvs2 priority 90 }
vip b 192.168.170.8 { virtual_router_id 52; director lvs2 priority ${priority}; director lvs1 priority 90 }
`;
const fix = (text: string) =>
  fixAll({ file: "topo.lb", read: (path) => (path === "topo.lb" ? text : undefined) });

test("a fix of one place is applied", () => {
  const { files, applied, left } = fix(topology("100"));
  expect([applied.length, left.length]).toEqual([1, 0]);
  expect(files.get("topo.lb")).toBe(topology("100").replace("priority 100", "priority 201"));
});

test("a fix that moves something else is left", () => {
  const { files, applied, left } = fix(topology("$(p)", "param p 100\n"));
  expect([applied.length, left.length, files.size]).toEqual([0, 1, 0]);
});
