/** Topologies: who holds each vip in every case, and that many hosts cost little. */
import { expect, test } from "vitest";
import { everyCase, holderOf, vrrpClusters } from "../../src/analysis/vrrp.ts";
import type { Topology } from "../../src/model/topology.ts";
import { compileUnjudged } from "../support/examples.ts";
import { written } from "../support/vrrp.ts";

function topologyOf(text: string): Topology {
  const { topology, problems } = compileUnjudged(text);
  expect(problems.filter((p) => p.severity === "error")).toEqual([]);
  return topology;
}

const lan = (hosts: string, vips: string) => topologyOf(`network lan 10.0.0.0/16\n${hosts}\n${vips}`);
const pair =
  "host a { eth0 10.0.0.1; eth1 10.1.0.1 }\nhost b { eth0 10.0.0.2; eth1 10.1.0.2 }\nnetwork in 10.1.0.0/16";

/** One line a case: what fails, and who holds each vip then. */
function table(topology: Topology): readonly string[] {
  const [cluster] = vrrpClusters(topology).values();
  const every = cluster === undefined ? undefined : everyCase(cluster);
  if (every?.kind !== "cases") return ["?"];
  return every.cases.map(({ down, failed, outcomes }) => {
    const wrong = [...down, ...failed.map((f) => `${f.host}.${f.tracker}`)].join(" ");
    return `${wrong || "nothing"}: ${[...outcomes.values()].map(written).join(" ")}`;
  });
}

test("every combination of hosts and trackers, each effect once with the fewest failures", () => {
  const text = (weight: number) =>
    lan(
      pair,
      `vip v 10.0.0.9 { virtual_router_id 1; director a priority 150; director b priority 100; track t { script "/bin/true"; weight ${weight} } }`,
    );
  expect(table(text(-60))).toEqual([
    "nothing: a",
    "b: a",
    "b.t: a",
    "a: b",
    "a.t: b",
    "a b: -",
    "a b.t: b",
    "b a.t: a",
    "a.t b.t: a",
  ]);
  expect(table(text(-50))).toContain("a.t: a");
  // Without weight a failure is the same as the host's end.
  expect(table(text(0))).toEqual(["nothing: a", "b: a", "a: b", "a b: -"]);
});

test("a sync group moves with the interface of either member, and binds its vips into one cluster", () => {
  const vip = (name: string, address: string, id: number) =>
    `vip ${name} ${address} { virtual_router_id ${id}; director a priority 150; director b priority 100 }`;
  const vips = `${vip("out", "10.0.0.9", 1)}\n${vip("inner", "10.1.0.9", 2)}`;
  expect(table(lan(pair, `${vips}\nsync_group G { group out inner }`))).toEqual([
    "nothing: a a",
    "b: a a",
    "a: b b",
    "a b: - -",
  ]);
  expect(vrrpClusters(lan(pair, `${vips}\nsync_group G { group out inner }`)).size).toBe(2);
  const apart = [...vrrpClusters(lan(pair, vips)).values()];
  expect(apart.map((c) => c.vips.map((v) => v.name))).toEqual([["out"], ["inner"]]);
});

test("directors on two segments do not hear each other, unless by unicast", () => {
  const hosts = "network far 10.1.0.0/16\nhost a { eth0 10.0.0.1 }\nhost b { eth0 10.1.0.2 }";
  const vip = (words: string) =>
    lan(
      hosts,
      `vip v 10.0.0.9 { virtual_router_id 1; ${words}; director a priority 9; director b { priority 8; interface eth0 } }`,
    );
  expect(table(vip("vrrp multicast"))[0]).toBe("nothing: a+b");
  expect(table(vip("vrrp unicast"))[0]).toBe("nothing: a");
});

test("a native statement that changes the election makes it unknown", () => {
  const topology = lan(
    pair,
    `vip v 10.0.0.9 { virtual_router_id 1; director a priority 150; director b priority 100; keepalived { use_vmac } }
vip w 10.0.0.10 { virtual_router_id 2; director a priority 150; director b priority 100; keepalived { garp_master_delay 3 } }`,
  );
  const none = new Set<never>();
  const [v, w] = topology.vips.map((vip) => holderOf(topology, vip, none));
  expect(v).toEqual({ kind: "unknown", why: "the native `use_vmac` of the vip `v` is not modelled" });
  expect(w).toEqual({ kind: "certain", holder: "a" });
});

test("one host down of two hundred asks an election for each director, not for each host", () => {
  const hosts = Array.from({ length: 200 }, (_, i) => `host h${i} { eth0 10.0.${i >> 7}.${(i & 127) + 1} }`);
  const vips = Array.from(
    { length: 100 },
    (_, i) =>
      `vip v${i} 10.0.9.${i + 1} { virtual_router_id ${i + 1}; director h${2 * i} priority 150; director h${2 * i + 1} priority 100 }`,
  );
  const topology = lan(hosts.join("\n"), vips.join("\n"));
  const seen = new Map<string, number>();
  for (const host of topology.hosts) {
    for (const vip of topology.vips) {
      const outcome = holderOf(topology, vip, new Set([host]));
      const word = outcome === undefined ? "none" : written(outcome);
      seen.set(word, (seen.get(word) ?? 0) + 1);
    }
  }
  expect(seen.get("h0")).toBe(199);
  expect(seen.get("h1")).toBe(1);
  const [first, second] = topology.vips;
  if (first === undefined || second === undefined) throw new Error("no vips");
  // The very same answer: a host that is no director changes nothing, so nothing is asked again.
  const ask = (down: readonly string[]) =>
    holderOf(topology, second, new Set(topology.hosts.filter((h) => down.includes(h.name))));
  expect(ask(["h0", "h9"])).toBe(ask(["h7"]));
  expect(ask(["h2"])).not.toBe(ask(["h7"]));
});
