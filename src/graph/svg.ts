/** The picture as an SVG file. */
import { svgCss } from "../generated/graph-page.js";
import { xmlQuoted } from "../text/xml.ts";
import { draw, lineOf, markers } from "./draw.ts";
import { flow } from "./flow.ts";
import { layouts } from "./layout.ts";
import type { Graph } from "./model.ts";
import type { Size } from "./shape.ts";

/** Where it will be looked at: a column of a page. */
const COLUMN = { width: 900, height: 1000 } as const;

const scaleOf = ({ width, height }: Size) => Math.min(1, COLUMN.width / width, COLUMN.height / height);

/** Large ranges are closed in it. It goes to the foot where that leaves its text larger. */
export function svg(graph: Graph): string {
  const now = flow(graph, new Set(graph.down));
  const drawings = layouts(graph, (box) => lineOf(now, box)).map((placed) =>
    draw(graph, placed, { flow: now, open: new Set(), live: false }),
  );
  const { content, width, height } = drawings.reduce((a, b) => (scaleOf(b) > scaleOf(a) ? b : a));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${xmlQuoted(graph.source)}</title>
<style>${svgCss}</style>
${markers}
${content}
</svg>
`;
}
