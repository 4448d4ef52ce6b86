/** The picture as one page that asks for nothing else. */
import { pageCss, pageScript, pictureCss, scriptHash, styleHash } from "../generated/graph-page.js";
import { xmlQuoted } from "../text/xml.ts";
import { lineOf, markers } from "./draw.ts";
import { flow } from "./flow.ts";
import { layouts } from "./layout.ts";
import type { Graph } from "./model.ts";

export type HtmlOptions = {
  /** Of the page's own style and script, for a webview: letters, digits, `+/=_-`. Without it the policy names their hashes. */
  readonly nonce?: string;
  /** URI of the topology, which an editor finds in the state of the page when it shows it again. */
  readonly topology?: string;
};

/** What runs in it is `page/page.ts`. It may load, send and embed nothing. */
export function html(graph: Graph, { nonce, topology }: HtmlOptions = {}): string {
  const well = flow(graph, new Set());
  const data = { graph, layouts: layouts(graph, (box) => lineOf(well, box)), topology };
  const allowed = nonce === undefined ? undefined : `'nonce-${nonce.replace(/[^\w+/=-]/g, "")}'`;
  const policy = `default-src 'none'; script-src ${allowed ?? scriptHash}; style-src ${allowed ?? styleHash}; base-uri 'none'; form-action 'none'`;
  const own = nonce === undefined ? "" : ` nonce="${xmlQuoted(nonce)}"`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${xmlQuoted(graph.source)}</title>
<style${own}>${pictureCss}${pageCss}</style>
</head>
<body>
<header>
<h1>${xmlQuoted(graph.source)}</h1>
<label>Search <input id="search" type="search" placeholder="name, address, …" autocomplete="off" spellcheck="false"></label>
<span id="matches" role="status"></span>
<span id="down"></span>
<span class="tools"><button id="list" title="Details and problems (l)" aria-controls="panel">Details</button><button id="out" title="Smaller (-)">−</button><button id="in" title="Larger (+)">+</button><button id="fit" title="Show all (0)">Fit</button></span>
</header>
<main>
<svg id="picture" role="group" aria-label="The picture" tabindex="0">${markers}<g id="view"></g></svg>
<aside id="panel" aria-live="polite"></aside>
</main>
<script id="data" type="application/json">${embedded(data)}</script>
<script${own}>${pageScript}</script>
</body>
</html>
`;
}

/** JSON that no HTML parser takes for the end of its element, or for the start of a comment. */
function embedded(data: unknown): string {
  return JSON.stringify(data).replace(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
