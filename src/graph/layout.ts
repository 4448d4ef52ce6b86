/** Where boxes stand: dagre's layers from left to right, what is in one network together. */
import { Graph as Layers, layout as dagre } from "@dagrejs/dagre";
import type { Graph } from "./model.ts";
import { bands } from "./bands.ts";
import { bendKey, inside, isClosedAtFirst, type Layout, type Point, type Rect, type Size } from "./shape.ts";

/** Boxes up to which dagre is asked: for 600 it takes some 8 s of CPU. */
const MOST = 200;

export function layout(graph: Graph, textOf: (box: string) => string = () => ""): Layout {
  const sizes = graph.boxes.map((box) => inside(box, !isClosedAtFirst(box), textOf(box.id)).size);
  const sizeOf = (i: number) => sizes[i] ?? { width: 0, height: 0 };
  return graph.boxes.length > MOST ? { ...bands(graph, sizeOf), bends: {} } : inLayers(graph, sizeOf);
}

function inLayers(graph: Graph, sizeOf: (index: number) => Size): Layout {
  const layers = new Layers({ directed: true, compound: true, multigraph: false });
  layers.setGraph({ rankdir: "LR", nodesep: 28, edgesep: 14, ranksep: 38, marginx: 24, marginy: 24 });
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
