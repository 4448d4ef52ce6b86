/** The picture in the language of Mermaid (https://mermaid.js.org/syntax/flowchart.html). */
import { flat, type FlatNode } from "./flat.ts";
import type { LinkState } from "./flow.ts";
import type { Graph } from "./model.ts";

const ARROWS: Readonly<Record<LinkState, string>> = {
  on: "==>",
  idle: "-.->",
  doubt: "-.->|?|",
  lost: "--x",
};

export function mermaid(graph: Graph): string {
  const { nodes, links } = flat(graph);
  const own = (network: number | undefined) => nodes.filter((n) => n.network === network).map(node);
  return [
    "flowchart LR",
    ...own(undefined).map((l) => `  ${l}`),
    ...graph.networks.flatMap((network, i) => {
      const inside = own(i);
      if (inside.length === 0) return [];
      return [
        `  subgraph w${i}["${quoted(`network ${network.label}`)}"]`,
        ...inside.map((l) => `    ${l}`),
        "  end",
      ];
    }),
    ...links.map(({ from, to, state }) => `  ${from} ${ARROWS[state]} ${to}`),
    "  classDef on stroke:#14746f,stroke-width:2px",
    "  classDef idle stroke:#9aa5b1",
    "  classDef doubt stroke:#a15c00,stroke-width:2px",
    "  classDef lost stroke:#c02636,stroke-dasharray:2 3",
    "  classDef down stroke:#c02636,stroke-width:2px,stroke-dasharray:5 5\n",
  ].join("\n");
}

function node({ id, lines, state }: FlatNode): string {
  return `${id}["${lines.map(quoted).join("<br/>")}"]:::${state}`;
}

/** For between quotes: whatever is no letter, digit or blank becomes a number, as Mermaid has no other escape. */
function quoted(text: string): string {
  return text
    .replaceAll(/[\t\n\r]+/g, " ")
    .replaceAll(/[\u0000-\u001F\u007F\p{Cs}]/gu, "\uFFFD")
    .replaceAll(/[^\w .:/,()-]/gu, (c) => `#${c.codePointAt(0)};`);
}
