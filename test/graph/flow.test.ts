/** What the page computes from the model alone, held to what is computed from the topology. */
import { describe, expect, test } from "vitest";
import { holder, serviceOf } from "../../src/analysis/availability.ts";
import { flow, holderIn, serving, type Flow } from "../../src/graph/flow.ts";
import { graphOf } from "../../src/graph/graph.ts";
import type { Graph } from "../../src/graph/model.ts";
import type { Host, Topology } from "../../src/model/topology.ts";
import { compileExample, compileText, exampleNames } from "../support/examples.ts";

/** As the page gets it. */
const sent = (topology: Topology): Graph => JSON.parse(JSON.stringify(graphOf(topology, []))) as Graph;

/** Nothing, every host, every two: of many hosts the first and the last of each kind stand for the others. */
function failures({ hosts }: Topology): readonly (readonly Host[])[] {
  const some = hosts.filter((h, i) => {
    const isSame = (other: Host | undefined) => other?.span.start === h.span.start;
    return !isSame(hosts[i - 1]) || !isSame(hosts[i + 1]) || hosts.length < 12;
  });
  return [[], ...hosts.map((h) => [h]), ...some.flatMap((a, i) => some.slice(i + 1).map((b) => [a, b]))];
}

function hold(topology: Topology): number {
  const graph = sent(topology);
  let asked = 0;
  for (const hosts of failures(topology)) {
    const down = new Set(hosts.map((h) => h.name));
    for (const [i, vip] of topology.vips.entries()) {
      const facts = graph.vips[i];
      if (facts === undefined) throw new Error(`no facts of ${vip.name}`);
      expect(holderIn(graph, facts, down), [vip.name, ...down].join()).toEqual(
        holder(topology, vip, new Set(hosts)),
      );
      asked++;
    }
    for (const [i, server] of topology.virtualServers.entries()) {
      const facts = graph.services[i];
      if (facts === undefined) throw new Error(`no facts of ${server.name}`);
      const now = serving(facts, down);
      const kind =
        now.missed.size > 0
          ? "unnoticed"
          : now.kind !== "served"
            ? now.kind
            : now.unsure.size > 0
              ? "unsure"
              : "served";
      expect(kind, [server.name, ...down].join()).toBe(serviceOf(server, new Set(hosts)).kind);
      asked++;
    }
  }
  return asked;
}

test("who holds each vip and what becomes of each service, for all single and double failures of the examples", () => {
  let asked = 0;
  for (const name of exampleNames) asked += hold(compileExample(name).topology);
  expect(asked).toBeGreaterThan(500);
});

const head = `lb 1
network lan 10.0.0.0/24
host lvs[1..3] { eth0 10.0.0.[1..3] }
host web[1..3] { eth0 10.0.0.[11..13] }
`;
const vip = (statements: string, name = "a", last = 100) =>
  `vip ${name} 10.0.0.${last} { virtual_router_id ${last}; ${statements} }\n`;
const three = (a: number, b: number, c: number) =>
  `director lvs1 priority ${a}; director lvs2 priority ${b}; director lvs3 priority ${c}`;

