/** Boxes lie apart, and in the frame of a network lies nothing of another. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { around, draw } from "../../src/graph/draw.ts";
import { flow } from "../../src/graph/flow.ts";
import { graphOf } from "../../src/graph/graph.ts";
import { layout, layouts } from "../../src/graph/layout.ts";
import type { Box, Graph, Link } from "../../src/graph/model.ts";
import { cut, inside, isClosedAtFirst, type Rect } from "../../src/graph/shape.ts";
import { rangesOf } from "../../src/graph/ranges.ts";
import { stretch } from "../../src/graph/stretch.ts";
import { widthOf } from "../../src/text/width.ts";
import { compileExample, exampleNames } from "../support/examples.ts";

function overlap(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** What lies where it must not. */
function collisions(graph: Graph, boxes: Readonly<Record<string, Rect>>): readonly string[] {
  const placed = graph.boxes.map((box) => ({
    box,
    rect: boxes[box.id] ?? { x: 0, y: 0, width: 0, height: 0 },
  }));
  const frames = graph.networks.flatMap((_, i) => {
    const own = placed.filter((p) => p.box.network === i).map((p) => p.rect);
    return own.length === 0 ? [] : [{ i, rect: around(own) }];
  });
  return [
    ...placed.flatMap((a, i) =>
      placed.slice(i + 1).flatMap((b) => (overlap(a.rect, b.rect) ? [`${a.box.id} on ${b.box.id}`] : [])),
    ),
    ...frames.flatMap(({ i, rect }) =>
      placed.flatMap((p) => (p.box.network !== i && overlap(p.rect, rect) ? [`${p.box.id} in ${i}`] : [])),
    ),
    ...frames.flatMap((a, i) =>
      frames.slice(i + 1).flatMap((b) => (overlap(a.rect, b.rect) ? [`network ${a.i} on ${b.i}`] : [])),
    ),
  ];
}

const openable = (graph: Graph) => graph.boxes.filter(isClosedAtFirst).map((b) => b.id);

const directions = ["across", "down"] as const;
const none = () => "";

describe.each(exampleNames)("%s", (name) => {
  const { topology, problems } = compileExample(name);
  const graph = graphOf(topology, problems);
  test.each(directions)("nothing collides, closed or open: %s", (direction) => {
    const placed = layout(graph, none, direction);
    expect(collisions(graph, placed.boxes)).toEqual([]);
    const opened = stretch(graph, placed, new Set(openable(graph)), none);
    expect(collisions(graph, opened.boxes)).toEqual([]);
  });
  test.each(directions)("the name of a network is not wider than its frame: %s", (direction) => {
    const placed = layout(graph, none, direction);
    const opened = stretch(graph, placed, new Set(openable(graph)), none);
    for (const { boxes } of [placed, opened])
      for (const [i, { label }] of graph.networks.entries()) {
        const own = graph.boxes.flatMap((b) => (b.network === i ? (boxes[b.id] ?? []) : []));
        if (own.length > 0) expect(around(own).width).toBeGreaterThan(widthOf(`network ${label}`) * 7.3 + 20);
      }
  });
  test.each(directions)("nothing lies outside of the picture: %s", (direction) => {
    const placed = layout(graph, none, direction);
    const { width, height } = draw(graph, placed, {
      flow: flow(graph, new Set()),
      open: new Set(),
      live: false,
    });
    for (const rect of Object.values(placed.boxes)) {
      expect(rect.x).toBeGreaterThanOrEqual(0);
      expect(rect.y).toBeGreaterThanOrEqual(0);
      expect(rect.x + rect.width).toBeLessThanOrEqual(width);
      expect(rect.y + rect.height).toBeLessThanOrEqual(height);
    }
  });
});

/** Links lead from the left to the right, as those of a topology nearly always do; some lead back. */
const graphs = fc
  .record({
    networks: fc.integer({ min: 0, max: 4 }),
    boxes: fc.array(fc.record({ network: fc.nat(5), cells: fc.oneof(fc.constant(0), fc.nat(30)) }), {
      maxLength: 16,
    }),
    links: fc.array(fc.tuple(fc.nat(15), fc.nat(15)), { maxLength: 30 }),
    back: fc.boolean(),
  })
  .map(({ networks, boxes, links, back }): Graph => {
    const made = boxes.map(({ network, cells }, i): Box => ({
      id: `b${i}`,
      kind: "hosts",
      caption: "hosts",
      title: `box ${i}`,
      lines: [],
      problems: [],
      ...(network < networks ? { network } : {}),
      cells: Array.from({ length: cells }, (_, j) => ({
        id: `b${i} ${j}`,
        label: `h${j}`,
        detail: "",
        host: `h${j}`,
        problems: [],
      })),
    }));
    const led = links.flatMap(([a, b]): Link[] => {
      const [from, to] = back ? [a, b] : [Math.min(a, b), Math.max(a, b)];
      return from < boxes.length && to < boxes.length
        ? [{ from: `b${from}`, to: `b${to}`, how: "always" }]
        : [];
    });
    return {
      source: "topo.lb",
      networks: Array.from({ length: networks }, (_, i) => ({ name: `n${i}`, label: `n${i}`, problems: [] })),
      boxes: made,
      links: led,
      problems: [],
      places: [],
      hosts: [],
      down: [],
      vips: [],
      clusters: [],
      services: [],
    };
  });

