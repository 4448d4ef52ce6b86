/** The picture as an SVG file. */
import { svgCss } from "../generated/graph-page.js";
import { xmlQuoted } from "../text/xml.ts";
import { draw, lineOf, markers } from "./draw.ts";
import { flow } from "./flow.ts";
import { layout } from "./layout.ts";
import type { Graph } from "./model.ts";

/** Large ranges are closed in it. */
export function svg(graph: Graph): string {
  const now = flow(graph, new Set(graph.down));
  const placed = layout(graph, (box) => lineOf(now, box));
  const { content, width, height } = draw(graph, placed, { flow: now, open: new Set(), live: false });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${xmlQuoted(graph.source)}</title>
<style>${svgCss}</style>
${markers}
${content}
</svg>
`;
}
