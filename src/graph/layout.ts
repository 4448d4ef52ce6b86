/** Where boxes stand: dagre's layers from left to right or from head to foot, what is in one network together. */
import { Graph as Layers, layout as dagre } from "@dagrejs/dagre";
import type { Box, Graph } from "./model.ts";
import { bands } from "./bands.ts";
import {
  bendKey,
  inside,
  isClosedAtFirst,
  leastBelow,
  type Direction,
  type Layout,
  type Point,
  type Rect,
  type Size,
} from "./shape.ts";

/** Boxes up to which dagre is asked: for 600 it takes some 8 s of CPU. */
const MOST = 200;
/** Boxes up to which both ways are laid out: larger pictures are not looked at as a whole. */
const BOTH = 100;

/** What dagre keeps between layers, and between the boxes of one. */
const SPACE = {
  across: { rankdir: "LR", nodesep: 28, edgesep: 14, ranksep: 38 },
  down: { rankdir: "TB", nodesep: 32, edgesep: 14, ranksep: 24 },
} as const;

/** One too large for dagre goes to the right, whatever is asked. */
export function layout(
  graph: Graph,
  textOf: (box: string) => string = () => "",
  asked: Direction = "across",
): Layout {
  const isLarge = graph.boxes.length > MOST;
  const direction = isLarge ? "across" : asked;
  const wide = direction === "down" ? wideBoxes(graph) : new Set<string>();
  const sizeWith = (box: Box, least: number) =>
    inside(box, !isClosedAtFirst(box), textOf(box.id), wide.has(box.id), least).size;
  const sizes = graph.boxes.map((box) => sizeWith(box, 0));
  for (const [network, { label }] of graph.networks.entries()) {
    const [widest] = [...graph.boxes.keys()]
      .filter((i) => graph.boxes[i]?.network === network)
      .sort((a, b) => (sizes[b]?.width ?? 0) - (sizes[a]?.width ?? 0));
    const box = graph.boxes[widest ?? -1];
    if (widest !== undefined && box !== undefined) sizes[widest] = sizeWith(box, leastBelow(label));
  }
  const sizeOf = (i: number) => sizes[i] ?? { width: 0, height: 0 };
  return {
    direction,
    wide: [...wide],
    ...(isLarge ? { ...bands(graph, sizeOf), bends: {} } : inLayers(graph, sizeOf, direction)),
  };
}

/** Both ways, for whoever knows the window; of a large picture one. */
export function layouts(graph: Graph, textOf: (box: string) => string): readonly Layout[] {
  const directions: readonly Direction[] = graph.boxes.length > BOTH ? ["across"] : ["across", "down"];
  return directions.map((direction) => layout(graph, textOf, direction));
}

/** Those of hosts of which none has a link of its own, which would have to pass between the others. */
function wideBoxes({ boxes, links }: Graph): ReadonlySet<string> {
  const linked = new Set(links.flatMap(({ from, to }) => [from, to]));
  return new Set(
    boxes
      .filter(
        ({ cells }) => cells.length > 1 && cells.every((c) => c.host !== undefined && !linked.has(c.id)),
      )
      .map((b) => b.id),
  );
}

function inLayers(
  graph: Graph,
  sizeOf: (index: number) => Size,
  direction: Direction,
): Pick<Layout, "boxes" | "bends"> {
  const layers = new Layers({ directed: true, compound: true, multigraph: false });
  layers.setGraph({ ...SPACE[direction], marginx: 24, marginy: 20 });
  layers.setDefaultEdgeLabel(() => ({}));
  const place = new Map<string, number>();
  const used = new Set<number>();
  // dagre lays what it is told first below what it is told later.
  for (const [i, box] of [...graph.boxes.entries()].toReversed()) {
    place.set(box.id, i);
    for (const cell of box.cells) place.set(cell.id, i);
    layers.setNode(`${i}`, { ...sizeOf(i) });
    if (box.network === undefined) continue;
    if (!used.has(box.network)) layers.setNode(`network ${box.network}`, {});
    used.add(box.network);
    layers.setParent(`${i}`, `network ${box.network}`);
  }
  for (const { from, to } of graph.links.toReversed()) {
    const [a, b] = [place.get(from), place.get(to)];
    if (a !== undefined && b !== undefined && a !== b) layers.setEdge(`${a}`, `${b}`, { weight: 1 });
  }
  dagre(layers);
  const boxes: Record<string, Rect> = {};
  for (const [i, box] of graph.boxes.entries()) {
    const { x = 0, y = 0, width = 0, height = 0 } = layers.node(`${i}`) as Partial<Rect>;
    boxes[box.id] = { x: Math.round(x - width / 2), y: Math.round(y - height / 2), width, height };
  }
  const bends: Record<string, readonly Point[]> = {};
  for (const { v, w } of layers.edges()) {
    const { points = [] } = layers.edge(v, w) as { readonly points?: readonly Point[] };
    // One bend is that of neighbours, which need none.
    if (points.length > 3)
      bends[bendKey(Number(v), Number(w))] = points
        .slice(1, -1)
        .map(({ x, y }) => ({ x: Math.round(x), y: Math.round(y) }));
  }
  return { boxes, bends };
}
