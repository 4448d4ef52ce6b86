/** The facts of spec/semantics/keepalived.md, each of which test/real/vrrp.test.ts sees in the real program. */
import { expect, test } from "vitest";
import type { SyncGroup } from "../../../src/semantics/keepalived/sync.ts";
import { cluster, holds, type Given } from "../../support/vrrp.ts";

const of = (...priorities: readonly number[]) => cluster(priorities.map((priority) => [{ priority }]));
const each = (...hosts: readonly Given[]) => cluster(hosts.map((h) => [h]));
const chk = (weight: number) => ({ trackers: [{ name: "chk", kind: "script" as const, weight }] });

test.each<[string, ReturnType<typeof cluster>, readonly string[], string]>([
  ["the higher priority", of(100, 50), [""], "a"],
  ["the next after a failure", of(100, 50), ["", "down a"], "b"],
  ["it takes the address back", of(100, 50), ["", "down a", ""], "a"],
  ["nobody when all are down", of(100, 50), ["", "down a, down b"], "-"],
  ["a tie is a race", of(100, 100), [""], "a|b"],
  ["of three", of(100, 90, 90), ["", "down a"], "b|c"],
  ["the first stays when its equal comes later", of(100, 100), ["down b", ""], "a"],
  ["two owners are a race", of(255, 255), [""], "a|b"],
  ["and so when both are masters", of(255, 255), ["down b", "frozen a", ""], "a|b"],
  ["a backup that was paused has waited too long", of(100, 100), ["down b", "", "frozen b", ""], "a|b"],
  ["what was killed keeps it whatever comes", of(100, 50), ["", "killed a", "killed a, down b"], "a"],
  ["an owner beats all", of(254, 255), [""], "b"],
  ["killed keepalived leaves the address", of(100, 50), ["", "killed a"], "a+b"],
  ["until it starts again", of(100, 50), ["", "killed a", ""], "a"],
  ["killed backup held nothing", of(100, 50), ["", "killed b"], "a"],
  ["paused with the lower address, its equal keeps it", of(100, 100), ["down b", "frozen a", ""], "b"],
  ["paused with the higher address, it has it again", of(100, 100), ["down a", "frozen b", ""], "b"],
])("%s", (_, given, situations, end) => expect(holds(given, situations)).toBe(end));

test.each<[string, ReturnType<typeof cluster>, readonly string[], string]>([
  ["without weight a failure is a fault", each({ ...chk(0) }, { priority: 50 }), ["", "fail a.chk"], "b"],
  ["a weight that does not reach", each({ ...chk(-40) }, { priority: 50 }), ["", "fail a.chk"], "a"],
  ["equality does not move it", each({ ...chk(-50) }, { priority: 50 }), ["", "fail a.chk"], "a"],
  ["one more does", each({ ...chk(-51) }, { priority: 50 }), ["", "fail a.chk"], "b"],
  ["and back", each({ ...chk(-51) }, { priority: 50 }), ["", "fail a.chk", ""], "a"],
  ["a positive weight is lost", each({ ...chk(20) }, { priority: 110 }), ["", "fail a.chk"], "b"],
  [
    "a weight cannot move it to a host that does not preempt",
    each({ ...chk(-60) }, { priority: 50, nopreempt: true }),
    ["", "fail a.chk"],
    "a",
  ],
  ["a fault can", each({ ...chk(0) }, { priority: 50, nopreempt: true }), ["", "fail a.chk"], "b"],
  [
    "an owner has no weights",
    each({ priority: 255, ...chk(-254) }, { priority: 50 }),
    ["", "fail a.chk"],
    "a",
  ],
  ["but faults", each({ priority: 255, ...chk(0) }, { priority: 50 }), ["", "fail a.chk"], "b"],
])("trackers: %s", (_, given, situations, end) => expect(holds(given, situations)).toBe(end));

test.each<[string, ReturnType<typeof cluster>, readonly string[], string]>([
  [
    "from a cold start the first wins",
    each({ nopreempt: true }, { priority: 50, nopreempt: true }),
    [""],
    "a|b",
  ],
  [
    "the higher does not take it back",
    each({ nopreempt: true }, { priority: 50 }),
    ["down b", "", "down a", ""],
    "b",
  ],
  [
    "on the lower it means nothing",
    each({}, { priority: 50, nopreempt: true }),
    ["down b", "", "down a", ""],
    "a",
  ],
  [
    "the higher waits less when the master dies",
    each({}, { priority: 90, nopreempt: true }, { priority: 50, nopreempt: true }),
    ["down b, down c", "", "down a"],
    "b",
  ],
  [
    "unless they are too near",
    each({}, { priority: 51, nopreempt: true }, { priority: 50, nopreempt: true }),
    ["down b, down c", "", "down a"],
    "b|c",
  ],
  ["an owner preempts", each({ priority: 255, nopreempt: true }, { priority: 50 }), ["", "down a", ""], "a"],
])("nopreempt: %s", (_, given, situations, end) => expect(holds(given, situations)).toBe(end));

