import { expect, test } from "vitest";
import { advertCapacity, advertInterval, rejection } from "../../../src/semantics/keepalived/adverts.ts";
import { counted, standing, type Tracker } from "../../../src/semantics/keepalived/priority.ts";
import { cluster } from "../../support/vrrp.ts";

type Row = readonly [
  priority: number,
  tracker: Partial<Tracker>,
  state: "up" | "down" | number,
  end: number | "fault",
];
test.each<Row>([
  [100, { weight: -50 }, "up", 100],
  [100, { weight: -50 }, "down", 50],
  [100, { weight: 20 }, "up", 120],
  [100, { weight: 20 }, "down", 100],
  [100, { weight: 0 }, "up", 100],
  [100, { weight: 0 }, "down", "fault"],
  [10, { weight: -50 }, "down", 1],
  [250, { weight: 20 }, "up", 254],
  [255, { weight: -50 }, "down", 255],
  [100, { weight: 20, reverse: true }, "up", 80],
  [100, { weight: 20, reverse: true }, "down", 100],
  [100, { weight: 0, reverse: true }, "up", "fault"],
  [100, { kind: "file", weight: 2 }, 30, 160],
  [100, { kind: "file", weight: -2 }, 30, 40],
  [100, { kind: "file", weight: -2 }, 127, "fault"],
  [100, { kind: "file", weight: 0 }, 3, "fault"],
  [100, { kind: "file", weight: 0 }, 0, 100],
  [100, { kind: "file", weight: 0, reverse: true }, 0, "fault"],
])("%i with %o that is %s stands with %s", (priority, given, state, end) => {
  const tracker: Tracker = { name: "t", kind: "script", weight: 0, ...given };
  const now = standing(priority, [tracker], () => state);
  expect(now.kind === "fault" ? "fault" : now.priority).toBe(end);
});

test("what weighted trackers become where weights do not count", () => {
  const trackers = (["script", "interface", "process", "file"] as const).map((kind): Tracker => ({
    name: kind,
    kind,
    weight: -10,
  }));
  const left = (list: readonly Tracker[]) => list.map((t) => `${t.kind} ${t.weight}`);
  const group = { trackingWeight: false };
  expect(left(counted(trackers, { owner: false }))).toEqual(left(trackers));
  expect(left(counted(trackers, { owner: false, group: { trackingWeight: true } }))).toEqual(left(trackers));
  expect(left(counted(trackers, { owner: false, group }))).toEqual(["interface 0", "process -10"]);
  expect(left(counted(trackers, { owner: true }))).toEqual(["process -10"]);
  expect(left(counted([{ name: "f", kind: "file", weight: 1 }], { owner: false, group }))).toEqual([
    "file 0",
  ]);
});

test("intervals are rounded as keepalived rounds them", () => {
  const rounded = (version: 2 | 3, interval: number) => advertInterval({ version, interval });
  expect([0.3, 0.5, 1.4, 1.5, 300].map((s) => rounded(2, s))).toEqual([1, 1, 1, 2, 255]);
  expect([0.001, 0.1, 0.296, 1, 50].map((s) => rounded(3, s))).toEqual([0.01, 0.1, 0.3, 1, 40.95]);
});

test("what fits into an advert", () => {
  const speaker = cluster([[{}]])[0]?.instances[0]?.speaker;
  if (speaker === undefined) throw new Error("no speaker");
  expect(advertCapacity(speaker)).toBe(255);
  expect(advertCapacity({ ...speaker, mtu: 576 })).toBe(131);
  expect(advertCapacity({ ...speaker, mtu: 576, version: 3 })).toBe(133);
  expect(advertCapacity({ ...speaker, family: 6, version: 3 })).toBe(89);
  expect(advertCapacity({ ...speaker, mtu: 20 })).toBe(0);
  // A smaller MTU on one side leaves it with fewer addresses than the other speaks of.
  const addresses = Array.from({ length: 200 }, (_, i) => `10.0.1.${i}`);
  const [wide, narrow] = [
    { ...speaker, addresses },
    { ...speaker, addresses, mtu: 576 },
  ];
  expect(rejection(wide, narrow)).toEqual({
    why: "number of addresses",
    logged: true,
    receiver: "200",
    sender: "131",
  });
});

test("AH is another protocol, so that nothing is logged of it", () => {
  const speaker = cluster([[{}]])[0]?.instances[0]?.speaker;
  if (speaker === undefined) throw new Error("no speaker");
  const [ah, plain] = (["AH", "PASS"] as const).map((type) => ({
    ...speaker,
    auth: { type, password: "x" },
  }));
  if (ah === undefined || plain === undefined) throw new Error("no speakers");
  expect(rejection(plain, ah)).toMatchObject({ why: "authentication type", logged: false });
  expect(rejection(plain, speaker)).toMatchObject({ why: "authentication type", logged: true });
});
