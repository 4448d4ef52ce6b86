/** Whatever a topology's words are, the outputs are well formed, say them, and hold nothing else. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dot } from "../../src/graph/dot.ts";
import { graphOf } from "../../src/graph/graph.ts";
import { html } from "../../src/graph/html.ts";
import { mermaid } from "../../src/graph/mermaid.ts";
import type { Graph } from "../../src/graph/model.ts";
import { svg } from "../../src/graph/svg.ts";
import { compileExample, compileText } from "../support/examples.ts";
import { readMarkup, skeleton, type Piece } from "../support/markup.ts";

const NASTY = [
  "</script><script>alert(1)</script>",
  "<!--<script>",
  "]]></style></title>",
  "<img src=x onerror=alert(1)>",
  '" onload="alert(1)',
  "'; alert(1)//",
  "&lt;&#60;&amp;",
  "${1}`",
  'a"];n0-->n1;click n0 "javascript:alert(1)"',
  "end",
  "#quot;#35;ﬂ°°60¶ß",
  "\\N\\G\\l\\",
  "a\\",
  "\u0000\u0007\u001b[31m",
  "\u2028\u2029\u202e",
  "\ud800",
  "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十",
  "__proto__",
  "",
];
const words = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ maxLength: 60 }),
);

const shop = (() => {
  const { topology, problems } = compileExample("shop");
  return graphOf(topology, problems);
})();

/** The picture of shop, with other words and a problem everywhere. Names stay unlike each other, as in a topology. */
function worded(text: string): Graph {
  let count = 0;
  const name = () => `${text}${++count}`;
  const names = new Map(shop.hosts.map((h) => [h, name()]));
  const host = <T extends { readonly host?: string }>(node: T): T =>
    node.host === undefined ? node : { ...node, host: names.get(node.host) ?? "" };
  return {
    ...shop,
    source: text,
    networks: shop.networks.map((n) => ({ ...n, name: text, label: text, problems: [0] })),
    boxes: shop.boxes.map((b) => ({
      ...host(b),
      caption: text,
      title: text,
      lines: b.lines.map(() => text),
      problems: [0],
      cells: b.cells.map((c) => ({ ...host(c), label: text, detail: text, problems: [0, 0] })),
    })),
    links: shop.links.map((l) => ({ ...l, text })),
    problems: [{ code: text, severity: "error", message: text, help: text, file: text, line: 1 }],
    places: shop.places.map((p) => ({ ...p, file: text, text })),
    hosts: [...names.values()],
  };
}

/** What none of the outputs can hold, or shows otherwise: see `text/xml.ts`. */
const plain = (text: string) =>
  text.replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "\uFFFD");
const textsOf = (pieces: readonly Piece[]) => pieces.flatMap((p) => (p.kind === "text" ? [p.text] : []));

describe("SVG", () => {
  const known = new Set(skeleton(readMarkup(svg(worded("x")), ["style"])));
  test("the elements are those of a harmless picture", () => {
    fc.assert(
      fc.property(words, (text) => {
        const pieces = readMarkup(svg(worded(text)), ["style"]);
        expect(skeleton(pieces).filter((s) => !known.has(s))).toEqual([]);
        expect(textsOf(pieces)).toContain(plain(text) === "" ? "network " : plain(text));
        expect(svg(worded(text))).not.toMatch(
          /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u,
        );
      }),
      { numRuns: 60, examples: NASTY.map((n) => [n]) },
    );
  });
});

