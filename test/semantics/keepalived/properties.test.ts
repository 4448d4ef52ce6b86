/** What holds for every cluster, whatever its numbers. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { everyOutcome } from "../../../src/semantics/keepalived/every.ts";
import { outcomeOf, settleAfter, type Cluster } from "../../../src/semantics/keepalived/outcomes.ts";
import { cluster, holds, situation, written } from "../../support/vrrp.ts";

const priority = fc.oneof(fc.constantFrom(100, 100, 150), fc.integer({ min: 1, max: 254 }));
const instance = fc.record({
  priority,
  nopreempt: fc.boolean(),
  trackers: fc
    .array(
      fc.record({
        name: fc.constantFrom("x", "y"),
        kind: fc.constantFrom("script" as const, "interface" as const, "process" as const),
        weight: fc.constantFrom(0, -20, -60, 30),
      }),
      { maxLength: 2 },
    )
    .map((list) => [...new Map(list.map((t) => [t.name, t])).values()]),
});
const clusters = fc
  .array(instance, { minLength: 1, maxLength: 4 })
  .map((hosts) => cluster(hosts.map((h) => [h])));
const preempting = fc
  .array(priority, { minLength: 1, maxLength: 5 })
  .map((ps) => cluster(ps.map((p) => [{ priority: p }])));
const prioritiesOf = (c: Cluster) => c.map((r) => r.instances[0]?.priority ?? 0);
const hostsIn = (text: string) => text.split("|").sort();

test("where all hear each other exactly one holds it, and any of those with the highest priority may", () => {
  fc.assert(
    fc.property(preempting, (c) => {
      const top = Math.max(...prioritiesOf(c));
      const best = c.flatMap((r) => (r.instances[0]?.priority === top ? [r.host] : []));
      expect(hostsIn(holds(c))).toEqual(best.sort());
    }),
  );
});

test("a higher priority never loses by it", () => {
  fc.assert(
    fc.property(preempting, fc.nat(), fc.integer({ min: 1, max: 154 }), (c, n, more) => {
      const at = n % c.length;
      const raised = c.map((r, i) =>
        i === at
          ? {
              ...r,
              instances: r.instances.map((x) => ({ ...x, priority: Math.min(254, x.priority + more) })),
            }
          : r,
      );
      const host = c[at]?.host ?? "";
      if (hostsIn(holds(c)).includes(host)) expect(holds(raised)).toContain(host);
      if (holds(c) === host) expect(holds(raised)).toBe(host);
    }),
  );
});

test("the order in which hosts are listed does not matter", () => {
  fc.assert(
    fc.property(clusters, (c) => {
      expect(hostsIn(holds([...c].reverse()))).toEqual(hostsIn(holds(c)));
    }),
  );
});

test("while a host runs the address is held, and never by one that does not run", () => {
  fc.assert(
    fc.property(
      clusters,
      fc.array(fc.constantFrom<string>("a", "b", "c", "d"), { maxLength: 4 }),
      (c, down) => {
        const wrong = down.map((h) => `down ${h}`).join(", ");
        const alive = c.some((r) => !down.includes(r.host));
        const end = holds(c, ["", wrong]);
        expect(end === "-").toBe(!alive);
        for (const host of hostsIn(end)) expect(down).not.toContain(host);
      },
    ),
  );
});

test("each of every combination is what asking for it alone says, and the first is that nothing fails", () => {
  fc.assert(
    fc.property(clusters, (c) => {
      const every = everyOutcome(c);
      if (every.kind === "unknown") throw new Error(every.why);
      expect(every.cases[0]?.down.length).toBe(0);
      for (const { down, failed, outcomes } of every.cases) {
        const wrong = [
          ...down.map((h) => `down ${h}`),
          ...failed.map((f) => `fail ${f.host}.${f.tracker}`),
        ].join(", ");
        const found = outcomes.get("v1");
        const asked = outcomeOf(c, settleAfter(c, wrong === "" ? [{}] : [{}, situation(wrong)]), "v1");
        expect(found === undefined ? "" : written(found)).toBe(written(asked));
      }
    }),
    { numRuns: 60 },
  );
});

test("what no other instance hears is held by all", () => {
  fc.assert(
    fc.property(preempting, (c) => {
      const apart = c.map((r, i) => ({
        ...r,
        instances: r.instances.map((x) => ({ ...x, speaker: { ...x.speaker, virtualRouterId: i + 1 } })),
      }));
      expect(holds(apart)).toBe(c.map((r) => r.host).join("+"));
    }),
  );
});

test("too many combinations are unknown, not slow", () => {
  const names = (n: number) =>
    Array.from({ length: n }, (_, i) => ({ name: `t${i}`, kind: "script" as const, weight: 1 << i }));
  const many = (n: number) =>
    everyOutcome(cluster(Array.from({ length: 3 }, () => [{ trackers: names(n) }])));
  expect(many(3).kind).toBe("cases");
  expect(many(6).kind).toBe("unknown");
  expect(many(20)).toEqual({ kind: "unknown", why: "a has more than 12 trackers" });
});

test("of combinations with one effect the smallest is told", () => {
  const trackers = ["x", "y"].map((name) => ({
    name,
    kind: "script" as const,
    weight: name === "x" ? -10 : -20,
  }));
  const low = everyOutcome(cluster([[{ priority: 5, trackers }]]));
  if (low.kind === "unknown") throw new Error(low.why);
  // Both, or either, bring it to 1.
  expect(low.cases.map((c) => [...c.down, ...c.failed.map((f) => f.tracker)])).toEqual([[], ["x"], ["a"]]);
});
