import { expect, test } from "vitest";
import { graphOf } from "../../src/graph/graph.ts";
import { html } from "../../src/graph/html.ts";
import type { Graph } from "../../src/graph/model.ts";
import type { Picture } from "../../src/lsp/picture.ts";
import type { Surroundings } from "../../src/lsp/surroundings.ts";
import { editor, ROOT } from "../support/editor.ts";
import { shopWith } from "../support/shop.ts";

const surroundings: Partial<Surroundings> = {
  draw: (topology, problems, { locate, ...options }) =>
    html(graphOf(topology, problems, { locate }), options),
};

function graphIn({ html }: Picture): Graph {
  const data = /<script id="data" type="application\/json">(.*?)<\/script>/s.exec(html)?.[1] ?? "";
  return (JSON.parse(data) as { graph: Graph }).graph;
}

test("the page carries the nonce, and its places are those of the text as it is now", () => {
  const e = editor(shopWith("lb 1", "lb 1‸"), { surroundings });
  const placeOfVip = () => {
    const { boxes, places } = graphIn(e.ask("lbc/graph", { nonce: "abc" }) as Picture);
    return places[boxes.find((b) => b.id === "vip shop")?.place ?? -1];
  };
  expect((e.ask("lbc/graph", { nonce: "abc" }) as Picture).html).toContain("script-src 'nonce-abc'");
  expect(placeOfVip()).toMatchObject({ file: "topo.lb", line: 6 });
  // Lines above: what lies below moves along.
  e.edit("topo.lb", 5, 5, "# one\n# two\n");
  expect(placeOfVip()).toMatchObject({ file: "topo.lb", line: 8 });
});

test("also with errors, which it shows, and from an included file", () => {
  const e = editor(
    {
      "topo.lb": 'lb 1\nnetwork lan 10.0.0.0/24\ninclude "hosts.lb"\n',
      "hosts.lb": "‸host a { eth0 10.9.0.1 }\n",
    },
    { surroundings },
  );
  const picture = e.ask("lbc/graph", { nonce: "abc" }) as Picture;
  expect(picture.topology).toBe(`${ROOT}/topo.lb`);
  expect(graphIn(picture).problems).toMatchObject([{ code: "host/no-network", file: "hosts.lb", line: 1 }]);
});

test("refused where nothing can be shown, and of what is no topology", () => {
  expect(() => editor(shopWith("lb 1", "lb 1‸")).ask("lbc/graph", { nonce: "abc" })).toThrow("no pictures");
  const e = editor(shopWith("lb 1", "lb 1‸"), { surroundings });
  expect(() => e.ask("lbc/graph", { textDocument: { uri: `${ROOT}/absent.lb` }, nonce: "a" })).toThrow(
    "no topology",
  );
});
