import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { after, hostsOf } from "../../../src/semantics/sessions/failure.ts";
import { now } from "../../../src/semantics/sessions/now.ts";
import { worse, type Affinity, type Scene, type Store } from "../../../src/semantics/sessions/scene.ts";

const scene = (affinity: Affinity, store: Store, more: Partial<Scene> = {}): Scene => ({
  affinity,
  balancers: ["edge1", "edge2"],
  tomcats: ["app1", "app2"],
  routes: store.kind === "memcached" && store.sticky,
  store,
  ...more,
});
const local: Store = { kind: "local" };
const msm = (sticky: boolean, nodes = ["cache1", "cache2"], sync = true): Store => ({
  kind: "memcached",
  sticky,
  sync,
  nodes,
});
const cluster = (sync: boolean): Store => ({ kind: "cluster", manager: "delta", sync });
const redis = (
  hosts: readonly string[],
  persistent: boolean,
  readMode: "REDIS" | "MEMORY" = "REDIS",
): Store => ({
  kind: "redisson",
  readMode,
  hosts,
  persistent,
});
const noRoutes = { routes: false };

describe("sessions while everything works", () => {
  test.each([
    ["none", local, {}, "lost"],
    ["cookie", local, {}, "lost"],
    ["address", local, {}, "kept"],
    ["persistence", local, {}, "kept"],
    ["sticky", local, {}, "kept"],
    ["none", local, { tomcats: ["app1"] }, "kept"],
    ["none", msm(true), {}, "stale"],
    ["none", msm(true), noRoutes, "stale"],
    ["cookie", msm(true), {}, "stale"],
    ["cookie", msm(true), noRoutes, "kept"],
    ["route", msm(true), {}, "kept"],
    ["route", msm(true), noRoutes, "stale"],
    ["address", msm(true), {}, "kept"],
    ["none", msm(false), {}, "kept"],
    ["none", msm(false, ["cache1"], false), {}, "stale"],
    ["none", cluster(true), {}, "kept"],
    ["none", cluster(false), {}, "stale"],
    ["address", cluster(false), {}, "kept"],
    ["none", redis(["store"], true), {}, "kept"],
    ["none", redis(["store"], true, "MEMORY"), {}, "stale"],
    ["address", redis(["store"], true, "MEMORY"), {}, "kept"],
  ] as const)("behind %s in %j (%j) are %s", (affinity, store, more, fate) => {
    expect(now(scene(affinity, store, more)).fate).toBe(fate);
  });
});

