import { expect, test } from "vitest";
import type { DocumentSymbol, WorkspaceSymbol } from "vscode-languageserver-protocol";
import { editor } from "../support/editor.ts";
import { shopWith } from "../support/shop.ts";

const outline = (symbols: readonly DocumentSymbol[], indent = ""): readonly string[] =>
  symbols.flatMap((s) => [`${indent}${s.detail} ${s.name}`, ...outline(s.children ?? [], `${indent}  `)]);

test("the outline of a file", () => {
  const e = editor(shopWith("lb 1", "lb 1‸"));
  expect(outline(e.ask("textDocument/documentSymbol") as readonly DocumentSymbol[])).toEqual([
    "network lan 192.168.170.0/24",
    "host lvs[1..2]",
    "host edge[1..2]",
    "host app[1..2]",
    "vip shop 192.168.170.100",
    "  director lvs1 priority 150",
    "  director lvs2 priority 100",
    "virtual_server shop:80",
    "  real_server edge[1..2]",
    "nginx edge on edge[1..2]",
    "  upstream tomcats",
    "    server app[1..2]:8080 max_fails 2 fail_timeout 10s",
    "  server www.example.com",
    "    location = /healthz",
    "    location /",
    "    location /img/",
    "tomcat shop on app[1..2]",
    "  connector 8080",
  ]);
});

test("declarations of all folders by some of their letters, each once", () => {
  const e = editor(
    {
      "topo.lb": 'lb 1\ninclude "hosts.lb"\n‸',
      "hosts.lb": "host edge1 { eth0 10.0.0.1 }\nhost app1 { eth0 10.0.0.2 }\n",
      "other/topo.lb": "lb 1\nvip Edges 10.0.0.3 { on x }\n",
    },
    { closed: ["hosts.lb", "other/topo.lb"] },
  );
  const found = e.ask("workspace/symbol", { query: "ed" }) as readonly WorkspaceSymbol[];
  expect(found.map((s) => `${s.name} in ${e.pathOf(s.location.uri)}`)).toEqual([
    "edge1 in hosts.lb",
    "Edges in other/topo.lb",
  ]);
});