describe("HTML", () => {
  const read = (page: string) =>
    readMarkup(page.replace("<!doctype html>\n", "").replaceAll(/<(meta|input) [^<>]*>/g, ""), [
      "script",
      "style",
    ]);
  const known = skeleton(read(html(worded("x"))));
  test("the elements are those of a harmless page, and the data is read back", () => {
    fc.assert(
      fc.property(words, (text) => {
        const graph = worded(text);
        const page = html(graph);
        const pieces = read(page);
        expect(skeleton(pieces)).toEqual(known);
        expect(page.match(/<(meta|input) /g)).toHaveLength(4);
        const data = textsOf(pieces).find((t) => t.startsWith('{"graph":'));
        expect((JSON.parse(data ?? "") as { graph: Graph }).graph).toEqual(JSON.parse(JSON.stringify(graph)));
        expect(data).not.toMatch(/[<>&\u2028\u2029]/);
      }),
      { numRuns: 60, examples: NASTY.map((n) => [n]) },
    );
  });
  test("a nonce cannot end its attribute or the policy", () => {
    const page = html(shop, { nonce: "a\"><script>'; default-src *" });
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(/Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]).toBe(
      "default-src 'none'; script-src 'nonce-ascriptdefault-src'; style-src 'nonce-ascriptdefault-src'; base-uri 'none'; form-action 'none'",
    );
  });
});

/** What a line shows: blanks for ends of lines. */
const oneLine = (text: string) =>
  text.replaceAll(/[\t\n\r]+/g, " ").replaceAll(/[\u0000-\u001F\u007F\p{Cs}]/gu, "\uFFFD");

describe("DOT", () => {
  /** Strings end at the first quote that no backslash stands before. */
  const LINE =
    /^(digraph lbc \{|\s+(label="(?:[^"\\\n]|\\.)*"|rankdir=LR|node \[[^\]]*\]|subgraph cluster_\d+ \{|\}|n\d+ -> n\d+ \[[a-z]+="?[#\w]+"?( \w+=\w+)*\]|n\d+ \[label="(?:[^"\\\n]|\\.)*" color="#\w+"( style="[a-z,]+")?\])|\}|)$/;
  test("every line is a statement, and labels are read back", () => {
    fc.assert(
      fc.property(words, (text) => {
        const lines = dot(worded(text)).split("\n");
        expect(lines.filter((l) => !LINE.test(l))).toEqual([]);
        const [, label = ""] = /^ {2}label="((?:[^"\\]|\\.)*)"$/.exec(lines[1] ?? "") ?? [];
        const shown = label.replaceAll(/\\(.)/g, "$1").replaceAll("&amp;", "&");
        expect(shown).toBe(oneLine(text));
        expect(label.replaceAll("&amp;", "")).not.toContain("&");
      }),
      { numRuns: 100, examples: NASTY.map((n) => [n]) },
    );
  });
});

describe("Mermaid", () => {
  const LABEL = String.raw`"(?:[\w .:/,()\-]|#\d+;|<br/>)*"`;
  const LINE = new RegExp(
    `^(flowchart LR| +(n\\d+\\[${LABEL}\\]:::\\w+|subgraph w\\d+\\[${LABEL}\\]|end|n\\d+ (==>|-\\.->|-\\.->\\|\\?\\||--x) n\\d+|classDef [\\w :#,-]+)|)$`,
  );
  test("every line is a statement, and labels are read back", () => {
    fc.assert(
      fc.property(words, (text) => {
        const lines = mermaid(worded(text)).split("\n");
        expect(lines.filter((l) => !LINE.test(l))).toEqual([]);
        const label = lines.flatMap((l) => /subgraph w\d+\["network (.*)"\]/.exec(l)?.[1] ?? [])[0] ?? "";
        const shown = label.replaceAll(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
        expect(shown).toBe(oneLine(text));
      }),
      { numRuns: 100, examples: NASTY.map((n) => [n]) },
    );
  });
});

test("hostile words in a topology itself", () => {
  const { topology, problems } = compileText(`lb 1
network lan 10.0.0.0/24
host web { eth0 10.0.0.21 }
nginx edge on web {
  upstream "</script>" { server web:8080 }
  server {
    listen 80
    server_name "\\"><script>alert(1)</script>"
    location "/<img src=x onerror=alert(1)>" { return 200 "</script>" }
    location / { proxy_pass http://unknown }
  }
}
`);
  const graph = graphOf(topology, problems);
  expect(JSON.stringify(graph)).toContain("onerror");
  for (const text of [svg(graph), html(graph)]) expect(text).not.toMatch(/<img|<script>alert/);
});
