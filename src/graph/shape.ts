/** How large boxes are, and where in them their cells are. Pixels. */
import { widthOf } from "../text/width.ts";
import type { Box } from "./model.ts";

export type Size = { readonly width: number; readonly height: number };
export type Point = { readonly x: number; readonly y: number };
export type Rect = Size & Point;

/** Which way requests go: to the right, or to the foot. */
export type Direction = "across" | "down";

/** With each box open or closed as it is at first; `stretch.ts` opens others. */
export type Layout = {
  readonly direction: Direction;
  /** Boxes whose hosts stand side by side, by their ids. */
  readonly wide: readonly string[];
  readonly boxes: Readonly<Record<string, Rect>>;
  /** Between two boxes, by their places in the graph: where a link goes round others. */
  readonly bends: Readonly<Record<string, readonly Point[]>>;
};

export const bendKey = (from: number, to: number) => `${from}>${to}`;

/** Of a letter of the monospaced 12px text; of the bold 13px titles. */
const LETTER = 7.3;
const TITLE_LETTER = 7.9;
const CAPTION_LETTER = 6.4;
const PAD = 10;
const LEAST = 84;
const CELL = 22;
const GAP = 4;
/** Columns of text that are shown; longer ones are cut in the middle. */
const MOST = 34;
/** Cells above which a box is closed at first. */
const OPEN = 8;
/** Width by height of an opened box of many hosts. */
const ASPECT = 1.5;
/** Pixels that hosts side by side fill. */
const ROW = 400;

export const line = { caption: 13, title: 18, text: 15 } as const;

export function isClosedAtFirst({ cells }: Box): boolean {
  return cells.length > OPEN;
}

/** Text as it fits: a long one loses its middle. */
export function cut(text: string, most = MOST): string {
  const flat = text.replaceAll(/\s+/g, " ");
  if (widthOf(flat) <= most) return flat;
  const letters = [...flat];
  const take = (list: readonly string[], room: number): readonly string[] => {
    const out: string[] = [];
    let used = 0;
    for (const letter of list) {
      used += widthOf(letter);
      if (used > room) break;
      out.push(letter);
    }
    return out;
  };
  const head = take(letters, Math.ceil((most - 1) * 0.6));
  const tail = take([...letters].reverse(), most - 1 - widthOf(head.join(""))).toReversed();
  return `${head.join("")}…${tail.join("")}`;
}

export type Inside = {
  readonly size: Size;
  /** Below the corner of the box. */
  readonly captionAt: number;
  readonly titleAt: number;
  readonly linesAt: readonly number[];
  /** What stands for the cells of a closed box. */
  readonly chip?: Rect;
  /** In the order of the cells; empty when closed. */
  readonly cells: readonly Rect[];
};

/** A vip has one line more, which says who holds it. */
function linesOf({ kind, lines }: Box): number {
  return lines.length + (kind === "vip" ? 1 : 0);
}

/** `isWide`: few hosts stand side by side too. `least` is in pixels. */
export function inside(box: Box, isOpen: boolean, extra = "", isWide = false, least = 0): Inside {
  const { caption, title, lines, cells } = box;
  const cellText = Math.max(
    0,
    ...cells.map((c) => widthOf(cellLabel(c.label)) + widthOf(cellDetail(c.detail)) + 2),
  );
  const cellWidth = cellText * LETTER + 30;
  const isColumn = !isClosedAtFirst(box) || cells.every((c) => c.host === undefined);
  const rows = !isColumn
    ? Math.ceil(Math.sqrt((cells.length * cellWidth) / (CELL + GAP) / ASPECT))
    : isWide
      ? Math.ceil(cells.length / Math.max(1, Math.floor(ROW / cellWidth)))
      : cells.length;
  const columns = rows === 0 ? 0 : Math.ceil(cells.length / rows);
  const text = Math.max(
    // What may be said of a service.
    box.kind === "service" ? 20 * LETTER : LEAST,
    widthOf(caption) * CAPTION_LETTER + 16,
    widthOf(cut(title)) * TITLE_LETTER + (box.host === undefined ? 0 : 14),
    ...[...lines, extra].map((l) => widthOf(cut(l)) * LETTER),
    isClosedAtFirst(box) ? chipColumns(box) * LETTER + 16 : 0,
  );
  const shown = isOpen && cells.length > 0;
  const needed = Math.ceil(Math.max(text, shown ? columns * (cellWidth + GAP) - GAP : 0) + 2 * PAD);
  const width = Math.max(least, needed);
  let y = PAD;
  const captionAt = y + 9;
  if (caption !== "") y += line.caption;
  const titleAt = y + 13;
  y += line.title;
  const linesAt = Array.from({ length: linesOf(box) }, (_, i) => y + 11 + i * line.text);
  y += linesOf(box) * line.text;
  const top = y + 4;
  const own = columns === 1 ? width - 2 * PAD : cellWidth;
  if (cells.length === 0)
    return { size: { width, height: y + PAD - 3 }, captionAt, titleAt, linesAt, cells: [] };
  const at = { captionAt, titleAt, linesAt };
  if (!shown)
    return {
      ...at,
      size: { width, height: top + CELL + PAD },
      chip: { x: PAD, y: top, width: width - 2 * PAD, height: CELL },
      cells: [],
    };
  return {
    ...at,
    size: { width, height: top + (isClosedAtFirst(box) ? CELL + GAP : 0) + rows * (CELL + GAP) - GAP + PAD },
    ...(isClosedAtFirst(box) ? { chip: { x: PAD, y: top, width: width - 2 * PAD, height: CELL } } : {}),
    cells: cells.map((_, i) => ({
      x: PAD + Math.floor(i / rows) * (own + GAP),
      y: top + (isClosedAtFirst(box) ? CELL + GAP : 0) + (i % rows) * (CELL + GAP),
      width: own,
      height: CELL,
    })),
  };
}

export const cellLabel = (label: string) => cut(label, 30);
export const cellDetail = (detail: string) => cut(detail, 22);

/** Text as it fits into a width of so many pixels. */
export const cutTo = (text: string, width: number) => cut(text, Math.floor((width - 2 * PAD) / LETTER));

/** The name of a network on its frame. */
export const frameLabel = (label: string) => `network ${label}`;
export const FRAME = { side: 14, top: 28, bottom: 14 } as const;
/** Width that a box must have so that its network's frame is as wide as its name. */
export const leastBelow = (label: string) =>
  Math.ceil(widthOf(frameLabel(label)) * LETTER) + 24 - 2 * FRAME.side;

/** With the mark before it, and with how many are down. */
function chipColumns(box: Box): number {
  const text = widthOf(chipText(box)) + 2;
  return box.cells.every((c) => c.host === undefined) ? text : text + `, ${box.cells.length} down`.length;
}

/** `200 hosts`. */
export function chipText({ cells }: Box): string {
  return `${cells.length} ${cells.every((c) => c.host === undefined) ? "locations" : "hosts"}`;
}