test.each(directions)("boxes of any picture lie apart, closed or open: %s", (direction) => {
  fc.assert(
    fc.property(graphs, fc.infiniteStream(fc.boolean()), (graph, chosen) => {
      const placed = layout(graph, none, direction);
      const isBoxes = (found: readonly string[]) => found.filter((c) => c.includes(" on b"));
      expect(isBoxes(collisions(graph, placed.boxes))).toEqual([]);
      const open = new Set(openable(graph).filter(() => chosen.next().value));
      expect(isBoxes(collisions(graph, stretch(graph, placed, open, none).boxes))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test.each(directions)("in the frame of a network lies nothing of another: %s", (direction) => {
  fc.assert(
    fc.property(graphs, (graph) => {
      expect(collisions(graph, layout(graph, none, direction).boxes)).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test("a long way goes to the foot of a picture, and its hosts stand side by side", () => {
  const { topology, problems } = compileExample("shop");
  const graph = graphOf(topology, problems);
  const sizes = layouts(graph, none).map((placed) => {
    const drawing = draw(graph, placed, { flow: flow(graph, new Set()), open: new Set(), live: false });
    return drawing.width / drawing.height;
  });
  expect(sizes[0]).toBeGreaterThan(4);
  expect(sizes[1]).toBeLessThan(1);
  expect(layout(graph, none, "down").wide).toContain("Tomcat 9 shop");
  // A link of one of them alone would pass between the others.
  const [box] = graph.boxes.filter((b) => b.caption === "Tomcat 9 shop");
  const [cell] = box?.cells ?? [];
  const links = [...graph.links, { from: "clients", to: cell?.id ?? "", how: "always" as const }];
  expect(layout({ ...graph, links }, none, "down").wide).not.toContain(box?.id);
});

test("a picture of a thousand boxes is laid out at once, and nothing collides", () => {
  const kinds = ["vip", "service", "hosts", "server", "upstream"] as const;
  const many = Array.from({ length: 1000 }, (_, i): Box => ({
    id: `b${i}`,
    kind: kinds[i % 5] ?? "hosts",
    caption: "one",
    title: `of many ${i}`,
    lines: [],
    problems: [],
    cells: [],
    ...(i % 3 === 2 ? {} : { network: i % 3 }),
  }));
  const graph: Graph = {
    ...graphOf(compileExample("nat").topology, []),
    boxes: many,
    links: [],
  };
  const before = process.cpuUsage().user;
  const { boxes } = layout(graph, none, "down");
  expect(process.cpuUsage().user - before).toBeLessThan(1_000_000);
  expect(Object.keys(boxes)).toHaveLength(1000);
  expect(collisions(graph, boxes)).toEqual([]);
});

test.each([false, true])("cells lie in their box, whole and apart: wide %s", (isWide) => {
  for (const count of [1, 2, 8, 9, 50, 200, 1000]) {
    const box: Box = {
      id: "b",
      kind: "hosts",
      caption: "nginx web",
      title: "web",
      lines: ["one"],
      problems: [],
      cells: Array.from({ length: count }, (_, i) => ({
        id: `${i}`,
        label: `web${i}`,
        detail: "10.0.0.1",
        host: `${i}`,
        problems: [],
      })),
    };
    const { size, cells } = inside(box, true, "", isWide);
    expect(cells).toHaveLength(count);
    for (const [i, cell] of cells.entries()) {
      expect(cell.x + cell.width).toBeLessThanOrEqual(size.width);
      expect(cell.y + cell.height).toBeLessThanOrEqual(size.height);
      for (const other of cells.slice(i + 1, i + 40)) expect(overlap(cell, other)).toBe(false);
    }
  }
});

test.each([
  [["web1", "web2", "web3"], "web[1..3]"],
  [["web08", "web09", "web10"], "web[08..10]"],
  [["web8", "web9", "web10", "db"], "web[8..10], db"],
  [["a1", "a2"], "a1, a2"],
  [["a", "b"], "a, b"],
  [["a1", "a3", "a4", "a5"], "a1, a[3..5]"],
  [["web99", "web100", "web101"], "web[99..101]"],
  [[], ""],
])("%j is %s", (names, shown) => {
  expect(rangesOf(names)).toBe(shown);
});

test("a text that is too long loses its middle", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", maxLength: 100 }),
      fc.integer({ min: 5, max: 40 }),
      (text, most) => {
        expect(widthOf(cut(text, most))).toBeLessThanOrEqual(most);
      },
    ),
  );
  expect(cut("abcdefghijklmnopqrstuvwxyz", 11)).toBe("abcdef…wxyz");
});
