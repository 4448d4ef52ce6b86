/** Opens boxes in a layout: what is right of or below an opened one makes room, and the order of all stays. */
import type { Graph } from "./model.ts";
import { inside, isClosedAtFirst, type Layout, type Point, type Rect } from "./shape.ts";

export function stretch(
  graph: Graph,
  { boxes, bends }: Layout,
  open: ReadonlySet<string>,
  textOf: (box: string) => string,
): Layout {
  const grown = graph.boxes.flatMap((box) => {
    const before = boxes[box.id];
    if (before === undefined || !isClosedAtFirst(box) || !open.has(box.id)) return [];
    const { size } = inside(box, true, textOf(box.id));
    return [
      { before, size, more: { x: size.width - before.width, y: size.height - before.height }, id: box.id },
    ];
  });
  if (grown.length === 0) return { boxes, bends };
  const moved = ({ x, y }: Point): Point => {
    // Boxes of one column widen it once.
    const columns = new Map<number, number>();
    let down = 0;
    for (const { before, more } of grown) {
      const centre = Math.round(before.x + before.width / 2);
      if (before.x + before.width <= x) columns.set(centre, Math.max(columns.get(centre) ?? 0, more.x));
      if (before.y + before.height <= y) down += more.y;
    }
    return { x: x + [...columns.values()].reduce((sum, w) => sum + Math.max(0, w), 0), y: y + down };
  };
  const sizes = new Map(grown.map((g) => [g.id, g.size]));
  const out: Record<string, Rect> = {};
  for (const [id, rect] of Object.entries(boxes)) out[id] = { ...rect, ...moved(rect), ...sizes.get(id) };
  const bent = Object.entries(bends).map(([key, points]) => [key, points.map(moved)] as const);
  return { boxes: out, bends: Object.fromEntries(bent) };
}
