/** The picture as the inside of an SVG. Runs in the page as well; everything of a topology in it is escaped. */
import { xmlQuoted } from "../text/xml.ts";
import type { Flow } from "./flow.ts";
import { links } from "./links.ts";
import type { Box, Cell, Graph } from "./model.ts";
import {
  cellDetail,
  cellLabel,
  chipText,
  cut,
  cutTo,
  FRAME,
  frameLabel,
  inside,
  isClosedAtFirst,
  type Inside,
  type Layout,
  type Rect,
} from "./shape.ts";

export type View = {
  readonly flow: Flow;
  readonly open: ReadonlySet<string>;
  /** Node that is marked. */
  readonly selected?: string | undefined;
  /** Nodes that a search finds; all when absent. */
  readonly found?: ReadonlySet<string> | undefined;
  /** Whether nodes can be chosen, and hosts switched off. */
  readonly live: boolean;
};

export type Drawing = { readonly content: string; readonly width: number; readonly height: number };

/** What a vip says in a line of its own: who holds it. */
export function lineOf(flow: Flow, box: string): string {
  return flow.vips.get(box)?.text ?? "";
}

/** With those that depend on what is down. */
export function linesOf(
  { id, kind, lines }: Box,
  flow: Flow,
): readonly { readonly text: string; readonly kind: string }[] {
  const said = lines.map((text) => ({ text, kind: "line" }));
  if (kind === "vip") return [...said, { text: lineOf(flow, id), kind: "line now" }];
  const wrong = flow.services.get(id) ?? "";
  return wrong === "" ? said : [{ text: wrong, kind: "line wrong" }, ...said.slice(1)];
}

/** `layout` must be of the boxes as `view` has them open: see `stretch`. */
export function draw(graph: Graph, layout: Layout, view: View): Drawing {
  const wide = new Set(layout.wide);
  const parts = graph.boxes.flatMap((box) => {
    const rect = layout.boxes[box.id];
    if (rect === undefined) return [];
    const isOpen = !isClosedAtFirst(box) || view.open.has(box.id);
    return [
      { box, rect, within: inside(box, isOpen, lineOf(view.flow, box.id), wide.has(box.id), rect.width) },
    ];
  });
  const frames = graph.networks.flatMap((network, i) => {
    const own = parts.filter((p) => p.box.network === i).map((p) => p.rect);
    return own.length === 0 ? [] : [{ network, rect: around(own) }];
  });
  const all = [...parts.map((p) => p.rect), ...frames.map((f) => f.rect)];
  const content = [
    ...frames.map(({ rect }) => `<g class="network">${rectangle(rect, 10)}</g>`),
    `<g class="links${view.found === undefined ? "" : " searching"}">${links(graph, layout, parts, view.flow)}</g>`,
    // Above the links, which may pass there.
    ...frames.map(
      ({ network, rect }) =>
        `<g class="network"><text x="${rect.x + 12}" y="${rect.y + 17}">${t(frameLabel(network.label))}</text>${badge(graph, network.problems, rect.x + rect.width - 4, rect.y + 4)}</g>`,
    ),
    ...parts.map(({ box, rect, within }) => drawn(graph, box, rect, within, view)),
  ].join("\n");
  return {
    content,
    width: Math.max(1, ...all.map((r) => r.x + r.width)) + 20,
    height: Math.max(1, ...all.map((r) => r.y + r.height)) + 20,
  };
}

const t = xmlQuoted;
/** The frame of a network around its boxes. */
export function around(rects: readonly Rect[]): Rect {
  const x = Math.min(...rects.map((r) => r.x)) - FRAME.side;
  const y = Math.min(...rects.map((r) => r.y)) - FRAME.top;
  return {
    x,
    y,
    width: Math.max(...rects.map((r) => r.x + r.width)) + FRAME.side - x,
    height: Math.max(...rects.map((r) => r.y + r.height)) + FRAME.bottom - y,
  };
}

function rectangle({ x, y, width, height }: Rect, radius: number): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}"/>`;
}

