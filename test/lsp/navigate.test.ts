import { describe, expect, test } from "vitest";
import type { Location, Range, TextEdit, WorkspaceEdit } from "vscode-languageserver-protocol";
import { problemsOf } from "../support/mark.ts";
import { editor } from "../support/editor.ts";
import { shop, shopWith } from "../support/shop.ts";

/** `line: words` of each place, lines from 1. */
const shown = (e: ReturnType<typeof editor>, places: unknown, path = "topo.lb") =>
  (places as readonly { readonly range: Range }[]).map(
    ({ range }) => `${range.start.line + 1}: ${e.words(path, range)}`,
  );

// What stands in the shop, with the cursor; where it is declared; where it is used beside that.
const names: readonly [string, string, readonly string[], readonly string[]][] = [
  ["director lvs1", "director l‸vs1", ["3: lvs[1..2]"], ["8: lvs1"]],
  ["host lvs[1..2]", "host ‸lvs[1..2]", ["3: lvs[1..2]"], ["8: lvs1", "9: lvs2"]],
  [
    "real_server edge[1..2]",
    "real_server edge‸[1..2]",
    ["4: edge[1..2]"],
    ["15: edge[1..2]", "17: edge[1..2]"],
  ],
  ["virtual_server shop", "virtual_server sho‸p", ["6: shop"], ["11: shop"]],
  ["tomcat shop", "tomcat shop‸", ["29: shop"], []],
  [
    "http://tomcats }\n    location /img",
    "http://tom‸cats }\n    location /img",
    ["20: tomcats"],
    ["25: tomcats", "26: tomcats"],
  ],
  ["server app[1..2]:8080", "server app[1‸..2]:8080", ["5: app[1..2]"], ["20: app[1..2]", "29: app[1..2]"]],
];

test.each(names)("%j with the cursor at %j", (from, to, declared, used) => {
  const e = editor(shopWith(from, to));
  const context = { includeDeclaration: false };
  expect(shown(e, e.ask("textDocument/definition"))).toEqual(declared);
  expect(shown(e, e.ask("textDocument/references", { context })).sort()).toEqual([...used].sort());
  expect(shown(e, e.ask("textDocument/documentHighlight")).sort()).toEqual([...declared, ...used].sort());
});

test("params and snippets are names too, in quotes and within words", () => {
  const text =
    'lb 1\nparam domain example.com\nsnippet quick { server_name "www.$(do‸main)" }\nnginx x on a { server { use quick; return 200 "$host" } }\n';
  const e = editor({ "topo.lb": text });
  expect(shown(e, e.ask("textDocument/definition"))).toEqual(["2: domain"]);
  const other = editor({ "topo.lb": text.replace("‸", "").replace("use quick", "use qu‸ick") });
  expect(shown(other, other.ask("textDocument/definition"))).toEqual(["3: quick"]);
});

test("a definition is found in an included file, and a use in another", () => {
  const e = editor({
    "topo.lb": 'lb 1\nnetwork lan 10.0.0.0/24\ninclude "hosts.lb"\nvip v 10.0.0.9 { on ‸a }\n',
    "hosts.lb": "host a { eth0 10.0.0.1 }\n",
  });
  const [place] = e.ask("textDocument/definition") as readonly Location[];
  expect(place && [e.pathOf(place.uri), e.words("hosts.lb", place.range)]).toEqual(["hosts.lb", "a"]);
});

describe("rename", () => {
  const renamed = (e: ReturnType<typeof editor>, newName: string) => {
    const { changes = {} } = e.ask("textDocument/rename", { newName }) as WorkspaceEdit;
    return Object.entries(changes).map(
      ([uri, edits]) => [e.pathOf(uri), e.applied(e.pathOf(uri), edits as TextEdit[])] as const,
    );
  };

  test("reaches every file of the topology, saved or not", () => {
    const e = editor(
      {
        "topo.lb": 'lb 1\nnetwork lan 10.0.0.0/24\ninclude "hosts.lb"\nvip v 10.0.0.9 { on ‸a }\n',
        "hosts.lb": "host a { eth0 10.0.0.1 }\n",
      },
      { closed: ["hosts.lb"] },
    );
    expect(Object.fromEntries(renamed(e, "edge"))).toEqual({
      "topo.lb": 'lb 1\nnetwork lan 10.0.0.0/24\ninclude "hosts.lb"\nvip v 10.0.0.9 { on edge }\n',
      "hosts.lb": "host edge { eth0 10.0.0.1 }\n",
    });
  });

  test.each(names)("%j at %j means the same afterwards", (from, to) => {
    const e = editor(shopWith(from, to));
    const range = /\[\d\.\.\d\]/.exec(from)?.[0] ?? "";
    const at = to.includes("director") ? "lvs[1..2]" : `other${range}`;
    const answer = e.request("textDocument/rename", {
      textDocument: { uri: "file:///w/topo.lb" },
      position: (e.ask("textDocument/documentHighlight") as { range: Range }[])[0]?.range.start,
      newName: at.startsWith("lvs") ? "dir[1..2]" : at,
    });
    if (!("result" in answer)) throw new Error(answer.error.message);
    const { changes = {} } = answer.result as WorkspaceEdit;
    const text = e.applied("topo.lb", Object.values(changes)[0] ?? []);
    expect(text).not.toBe(shop);
    expect(problemsOf(text).map((p) => p.code)).toEqual(problemsOf(shop).map((p) => p.code));
  });

  test.each<[string, string, string]>([
    ["not a name", "director lv‸s1", "a b"],
    ["taken", "tomcat sho‸p", ""],
    ["a range that does not fit", "host lvs‸[1..2]", "dir[1..3]"],
  ])("refuses what is %s", (_, to, name) => {
    const e = editor(shopWith(to.replace("‸", ""), to));
    expect(() => e.ask("textDocument/rename", { newName: name })).toThrow();
  });

  test("names it cannot write are told", () => {
    const e = editor(shopWith("host lvs[1..2]", "host ‸lvs[1..2]"));
    expect(() => e.ask("textDocument/rename", { newName: "director" })).toThrow(/`lvs1` cannot be written/);
  });

  test("what is no name has none", () => {
    const e = editor(shopWith("forward dr", "forw‸ard dr"));
    expect(e.ask("textDocument/prepareRename")).toBeNull();
    expect(e.ask("textDocument/definition")).toEqual([]);
  });
});