describe.each([
  ["a tie", vip(three(100, 100, 50))],
  ["an owner by VRRP", vip(three(255, 100, 50))],
  ["nopreempt", vip(`nopreempt; ${three(150, 100, 50)}`)],
  ["trackers", vip(`${three(150, 100, 120)}; track nginx { script "/usr/bin/pgrep nginx"; weight -60 }`)],
  ["a password", vip(`${three(150, 100, 50)}; auth_pass "secret"`)],
  ["an unmodelled statement", vip(`${three(150, 100, 50)}; keepalived { no_such_thing 1 }`)],
  [
    "a sync group",
    vip(three(150, 100, 50)) + vip(three(150, 100, 50), "b", 101) + "sync_group g { group a b }\n",
  ],
  ["unicast", vip(`unicast; ${three(150, 100, 50)}`)],
])("%s", (_, vips) => {
  test.each([
    ["checked", "check tcp; real_server web[1..3]"],
    ["unchecked", "check none; real_server web[1..3]"],
    ["by a script", 'check misc { script "/usr/local/bin/look" }; real_server web[1..3]'],
    [
      "with a sorry server and a quorum",
      "check tcp; quorum 4; hysteresis 1; real_server web[1..3] weight 2; sorry_server lvs3:8080",
    ],
    ["drained", "check tcp; real_server web1 weight 0; real_server web[2..3]"],
  ])("%s", (_, statements) => {
    const { topology } = compileText(
      `${head}${vips}virtual_server a:80 { forward dr; scheduler rr; ${statements} }\n`,
    );
    expect(topology.vips.length).toBeGreaterThan(0);
    expect(topology.virtualServers).toHaveLength(1);
    expect(hold(topology)).toBeGreaterThan(20);
  });
});

/** The states of what is named, one after the other. */
function states(graph: Graph, down: readonly string[], ...ids: readonly string[]): readonly unknown[] {
  const now: Flow = flow(graph, new Set(down));
  return ids.map((id) => now.nodes.get(id));
}

describe("the path through shop", () => {
  const graph = sent(compileExample("shop").topology);
  const path = ["vip shop", "director lvs1", "director lvs2", "service shop:80", "nginx edge", "store carts"];

  test("all is well", () => {
    expect(states(graph, [], ...path)).toEqual(["on", "on", "idle", "on", "on", "on"]);
    expect(flow(graph, new Set()).vips.get("vip shop")?.text).toBe("lvs1 › lvs2");
  });
  test("lvs1 is down", () => {
    expect(states(graph, ["lvs1"], ...path)).toEqual(["on", "down", "on", "on", "on", "on"]);
    expect(flow(graph, new Set(["lvs1"])).vips.get("vip shop")?.text).toBe("lvs2");
  });
  test("both directors are down", () => {
    expect(states(graph, ["lvs1", "lvs2"], ...path)).toEqual(["on", "down", "down", "lost", "lost", "lost"]);
    expect(flow(graph, new Set(["lvs1", "lvs2"])).vips.get("vip shop")?.text).toBe("nobody holds it");
  });
  test("no real server is left", () => {
    const edges = ["edge1", "edge2", "edge3"];
    expect(states(graph, edges, ...path)).toEqual(["on", "on", "idle", "on", "down", "lost"]);
    expect(states(graph, edges, "sorry server of shop:80")).toEqual(["on"]);
    expect(flow(graph, new Set(edges)).services.get("service shop:80")).toBe("sorry server answers");
  });
  test("every Tomcat is down", () => {
    const apps = ["app1", "app2", "app3", "app4"];
    expect(states(graph, apps, "upstream edge tomcats", "Tomcat 9 shop", "store carts")).toEqual([
      "on",
      "down",
      "lost",
    ]);
  });
});

test("a backup of an upstream is asked when no other is left", () => {
  const graph = sent(compileExample("sessions-sticky").topology);
  const linkOf = (down: readonly string[]) => {
    const i = graph.links.findIndex((l) => l.from === "upstream edge on_app1" && l.how === "backup");
    return flow(graph, new Set(down)).links[i];
  };
  expect(linkOf([])).toBe("idle");
  // By which upstream a request goes a variable decides.
  expect(linkOf(["app1"])).toBe("doubt");
});

test("connections to what nobody notices to be gone are lost", () => {
  const { topology } = compileText(
    `${head}${vip(three(150, 100, 50))}virtual_server a:80 { forward dr; scheduler rr; check none; real_server web[1..2] }\n`,
  );
  const now = flow(sent(topology), new Set(["web1"]));
  expect(now.links).toContain("lost");
  expect(now.services.get("service a:80")).toBe("a loss is not noticed");
});
