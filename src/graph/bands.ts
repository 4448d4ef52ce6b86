/** The layout of a picture too large for dagre: a band for each network, and in it a column for each kind of thing. */
import type { Graph, Kind } from "./model.ts";
import type { Rect, Size } from "./shape.ts";

const COLUMNS: readonly Kind[] = [
  "clients",
  "vip",
  "director",
  "service",
  "hosts",
  "server",
  "upstream",
  "tomcat",
  "store",
  "cache",
];
const ACROSS = 80;
const DOWN = 28;
/** Room for the frames of two networks. */
const BETWEEN = 72;

export function bands(
  graph: Graph,
  sizeOf: (index: number) => Size,
): { readonly boxes: Readonly<Record<string, Rect>> } {
  const sizes = graph.boxes.map((_, i) => sizeOf(i));
  const widths = COLUMNS.map((kind) =>
    Math.max(0, ...sizes.filter((_, i) => graph.boxes[i]?.kind === kind).map((s) => s.width)),
  );
  const lefts = widths.map((_, i) => widths.slice(0, i).reduce((x, w) => x + (w === 0 ? 0 : w + ACROSS), 40));
  const boxes: Record<string, Rect> = {};
  let top = 40;
  for (const network of [undefined, ...graph.networks.keys()]) {
    const ends = COLUMNS.map(() => top);
    for (const [i, box] of graph.boxes.entries()) {
      const column = COLUMNS.indexOf(box.kind);
      const size = sizes[i];
      if (box.network !== network || size === undefined) continue;
      boxes[box.id] = { x: lefts[column] ?? 0, y: ends[column] ?? top, ...size };
      ends[column] = (ends[column] ?? top) + size.height + DOWN;
    }
    const end = Math.max(...ends);
    if (end > top) top = end - DOWN + BETWEEN;
  }
  return { boxes };
}
