/** The links of a picture as paths, from box to box or out of a cell and into one. */
import { xmlQuoted } from "../text/xml.ts";
import type { Flow } from "./flow.ts";
import type { Box, Graph, Link } from "./model.ts";
import { bendKey, type Direction, type Inside, type Layout, type Point, type Rect } from "./shape.ts";

export type Part = { readonly box: Box; readonly rect: Rect; readonly within: Inside };

/** `cell` lies in the picture, not in its box. */
type End = { readonly index: number; readonly box: Rect; readonly cell?: Rect };

export function links(graph: Graph, layout: Layout, parts: readonly Part[], flow: Flow): string {
  const ends = endsOf(graph, parts);
  const order = ["idle", "doubt", "on", "lost"];
  const drawn = new Map<string, { readonly d: string; readonly state: string; readonly link: Link }>();
  for (const [i, link] of graph.links.entries()) {
    const [from, to] = [ends.get(link.from), ends.get(link.to)];
    if (from === undefined || to === undefined || from.index === to.index) continue;
    const d = path(layout.direction, from, to, layout.bends[bendKey(from.index, to.index)] ?? []);
    const state = flow.links[i] ?? "idle";
    const before = drawn.get(d);
    if (before === undefined || order.indexOf(before.state) < order.indexOf(state))
      drawn.set(d, { d, state, link });
  }
  return [...drawn.values()]
    .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
    .map(
      ({ d, state, link: { how, text } }) =>
        `<path class="${state}" marker-end="url(#${state})" d="${d}"><title>${xmlQuoted(text === undefined ? how : `${how}: ${text}`)}</title></path>`,
    )
    .join("\n");
}

function endsOf(graph: Graph, parts: readonly Part[]): ReadonlyMap<string, End> {
  const out = new Map<string, End>();
  const indexes = new Map(graph.boxes.map((b, i) => [b.id, i]));
  for (const { box, rect, within } of parts) {
    const end = { index: indexes.get(box.id) ?? 0, box: rect };
    out.set(box.id, end);
    const isColumn = within.cells.every((c) => c.x === within.cells[0]?.x);
    for (const [i, { id }] of box.cells.entries()) {
      const own = within.cells[i];
      // Out of a grid, or of a closed box, a link is that of the box.
      out.set(
        id,
        own === undefined || !isColumn
          ? end
          : { ...end, cell: { ...own, x: rect.x + own.x, y: rect.y + own.y } },
      );
    }
  }
  return out;
}

function path(direction: Direction, from: End, to: End, bends: readonly Point[]): string {
  return direction === "across" ? across(from, to, bends) : down(from, to, bends);
}

const middleX = ({ x, width }: Rect) => Math.round(x + width / 2);
const middleY = ({ y, height }: Rect) => Math.round(y + height / 2);
/** Room for the head of the arrow. */
const HEAD = 3;

/** Level where it leaves and arrives, and round by the bends. */
function across(from: End, to: End, bends: readonly Point[]): string {
  const start = { x: from.box.x + from.box.width, y: middleY(from.cell ?? from.box) };
  const end = { x: to.box.x - HEAD, y: middleY(to.cell ?? to.box) };
  const points = [...bends.filter((p) => p.x > start.x + 20 && p.x < end.x - 20), end];
  let last: Point = start;
  let d = `M${start.x} ${start.y}`;
  for (const point of points) {
    const reach = Math.max(24, Math.round(Math.abs(point.x - last.x) / 2));
    d += `C${last.x + reach} ${last.y} ${point.x - reach} ${point.y} ${point.x} ${point.y}`;
    last = point;
  }
  return d;
}

/** How far beside a box a link runs that belongs to one of its cells. */
const BESIDE = 14;

/** Upright where it leaves and arrives; to and from a cell it runs beside the box. */
function down(from: End, to: End, bends: readonly Point[]): string {
  const side = middleX(to.box) < middleX(from.box) ? -1 : 1;
  const edge = ({ x, width }: Rect, at: number) => (at < 0 ? x : x + width);
  const foot = from.box.y + from.box.height;
  const start = {
    x: from.cell === undefined ? middleX(from.box) : edge(from.box, side) + side * BESIDE,
    y: foot,
  };
  const end = {
    x: to.cell === undefined ? middleX(to.box) : edge(to.box, -side) - side * BESIDE,
    y: to.cell === undefined ? to.box.y - HEAD : to.box.y,
  };
  let d = `M${start.x} ${start.y}`;
  if (from.cell !== undefined) {
    const y = middleY(from.cell);
    d = `M${edge(from.box, side)} ${y}H${start.x - side * 6}q${side * 6} 0 ${side * 6} 6V${foot}`;
  }
  let last: Point = start;
  for (const point of [...bends.filter((p) => p.y > start.y + 16 && p.y < end.y - 16), end]) {
    const reach = Math.max(16, Math.round(Math.abs(point.y - last.y) / 2));
    d += `C${last.x} ${last.y + reach} ${point.x} ${point.y - reach} ${point.x} ${point.y}`;
    last = point;
  }
  if (to.cell !== undefined) {
    const y = middleY(to.cell);
    d += `V${y - 6}q0 6 ${side * 6} 6H${edge(to.box, -side) - side * HEAD}`;
  }
  return d;
}
