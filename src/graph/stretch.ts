/** Opens boxes in a layout: what is right of or below an opened one makes room, and the order of all stays. */
import type { Graph } from "./model.ts";
import { inside, isClosedAtFirst, type Layout, type Point, type Rect } from "./shape.ts";

export function stretch(
  graph: Graph,
  layout: Layout,
  open: ReadonlySet<string>,
  textOf: (box: string) => string,
): Layout {
  const { boxes, bends } = layout;
  const wide = new Set(layout.wide);
  const grown = graph.boxes.flatMap((box) => {
    const before = boxes[box.id];
    if (before === undefined || !isClosedAtFirst(box) || !open.has(box.id)) return [];
    const { size } = inside(box, true, textOf(box.id), wide.has(box.id), before.width);
    return [
      { before, size, more: { x: size.width - before.width, y: size.height - before.height }, id: box.id },
    ];
  });
  if (grown.length === 0) return layout;
  const moved = ({ x, y }: Point): Point => {
    // Boxes of one column widen it once, and those of one row make it higher once.
    const [columns, rows] = [new Map<number, number>(), new Map<number, number>()];
    const add = (to: Map<number, number>, from: number, length: number, at: number, more: number) => {
      const centre = Math.round(from + length / 2);
      if (from + length <= at) to.set(centre, Math.max(to.get(centre) ?? 0, more));
    };
    for (const { before, more } of grown) {
      add(columns, before.x, before.width, x, more.x);
      add(rows, before.y, before.height, y, more.y);
    }
    return { x: x + sum(columns), y: y + sum(rows) };
  };
  const sizes = new Map(grown.map((g) => [g.id, g.size]));
  const out: Record<string, Rect> = {};
  for (const [id, rect] of Object.entries(boxes)) out[id] = { ...rect, ...moved(rect), ...sizes.get(id) };
  const bent = Object.entries(bends).map(([key, points]) => [key, points.map(moved)] as const);
  return { ...layout, boxes: out, bends: Object.fromEntries(bent) };
}

function sum(of: ReadonlyMap<number, number>): number {
  return [...of.values()].reduce((all, one) => all + one, 0);
}
