/** Boxes and links as they are found: each once, and a link to or from every cell of a box made one of the box. */
import { given } from "../model/fields.ts";
import type { Span } from "../text/source.ts";
import type { Declared } from "./declared.ts";
import type { Box, Cell, How, Kind, Link } from "./model.ts";

export type NewBox = {
  readonly kind: Kind;
  readonly caption: string;
  readonly title: string;
  readonly lines?: readonly string[];
  readonly network?: number;
  readonly host?: string;
  readonly spans: readonly Span[];
};
export type NewCell = {
  readonly label: string;
  readonly detail: string;
  readonly address?: string;
  readonly host?: string;
  readonly span: Span;
};

export type Sheet = {
  /** Returns the id; of one that is there already, what is said the second time is not looked at. */
  readonly box: (id: string, box: NewBox) => string;
  readonly cell: (box: string, id: string, cell: NewCell) => string;
  readonly link: (from: string, to: string, how: How, text?: string) => void;
  readonly has: (id: string) => boolean;
  readonly isReached: (box: string) => boolean;
  readonly cellsOf: (box: string) => readonly string[];
  readonly declared: () => readonly Declared[];
  readonly drawn: (titleOf: (cells: readonly DrawnCell[]) => string) => {
    readonly boxes: readonly DrawnBox[];
    readonly links: readonly Link[];
  };
  readonly spanOf: (id: string) => Span | undefined;
};
type DrawnBox = Omit<Box, "problems" | "place" | "cells"> & { readonly cells: readonly DrawnCell[] };
type DrawnCell = Omit<Cell, "problems" | "place">;

export function sheet(): Sheet {
  const boxes = new Map<string, NewBox & { readonly cells: Map<string, NewCell> }>();
  const boxOf = new Map<string, string>();
  const links = new Map<string, Link>();
  const reached = new Set<string>();
  const add = (link: Link) => {
    const key = JSON.stringify([link.from, link.to, link.how, link.text]);
    if (!links.has(key)) links.set(key, link);
  };
  return {
    box: (id, box) => {
      if (!boxes.has(id)) boxes.set(id, { ...box, cells: new Map() });
      return id;
    },
    cell: (box, id, cell) => {
      const cells = boxes.get(box)?.cells;
      if (cells !== undefined && !cells.has(id)) cells.set(id, cell);
      boxOf.set(id, box);
      return id;
    },
    link: (from, to, how, text) => {
      reached.add(boxOf.get(to) ?? to);
      add({ from, to, how, ...(text === undefined ? {} : { text }) });
    },
    has: (id) => boxes.has(id) || boxOf.has(id),
    isReached: (box) => reached.has(box),
    cellsOf: (box) => [...(boxes.get(box)?.cells.keys() ?? [])],
    spanOf: (id) => boxes.get(id)?.spans[0] ?? boxes.get(boxOf.get(id) ?? "")?.cells.get(id)?.span,
    declared: () =>
      [...boxes].flatMap(([id, { spans, cells }]): Declared[] => {
        const own = [...cells.values()].map((c) => c.span);
        const [first] = own;
        // Of one range: what is wrong there is wrong with all of them.
        const isRange = own.length > 1 && own.every((s) => s === first || isSame(s, first));
        if (isRange) return [{ id, spans: [...spans, ...own.slice(0, 1)] }];
        return [{ id, spans }, ...[...cells].map(([cell, { span }]) => ({ id: cell, spans: [span] }))];
      }),
    drawn: (titleOf) => ({
      boxes: [...boxes].map(([id, { kind, caption, title, lines = [], network, host, cells }]) => {
        const drawn = [...cells].map(([cell, { label, detail, address, host: own }]) =>
          given<DrawnCell>({ id: cell, label, detail, address, host: own }),
        );
        const shown = title === "" ? titleOf(drawn) : title;
        return given<DrawnBox>({ id, kind, caption, title: shown, lines, network, host, cells: drawn });
      }),
      links: merged([...links.values()], boxOf, (box) => boxes.get(box)?.cells.size ?? 0),
    }),
  };
}

function isSame(a: Span, b: Span | undefined): boolean {
  return b !== undefined && a.source === b.source && a.start === b.start && a.end === b.end;
}

/** First by where they lead to, then by where they come from. */
function merged(
  links: readonly Link[],
  boxOf: ReadonlyMap<string, string>,
  sizeOf: (box: string) => number,
): readonly Link[] {
  const byEnd = (all: readonly Link[], end: "from" | "to"): readonly Link[] => {
    const groups = new Map<string, Link[]>();
    for (const link of all) {
      const { [end]: here, ...rest } = link;
      const key = JSON.stringify([
        boxOf.get(here) ?? "",
        boxOf.has(here) ? "" : here,
        Object.entries(rest).sort(),
      ]);
      const own = groups.get(key);
      if (own === undefined) groups.set(key, [link]);
      else own.push(link);
    }
    return [...groups.values()].flatMap((group) => {
      const [first] = group;
      const box = first === undefined ? undefined : boxOf.get(first[end]);
      const isAll = box !== undefined && new Set(group.map((l) => l[end])).size === sizeOf(box);
      return first !== undefined && isAll ? [{ ...first, [end]: box }] : group;
    });
  };
  return byEnd(byEnd(links, "to"), "from");
}
