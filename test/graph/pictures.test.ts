/** The pictures of the examples, as DOT: blessed texts, so that a change of the model is seen. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { dot } from "../../src/graph/dot.ts";
import { graphOf } from "../../src/graph/graph.ts";
import type { Graph } from "../../src/graph/model.ts";
import { svg } from "../../src/graph/svg.ts";
import { check } from "../../src/index.ts";
import { compileExample, compileText, exampleNames, examplesFolder, unjudged } from "../support/examples.ts";
import { mutationsOf } from "../support/mutate.ts";

const folder = fileURLToPath(new URL("expected/", import.meta.url));
const bless = process.env["LBC_BLESS"] === "1";

const pictures: readonly (readonly [file: string, example: string, down: readonly string[]])[] = [
  ...exampleNames.map((name) => [`${name}.dot`, name, []] as const),
  ["shop-without-lvs1.dot", "shop", ["lvs1"]],
  ["shop-without-edges.dot", "shop", ["edge1", "edge2", "edge3"]],
  ["sessions-sticky-without-app1.dot", "sessions-sticky", ["app1"]],
];

test.each(pictures)("%s", (file, example, down) => {
  const { topology, problems } = compileExample(example);
  const text = dot(graphOf(topology, problems, { down }));
  if (bless) writeFileSync(`${folder}${file}`, text);
  expect(text).toBe(readFileSync(`${folder}${file}`, "utf8"));
});

test("there is no other file", () => {
  expect(readdirSync(folder).sort()).toEqual(pictures.map(([file]) => file).sort());
});

const idsOf = (graph: Graph) => graph.boxes.flatMap((b) => [b.id, ...b.cells.map((c) => c.id)]);

test.each(exampleNames)("%s: ids are unlike, and links lead from and to nodes", (name) => {
  const { topology, problems } = compileExample(name);
  const graph = graphOf(topology, problems);
  const ids = idsOf(graph);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { from, to } of graph.links) expect(ids).toEqual(expect.arrayContaining([from, to]));
  for (const { realServers } of graph.services)
    for (const { cell } of realServers) expect(ids).toContain(cell);
  // Every host is drawn.
  const drawn = graph.boxes.flatMap((b) => [b, ...b.cells]).flatMap((n) => n.host ?? []);
  expect([...new Set(drawn)].sort()).toEqual([...graph.hosts].sort());
});

const tie = `lb 1
network lan 10.0.0.0/24
host lvs[1..2] { eth0 10.0.0.[1..2] }
host web[1..2] { eth0 10.0.0.[11..12] }
vip shop 10.0.0.100 {
  virtual_router_id 60
  director lvs1 priority 100
  director lvs2 priority 100
  auth_pass "hunter22"
}
virtual_server shop:80 { forward dr; scheduler rr; check tcp; real_server web[1..2] }
`;

test("a problem is at the node of the smallest declaration around it", () => {
  const { topology, problems } = compileText(tie);
  const graph = graphOf(topology, problems);
  const codesAt = (id: string) =>
    graph.boxes.find((b) => b.id === id)?.problems.map((i) => graph.problems[i]?.code);
  expect(codesAt("director lvs2")).toContain("vrrp/priority-tie");
  expect(codesAt("vip shop")).not.toContain("vrrp/priority-tie");
});

test("what a node is declared by, without the password", () => {
  const { topology, problems } = compileText(tie);
  const graph = graphOf(topology, problems);
  const vip = graph.boxes.find((b) => b.id === "vip shop");
  expect(graph.places[vip?.place ?? -1]).toMatchObject({ file: "topo.lb", line: 5 });
  expect(graph.places[vip?.place ?? -1]?.text).toContain("auth_pass …\n");
  expect(JSON.stringify(graph)).not.toContain("hunter22");
});

test.each([
  ["nothing", ""],
  ["an edition alone", "lb 1\n"],
  ["a broken statement", tie.replace("director lvs2", "directr lvs2")],
  ["a brace that is missing", tie.replace("virtual_router_id 60", "virtual_router_id 60 {")],
  ["no such host", tie.replace("web[1..2] }", "wbe[1..2] }")],
  ["no directors", tie.replaceAll(/ {2}director.*\n/g, "")],
])("of %s there is a picture too", (_, text) => {
  const { topology, problems } = compileText(text);
  const graph = graphOf(topology, problems);
  expect(graph.boxes[0]?.id).toBe("clients");
  expect(dot(graph)).toContain("clients");
});

test.each(["shop", "nat", "sessions-sticky"])(
  "whatever slips of the hand there are in %s, a picture is drawn",
  (name) => {
    const mutations = mutationsOf(readFileSync(`${examplesFolder}${name}/topo.lb`, "utf8"));
    // Every ninth: there are hundreds.
    const some = mutations.filter((_, i) => i % 9 === 0);
    expect(some.length).toBeGreaterThan(15);
    for (const { text, what } of some) {
      const read = (path: string) => (path === "topo.lb" ? text : undefined);
      const { topology, problems } = check({ file: "topo.lb", read, rules: unjudged });
      const graph = graphOf(topology, problems, { down: topology.hosts.slice(0, 1).map((h) => h.name) });
      const ids = new Set(idsOf(graph));
      for (const { from, to } of graph.links) expect(ids.has(from) && ids.has(to), what).toBe(true);
      expect(svg(graph), what).not.toMatch(/undefined|NaN|Infinity/);
    }
  },
);
