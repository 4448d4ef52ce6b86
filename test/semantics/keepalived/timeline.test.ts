import { expect, test } from "vitest";
import { noticedByScript, timeline, type Event } from "../../../src/semantics/keepalived/timeline.ts";
import { masterDown, skew } from "../../../src/semantics/keepalived/timers.ts";

const backup = { version: 2, interval: 1, priority: 50 } as const;
const at = (seconds: number) => ({ from: seconds, to: seconds });

/** Seconds measured with keepalived 2.2.7; a busy machine adds a little. */
test.each<[string, Event, Parameters<typeof timeline>[1][number], readonly number[]]>([
  ["a goodbye", { kind: "stop" }, { timers: backup }, [0.83, 0.84, 0.86]],
  ["silence", { kind: "silence" }, { timers: backup }, [3.08, 3.22, 3.29, 3.34]],
  ["a fault", { kind: "fault", noticed: at(0) }, { timers: backup }, [0.8, 0.81]],
  ["a weight", { kind: "weight", noticed: at(0) }, { timers: backup }, [3.4]],
  [
    "silence of version 3",
    { kind: "silence" },
    { timers: { version: 3, interval: 0.1, priority: 50 } },
    [0.39],
  ],
  ["a return", { kind: "return" }, { timers: { ...backup, priority: 100 } }, [3.6, 3.74]],
  [
    "a return after preempt_delay",
    { kind: "return" },
    { timers: { ...backup, priority: 100 }, preemptDelay: 4 },
    [7.4],
  ],
  [
    "a weight after preempt_delay",
    { kind: "weight", noticed: noticedByScript({ interval: 1, fall: 2 }) },
    { timers: { version: 3, interval: 0.2, priority: 50 }, preemptDelay: 3 },
    [5.01],
  ],
])("%s takes as long as it was seen to", (_, event, successor, seconds) => {
  const { from, to } = timeline(event, [successor]);
  for (const s of seconds) {
    expect(s).toBeGreaterThanOrEqual(Math.floor(from * 100) / 100);
    expect(s).toBeLessThan(to + 0.15);
  }
});

test("the steps add up, and the last member of a group counts", () => {
  const event: Event = { kind: "fault", noticed: noticedByScript({ interval: 5, timeout: 2, fall: 3 }) };
  const { steps, from, to } = timeline(event, [{ timers: { ...backup, priority: 200 } }, { timers: backup }]);
  expect(steps.map((s) => s.what)).toEqual(["the failure is noticed", "the backup waits"]);
  expect(steps.map((s) => [s.from, s.to])).toEqual([
    [10, 17],
    [206 / 256, 206 / 256],
  ]);
  expect([from, to]).toEqual([10 + 206 / 256, 17 + 206 / 256]);
});

test("without a timeout a script may hang for its interval", () => {
  expect(noticedByScript({ interval: 2 })).toEqual({ from: 0, to: 4 });
  expect(noticedByScript({ interval: 2, timeout: 0 })).toEqual({ from: 0, to: 4 });
  expect(noticedByScript({ interval: 2, timeout: 6, fall: 2 })).toEqual({ from: 2, to: 18 });
});

test("the skew of version 2 is a part of a second, whatever the interval", () => {
  expect(skew({ version: 2, interval: 5, priority: 128 })).toBe(0.5);
  expect(skew({ version: 3, interval: 5, priority: 128 })).toBe(2.5);
  expect(masterDown({ version: 2, interval: 5, priority: 128, adverts: 2 })).toBe(10.5);
});
