/** The picture as boxes of text with lines between them, for languages that lay out by themselves. */
import { linesOf } from "./draw.ts";
import { flow, stronger, type Flow, type LinkState, type State } from "./flow.ts";
import type { Box, Graph } from "./model.ts";
import { chipText, isClosedAtFirst } from "./shape.ts";

export type FlatNode = {
  /** A letter and digits. */
  readonly id: string;
  readonly state: State;
  /** What it is, its name, what is said of it, what is in it. */
  readonly lines: readonly string[];
  readonly network?: number;
};
export type Flat = {
  readonly nodes: readonly FlatNode[];
  readonly links: readonly { readonly from: string; readonly to: string; readonly state: LinkState }[];
};

export function flat(graph: Graph): Flat {
  const now = flow(graph, new Set(graph.down));
  const ids = new Map<string, string>();
  for (const [i, box] of graph.boxes.entries())
    for (const { id } of [box, ...box.cells]) ids.set(id, `n${i}`);
  const links = new Map<string, Flat["links"][number]>();
  for (const [i, link] of graph.links.entries()) {
    const [from = "", to = ""] = [ids.get(link.from), ids.get(link.to)];
    const key = `${from} ${to}`;
    if (from !== to)
      links.set(key, { from, to, state: stronger(links.get(key)?.state, now.links[i] ?? "idle") });
  }
  return {
    nodes: graph.boxes.map((box, i) => ({
      id: `n${i}`,
      state: now.nodes.get(box.id) ?? "idle",
      lines: textsOf(graph, box, now).filter((l) => l !== ""),
      ...(box.network === undefined ? {} : { network: box.network }),
    })),
    links: [...links.values()],
  };
}

function textsOf(graph: Graph, box: Box, now: Flow): readonly string[] {
  const isDown = (id: string) => now.nodes.get(id) === "down";
  const gone = box.cells.filter((c) => isDown(c.id)).length;
  const cells = isClosedAtFirst(box)
    ? [`${chipText(box)}${gone === 0 ? "" : `, ${gone} down`}`]
    : box.cells.map((c) => `${c.label}  ${c.address ?? c.detail}${isDown(c.id) ? " (down)" : ""}`.trim());
  const problems = [box, ...box.cells].flatMap((n) => n.problems.flatMap((i) => graph.problems[i] ?? []));
  return [
    box.caption,
    isDown(box.id) ? `${box.title} (down)` : box.title,
    ...linesOf(box, now).map((l) => l.text),
    ...cells,
    ...new Set(problems.map((p) => `${p.severity}: ${p.code}`)),
  ];
}
