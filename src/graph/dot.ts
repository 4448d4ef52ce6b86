/** The picture in the language of Graphviz (https://graphviz.org/doc/info/lang.html). */
import { flat, type FlatNode } from "./flat.ts";
import type { LinkState, State } from "./flow.ts";
import type { Graph } from "./model.ts";

const COLOURS: Readonly<Record<State, string>> = {
  on: "#14746f",
  idle: "#9aa5b1",
  doubt: "#a15c00",
  lost: "#c02636",
  down: "#c02636",
};
const STYLES: Readonly<Record<LinkState, string>> = {
  on: `color="${COLOURS.on}" penwidth=2`,
  idle: `color="${COLOURS.idle}" style=dashed`,
  doubt: `color="${COLOURS.doubt}" style=dotted penwidth=2`,
  lost: `color="${COLOURS.lost}" style=dashed penwidth=2`,
};

export function dot(graph: Graph): string {
  const { nodes, links } = flat(graph);
  const own = (network: number | undefined) => nodes.filter((n) => n.network === network).map(node);
  return [
    "digraph lbc {",
    `  label="${quoted([graph.source])}"`,
    "  rankdir=LR",
    '  node [shape=box style="rounded,filled" fillcolor="#ffffff" fontname="monospace" fontsize=11]',
    ...own(undefined).map((l) => `  ${l}`),
    ...graph.networks.flatMap((network, i) => {
      const inside = own(i);
      if (inside.length === 0) return [];
      const label = quoted([`network ${network.label}`]);
      return [`  subgraph cluster_${i} {`, `    label="${label}"`, ...inside.map((l) => `    ${l}`), "  }"];
    }),
    ...links.map(({ from, to, state }) => `  ${from} -> ${to} [${STYLES[state]}]`),
    "}\n",
  ].join("\n");
}

function node({ id, lines, state }: FlatNode): string {
  const dashed = state === "down" ? ' style="rounded,filled,dashed"' : "";
  return `${id} [label="${quoted(lines)}" color="${COLOURS[state]}"${dashed}]`;
}

/**
 * Each line ended to the left, for between quotes. In a label a backslash begins an escape and `&` an entity; a control
 * character shows as U+FFFD.
 */
function quoted(lines: readonly string[]): string {
  const each = lines.map((line) =>
    line
      .replaceAll(/[\t\n\r]+/g, " ")
      .replaceAll(/[\u0000-\u001F\u007F\p{Cs}]/gu, "\uFFFD")
      .replaceAll("\\", "\\\\")
      .replaceAll('"', '\\"')
      .replaceAll("&", "&amp;"),
  );
  return each.length === 1 ? (each[0] ?? "") : each.map((line) => `${line}\\l`).join("");
}