describe("sessions after a host died", () => {
  test.each([
    ["app1", "address", local, {}, "lost"],
    ["edge1", "address", local, {}, "kept"],
    ["edge1", "persistence", local, {}, "lost"],
    ["edge1", "persistence", msm(true), {}, "stale"],
    ["edge1", "persistence", msm(false), {}, "kept"],
    ["edge1", "address", local, { balancers: ["edge1"] }, "refused"],
    ["app1", "none", msm(false), { tomcats: ["app1"] }, "lost"],
    ["app1", "route", msm(true), {}, "kept"],
    ["app1", "route", msm(true, ["cache1", "cache2"], false), {}, "stale"],
    ["app1", "cookie", msm(true), noRoutes, "stale"],
    ["cache1", "route", msm(true), {}, "kept"],
    ["cache1", "route", msm(true, ["cache1"]), {}, "kept"],
    ["app1", "route", msm(true, ["app1"]), {}, "lost"],
    ["app1", "route", msm(true, ["app1", "app2"]), {}, "kept"],
    ["app1", "none", msm(false), {}, "kept"],
    ["cache1", "none", msm(false), {}, "kept"],
    ["cache1", "none", msm(false, ["cache1"]), {}, "lost"],
    ["cache1", "none", msm(false, ["cache1", "cache1", "cache2"]), {}, "lost"],
    ["cache1", "none", msm(false, ["cache1", "cache2", "cache1", "cache2"]), {}, "kept"],
    ["app1", "none", cluster(true), {}, "kept"],
    ["app1", "address", cluster(false), {}, "stale"],
    ["store1", "none", redis(["store1"], true), {}, "refused"],
    ["store1", "none", redis(["store1"], false), {}, "lost"],
    ["store1", "none", redis(["store1", "store2"], false), {}, "lost"],
    ["store2", "none", redis(["store1", "store2"], false), {}, "kept"],
    ["app1", "none", redis(["store1"], false), {}, "kept"],
  ] as const)("%s, behind %s in %j (%j), are %s", (host, affinity, store, more, fate) => {
    expect(after(scene(affinity, store, more), host).fate).toBe(fate);
  });

  test.each([
    [["app1", "app2"], "address", local, {}, "lost"],
    [["cache1", "cache2"], "none", msm(false), {}, "lost"],
    [["c1", "c2"], "none", msm(false, ["c1", "c2", "c3", "c4"]), {}, "lost"],
    [["c1", "c3"], "none", msm(false, ["c1", "c2", "c3", "c4"]), {}, "kept"],
    [["cache1", "cache2"], "route", msm(true), {}, "kept"],
    [["app1", "cache1"], "route", msm(true), {}, "lost"],
    [["app1", "cache1"], "none", msm(false), {}, "kept"],
    [["app1", "edge1"], "route", msm(true), {}, "kept"],
    [["edge1", "edge2"], "route", msm(true), {}, "refused"],
    [["app1", "app2"], "none", cluster(true), { tomcats: ["app1", "app2", "app3"] }, "kept"],
    [["store1", "store2"], "none", redis(["store1", "store2"], true), {}, "refused"],
    [["stranger"], "none", msm(false), {}, "kept"],
    [[], "none", local, {}, "lost"],
  ] as const)("%j at once, behind %s in %j (%j), are %s", (hosts, affinity, store, more, fate) => {
    expect(after(scene(affinity, store, more), ...hosts).fate).toBe(fate);
  });

  test("are lost where both Tomcats died that had them", () => {
    const backup: Store = { kind: "cluster", manager: "backup", sync: true };
    const three = scene("none", backup, { tomcats: ["app1", "app2", "app3"] });
    expect(after(three, "app1").fate).toBe("kept");
    expect(after(three, "app1", "app2").fate).toBe("lost");
  });

  test("are in danger for a second where memcached holds the truth, and a second copy", () => {
    expect(after(scene("none", msm(false)), "cache1").blind).toBe(1);
    expect(after(scene("none", msm(true)), "cache1").blind).toBeUndefined();
  });
});

const host = fc.constantFrom("h1", "h2", "h3");
const hosts = fc.uniqueArray(host, { minLength: 1, maxLength: 3 });
const anyStore: fc.Arbitrary<Store> = fc.oneof(
  fc.constant(local),
  fc.record({
    kind: fc.constant("memcached" as const),
    sticky: fc.boolean(),
    sync: fc.boolean(),
    nodes: fc.array(host, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    kind: fc.constant("cluster" as const),
    manager: fc.constantFrom("delta", "backup"),
    sync: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("redisson" as const),
    readMode: fc.constantFrom("REDIS", "MEMORY"),
    hosts,
    persistent: fc.boolean(),
  }),
);
const anyScene: fc.Arbitrary<Scene> = fc.record({
  affinity: fc.constantFrom<Affinity>("none", "address", "persistence", "cookie", "route", "sticky"),
  balancers: hosts,
  tomcats: hosts,
  routes: fc.boolean(),
  store: anyStore,
});

test("more deaths never make anything better", () => {
  fc.assert(
    fc.property(anyScene, fc.subarray(["h1", "h2", "h3"]), host, (one, dead, more) => {
      // Where nobody balances nothing is answered, so that nothing is stale either.
      fc.pre(one.balancers.some((b) => b !== more && !dead.includes(b)));
      const then = after(one, ...dead, more);
      expect(worse(then, after(one, ...dead)).fate).toBe(then.fate);
    }),
  );
});

test("a death never makes anything better, and one of a stranger changes nothing", () => {
  fc.assert(
    fc.property(anyScene, (one) => {
      for (const dead of hostsOf(one)) {
        const then = after(one, dead);
        expect(worse(then, now(one))).toEqual(then);
      }
      expect(after(one, "stranger")).toEqual(now(one));
    }),
  );
});
