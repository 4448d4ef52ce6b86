/** Rules are asked after a rest, and what is typed meanwhile does not wait for them. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { rules } from "../../src/rules/rules.ts";
import { editor } from "../support/editor.ts";
import { shopWith } from "../support/shop.ts";

const looks: string[] = [];
beforeEach(() => {
  vi.useFakeTimers();
  looks.length = 0;
  for (const rule of rules) {
    const check = rule.check.bind(rule);
    vi.spyOn(rule, "check").mockImplementation((topology, options) => {
      looks.push(rule.code);
      // No rule is quick.
      now += 20;
      return check(topology, options);
    });
  }
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => now);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function told(e: ReturnType<typeof editor>): readonly (readonly unknown[])[] {
  return e.sent
    .filter((s) => s.method === "textDocument/publishDiagnostics")
    .map((s) => (s.params as { diagnostics: readonly { code?: unknown }[] }).diagnostics.map((d) => d.code));
}

/** The two turns of the loop after which what came in is answered. */
function soon(): void {
  vi.advanceTimersToNextTimer();
  vi.advanceTimersToNextTimer();
}

test("an edit is answered between two rules, and the rules begin anew", () => {
  const e = editor(shopWith("  check http { path /healthz; status 200; every 5s; timeout 2s }\n", ""));
  soon();
  expect(told(e)).toEqual([[]]);
  expect(looks).toEqual([]);
  vi.advanceTimersToNextTimer();
  expect(looks).toHaveLength(1);
  soon();
  expect(looks).toHaveLength(2);
  expect(looks).toEqual(rules.slice(0, looks.length).map((r) => r.code));
  const before = looks.length;
  expect(before).toBeLessThan(rules.length);
  e.edit("topo.lb", 0, 0, "nope\n");
  soon();
  expect(looks).toHaveLength(before);
  expect(told(e).at(-1)).toEqual(["word/unknown"]);
  e.edit("topo.lb", 0, 5, "");
  soon();
  expect(told(e).at(-1)).toEqual([]);
  expect(looks).toHaveLength(before);
  vi.runAllTimers();
  expect(looks.slice(before)).toEqual(rules.map((r) => r.code));
  expect(told(e).at(-1)).toContain("ipvs/no-check");
});

test("edits that come in one after the other are answered together", () => {
  const e = editor({ "topo.lb": "lb 1\n" });
  soon();
  const before = told(e).length;
  e.edit("topo.lb", 5, 5, "nope\n");
  vi.advanceTimersToNextTimer();
  e.edit("topo.lb", 10, 10, "none\n");
  vi.advanceTimersToNextTimer();
  expect(told(e)).toHaveLength(before);
  vi.advanceTimersToNextTimer();
  expect(told(e)).toHaveLength(before + 1);
});