test.each<[string, Given["speaker"], Given["speaker"], string]>([
  ["router id", { virtualRouterId: 51 }, { virtualRouterId: 52 }, "a+b"],
  ["segment", { segment: "lan" }, { segment: "dmz" }, "a+b"],
  ["version", { version: 3 }, { version: 2 }, "a+b"],
  ["one without a password", { auth: { type: "PASS", password: "x" } }, {}, "a+b"],
  ["passwords", { auth: { type: "PASS", password: "x" } }, { auth: { type: "PASS", password: "y" } }, "a+b"],
  [
    "past eight bytes",
    { auth: { type: "PASS", password: "12345678a" } },
    { auth: { type: "PASS", password: "12345678b" } },
    "a",
  ],
  ["passwords of version 3", { version: 3, auth: { type: "PASS", password: "x" } }, { version: 3 }, "a"],
  ["AH of version 3", { version: 3, auth: { type: "AH", password: "x" } }, { version: 3 }, "a"],
  ["interval", { interval: 1 }, { interval: 2 }, "a+b"],
  ["intervals of version 3", { version: 3, interval: 1 }, { version: 3, interval: 2 }, "a"],
  ["rounded to one interval", { interval: 0.6 }, { interval: 1.4 }, "a"],
  ["count of addresses", { addresses: ["10.0.0.100"] }, { addresses: ["10.0.0.100", "10.0.0.101"] }, "a+b"],
  ["one address", { addresses: ["10.0.0.100"] }, { addresses: ["10.0.0.101"] }, "a+b"],
  [
    "order of addresses",
    { addresses: ["10.0.0.9", "10.0.0.8"] },
    { addresses: ["10.0.0.8", "10.0.0.9"] },
    "a",
  ],
  [
    "group",
    { transport: { kind: "multicast", group: "224.0.0.18" } },
    { transport: { kind: "multicast", group: "224.0.0.19" } },
    "a+b",
  ],
  ["unicast and multicast", { transport: { kind: "unicast", peers: ["10.0.0.2"] } }, {}, "a+b"],
  [
    "peers of each other",
    { transport: { kind: "unicast", peers: ["10.0.0.2"] } },
    { transport: { kind: "unicast", peers: ["10.0.0.1"] } },
    "a",
  ],
  [
    "the master does not tell the other",
    { transport: { kind: "unicast", peers: ["10.0.0.9"] } },
    { transport: { kind: "unicast", peers: ["10.0.0.1"] } },
    "a+b",
  ],
  [
    "the backup does not tell the master",
    { transport: { kind: "unicast", peers: ["10.0.0.2"] } },
    { transport: { kind: "unicast", peers: ["10.0.0.9"] } },
    "a",
  ],
  [
    "the backup asks where it comes from",
    { transport: { kind: "unicast", peers: ["10.0.0.2"] } },
    { transport: { kind: "unicast", peers: ["10.0.0.9"], checkSource: true } },
    "a+b",
  ],
])("adverts: %s", (_, a, b, end) =>
  expect(holds(each({ speaker: a ?? {} }, { priority: 50, speaker: b ?? {} }))).toBe(end),
);

const G: readonly SyncGroup[] = [{ name: "G", members: ["v1", "v2"], trackingWeight: false }];
const inner = { trackers: [{ name: "eth1", kind: "interface" as const, weight: 0 }] };
const two = (a: number, b: number) => [{ priority: a }, { priority: b, ...inner }];

test.each<[string, ReturnType<typeof cluster>, readonly string[], string]>([
  ["both move", cluster([two(100, 100), two(50, 50)], [G, G]), ["", "fail a.eth1"], "b b"],
  ["without a group they part", cluster([two(100, 100), two(50, 50)]), ["", "fail a.eth1"], "a b"],
  ["a group on the master alone", cluster([two(100, 100), two(50, 50)], [G]), ["", "fail a.eth1"], "b b"],
  ["a group on the backup alone", cluster([two(100, 100), two(50, 50)], [[], G]), ["", "fail a.eth1"], "a -"],
  ["crossed priorities never rest", cluster([two(100, 50), two(50, 100)], [G, G]), [""], "~ a b ~ a b"],
  ["unless one is alone first", cluster([two(100, 50), two(50, 100)], [G, G]), ["down b", ""], "a a"],
])("sync groups: %s", (_, given, situations, end) =>
  expect(`${holds(given, situations, "v1")} ${holds(given, situations, "v2")}`).toBe(end),
);

test("more than twelve instances in one election are unknown, not slow", () => {
  expect(holds(cluster(Array.from({ length: 6 }, () => [{}, {}])))).not.toBe("?");
  expect(holds(cluster(Array.from({ length: 7 }, () => [{}, {}])))).toBe("?");
});