function drawn(graph: Graph, box: Box, rect: Rect, within: Inside, view: View): string {
  const { flow } = view;
  const at = (y: number) => `x="10" y="${y}"`;
  const head = [
    rectangle({ x: 0, y: 0, width: rect.width, height: rect.height }, 6),
    `<path class="mark" d="M0 6a6 6 0 0 1 6-6v${rect.height}a6 6 0 0 1-6-6z"/>`,
    box.caption === "" ? "" : `<text class="caption" ${at(within.captionAt)}>${t(box.caption)}</text>`,
    `<text class="title" ${at(within.titleAt)}>${t(cut(box.title))}</text>`,
    ...linesOf(box, flow).map(
      ({ text, kind }, i) =>
        `<text class="${kind}" ${at(within.linesAt[i] ?? 0)}>${t(cutTo(text, rect.width))}</text>`,
    ),
    box.host === undefined ? "" : power(box.host, rect.width - 12, within.titleAt - 5),
  ].join("");
  const node = group(graph, view, box, `box ${box.kind}`, box.title, head, rect.width);
  const { chip } = within;
  const isOpen = within.cells.length > 0;
  const folding =
    chip === undefined
      ? ""
      : `<g class="chip"${view.live ? ` data-fold="${t(box.id)}" tabindex="0" role="button" aria-expanded="${isOpen}" aria-label="${t(`${chipText(box)} of ${box.title}`)}"` : ""}>${rectangle(chip, 4)}<text x="${chip.x + 8}" y="${chip.y + 15}">${isOpen ? "▾" : "▸"} ${t(closedText(box, flow, isOpen))}</text></g>`;
  const cells = within.cells.map((place, i) => {
    const cell = box.cells[i];
    return cell === undefined ? "" : drawnCell(graph, cell, place, view);
  });
  return `<g transform="translate(${rect.x} ${rect.y})">${node}${folding}${cells.join("")}</g>`;
}

function closedText(box: Box, flow: Flow, isOpen: boolean): string {
  const down = box.cells.filter((c) => flow.nodes.get(c.id) === "down").length;
  return `${chipText(box)}${down === 0 || isOpen ? "" : `, ${down} down`}`;
}

function drawnCell(graph: Graph, cell: Cell, { x, y, width, height }: Rect, view: View): string {
  const indent = cell.host === undefined ? 8 : 20;
  const content = [
    rectangle({ x: 0, y: 0, width, height }, 4),
    cell.host === undefined ? "" : power(cell.host, 10, 11),
    `<text class="label" x="${indent}" y="15">${t(cellLabel(cell.label))}</text>`,
    cell.detail === ""
      ? ""
      : `<text class="detail" x="${width - 8}" y="15" text-anchor="end">${t(cellDetail(cell.detail))}</text>`,
  ].join("");
  return `<g transform="translate(${x} ${y})">${group(graph, view, cell, "cell", nameOf(cell), content, width)}</g>`;
}

function nameOf({ label, address }: Cell): string {
  return address === undefined ? label : `${label} ${address}`;
}

function power(host: string, x: number, y: number): string {
  return `<circle class="power" data-host="${t(host)}" cx="${x}" cy="${y}" r="4.5"/>`;
}

function group(
  graph: Graph,
  { flow, selected, found, live }: View,
  { id, problems }: Box | Cell,
  kind: string,
  name: string,
  content: string,
  width: number,
): string {
  const state = flow.nodes.get(id) ?? "idle";
  const classes = ["node", kind, state];
  if (selected === id) classes.push("selected");
  if (found !== undefined) classes.push(found.has(id) ? "found" : "unfound");
  const own = problems.flatMap((i) => graph.problems[i] ?? []);
  const label = `${name}${state === "down" ? ", down" : state === "lost" ? ", not reached" : ""}${own.length === 0 ? "" : `, ${own.length} problem${own.length === 1 ? "" : "s"}`}`;
  const title =
    own.length === 0 ? name : `${name}\n${own.map((p) => `${p.severity}: ${p.message}`).join("\n")}`;
  const chosen = live ? ` data-id="${t(id)}" tabindex="0" role="button" aria-label="${t(label)}"` : "";
  return `<g class="${classes.join(" ")}"${chosen}><title>${t(title)}</title>${content}${badge(graph, problems, width - 2, 2)}</g>`;
}

/** How many problems, and of the gravest kind. */
function badge(graph: Graph, problems: readonly number[], x: number, y: number): string {
  if (problems.length === 0) return "";
  const severities = problems.map((i) => graph.problems[i]?.severity);
  const worst = (["error", "warning", "info"] as const).find((s) => severities.includes(s)) ?? "info";
  return `<g class="badge ${worst}"><circle cx="${x}" cy="${y}" r="8"/><text x="${x}" y="${y + 4}" text-anchor="middle">${problems.length > 9 ? "9+" : problems.length}</text></g>`;
}

/** The heads of the links' arrows. */
export const markers = `<defs>${["idle", "on", "doubt", "lost"]
  .map(
    (state) =>
      `<marker id="${state}" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z"/></marker>`,
  )
  .join("")}</defs>`;
