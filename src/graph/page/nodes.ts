/** The boxes and cells of a graph by their ids. */
import type { Box, Graph } from "../model.ts";

export type Node = {
  readonly id: string;
  /** Itself, or the one that it stands in. */
  readonly box: Box;
  readonly name: string;
  readonly place: number | undefined;
  readonly problems: readonly number[];
  readonly host: string | undefined;
  /** What a search looks at, in lower case. */
  readonly text: string;
};

export function nodesOf(graph: Graph): ReadonlyMap<string, Node> {
  const out = new Map<string, Node>();
  for (const box of graph.boxes) {
    const { id, caption, title, lines, place, problems, host } = box;
    const words = [caption, title, ...lines, ...codes(graph, problems)];
    out.set(id, { id, box, name: title, place, problems, host, text: words.join(" ").toLowerCase() });
    for (const cell of box.cells) {
      const text = [cell.label, cell.address ?? cell.detail, ...codes(graph, cell.problems)]
        .join(" ")
        .toLowerCase();
      const { id: own, label, place: at, problems: wrong } = cell;
      out.set(own, { id: own, box, name: label, place: at, problems: wrong, host: cell.host, text });
    }
  }
  return out;
}

function codes(graph: Graph, problems: readonly number[]): readonly string[] {
  return problems.flatMap((i) => graph.problems[i]?.code ?? []);
}
