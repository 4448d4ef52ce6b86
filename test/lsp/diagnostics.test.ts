import { expect, test } from "vitest";
import { editor, ROOT } from "../support/editor.ts";

const codes = (list: readonly { readonly code?: number | string }[]) => list.map((d) => d.code);

test("a problem is told with its place, severity, page, help and the other places", () => {
  const e = editor({
    "topo.lb": "lb 1\nnetwork lan 10.0.0.0/24\nhost a { eth0 10.0.0.1 }\nhost a { eth0 10.0.0.2 }\n",
  });
  expect(e.diagnostics("topo.lb")).toEqual([
    {
      range: { start: { line: 3, character: 5 }, end: { line: 3, character: 6 } },
      severity: 1,
      source: "lbc",
      code: "name/duplicate",
      message: "the host `a` is declared twice\nhelp: rename or remove one of them",
      codeDescription: { href: "page:name/duplicate" },
      relatedInformation: [
        {
          location: {
            uri: `${ROOT}/topo.lb`,
            range: { start: { line: 2, character: 0 }, end: { line: 2, character: 24 } },
          },
          message: "first declared here",
        },
      ],
    },
  ]);
});

test("places are counted in UTF-16 code units, whatever the line's letters and its end", () => {
  const e = editor({ "topo.lb": 'lb 1\r\nparam x "Zürich \u{1f3d4} 東京"; nope\r\n' });
  const [problem] = e.diagnostics("topo.lb");
  expect(problem?.range).toEqual({ start: { line: 1, character: 24 }, end: { line: 1, character: 28 } });
  expect(e.words("topo.lb", problem!.range)).toBe("nope");
});

test("what is typed counts, not what is on disk; what is mended is taken back", () => {
  const e = editor({ "topo.lb": "lb 1\nnope\n" });
  expect(codes(e.diagnostics("topo.lb"))).toEqual(["word/unknown"]);
  e.edit("topo.lb", 5, 9, "");
  expect(e.diagnostics("topo.lb")).toEqual([]);
  e.edit("topo.lb", 5, 5, "host x { eth0 10.0.0.1 }");
  expect(codes(e.diagnostics("topo.lb"))).toEqual(["host/no-network"]);
});

test("an included file is checked as part of the topologies that include it, open or not", () => {
  const hosts = "host a { eth0 10.0.0.1 }\nhost b { eth0 10.0.1.1 }\n";
  const e = editor(
    { "topo.lb": 'lb 1\nnetwork lan 10.0.0.0/24\ninclude "parts/hosts.lb"\n', "parts/hosts.lb": hosts },
    { closed: ["topo.lb"] },
  );
  expect(codes(e.diagnostics("parts/hosts.lb"))).toEqual(["host/no-network"]);
  expect(e.diagnostics("topo.lb")).toEqual([]);
  e.disk.set("topo.lb", 'lb 1\nnetwork lan 10.0.0.0/16\ninclude "parts/hosts.lb"\n');
  e.lsp.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: `${ROOT}/topo.lb`, type: 2 }] });
  expect(codes(e.diagnostics("parts/hosts.lb"))).not.toContain("host/no-network");
});

test("a client that can is asked to tell of files that change on disk", () => {
  const registrations = (capabilities: object) => {
    const e = editor({ "topo.lb": "lb 1\n‸" }, { capabilities });
    e.lsp.notify("initialized", {});
    return e.asked.filter((a) => a.method === "client/registerCapability");
  };
  expect(registrations({})).toEqual([]);
  const able = { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } };
  expect(JSON.stringify(registrations(able))).toContain(
    '"watchers":[{"globPattern":"**/*.lb"},{"globPattern":"**/lbc.json"},{"globPattern":"**/facts/*.json"}]',
  );
});

test("an edit of an included file is seen by the topology before it is saved", () => {
  const e = editor({
    "topo.lb": 'lb 1\nnetwork lan 10.0.0.0/24\ninclude "hosts.lb"\nvip v 10.0.0.9 { on a }\n',
    "hosts.lb": "host a { eth0 10.0.0.1 }\n",
  });
  expect(codes(e.diagnostics("topo.lb"))).toEqual([]);
  e.edit("hosts.lb", 5, 6, "b");
  expect(codes(e.diagnostics("topo.lb"))).toEqual(["name/unknown"]);
});

test("several folders are apart, and one that is closed is forgotten", () => {
  const e = editor({ "a/topo.lb": "lb 1\nnope‸\n", "b/topo.lb": "lb 1\nhost x { eth0 10.0.0.1 }\n" });
  const [a, b] = [`${ROOT}/a`, `${ROOT}/b`].map((uri) => ({ uri, name: uri }));
  const change = (event: object) => e.lsp.notify("workspace/didChangeWorkspaceFolders", { event });
  change({ removed: [{ uri: ROOT, name: "w" }], added: [a, b] });
  expect(codes(e.diagnostics("a/topo.lb"))).toEqual(["word/unknown"]);
  expect(codes(e.diagnostics("b/topo.lb"))).toEqual(["host/no-network"]);
  const named = () => (e.ask("workspace/symbol", { query: "x" }) as readonly unknown[]).length;
  expect(named()).toBe(1);
  e.lsp.notify("textDocument/didClose", { textDocument: { uri: `${ROOT}/b/topo.lb` } });
  change({ removed: [b], added: [] });
  expect(named()).toBe(0);
  expect(codes(e.diagnostics("a/topo.lb"))).toEqual(["word/unknown"]);
});

test("an edit of a file that a snippet includes is seen where the snippet is used", () => {
  const e = editor({
    "topo.lb":
      'lb 1\nnetwork lan 10.0.0.0/24\nhost a { eth0 10.0.0.1 }\nsnippet s { include "part.lb" }\nvip v 10.0.0.9 {\n  use s\n}\n',
    "part.lb": "virtual_router_id 7\ndirector a priority 9\nadvert_int 1s\n",
  });
  expect(codes(e.diagnostics("part.lb"))).toEqual(["vrrp/one-director"]);
  e.edit("part.lb", 29, 30, "b");
  expect(codes(e.diagnostics("part.lb"))).toEqual(["name/unknown"]);
});

test("a file that is included before it is saved for the first time", () => {
  const e = editor({
    "topo.lb": 'lb 1\nnetwork lan 10.0.0.0/24\ninclude "new.lb"\nvip v 10.0.0.9 { on a }\n',
  });
  expect(codes(e.diagnostics("topo.lb"))).toEqual(["file/include"]);
  const text = "host a { eth0 10.0.0.1 }\n";
  e.lsp.notify("textDocument/didOpen", {
    textDocument: { uri: `${ROOT}/new.lb`, languageId: "lb", version: 1, text },
  });
  expect(codes(e.diagnostics("topo.lb"))).toEqual([]);
  expect(e.diagnostics("new.lb")).toEqual([]);
});

test("a file that is closed goes back to what is on disk", () => {
  const e = editor({ "topo.lb": "lb 1\nnope\n" });
  e.edit("topo.lb", 5, 9, "nada");
  expect(e.diagnostics("topo.lb")).toHaveLength(1);
  e.lsp.notify("textDocument/didClose", { textDocument: { uri: `${ROOT}/topo.lb` } });
  expect(e.diagnostics("topo.lb")).toEqual([]);
});

test("what has no effect is shown faded", () => {
  const e = editor({ "topo.lb": 'lb 1\nwaive arp/mute because "x"\n' });
  expect(e.diagnostics("topo.lb")).toMatchObject([{ code: "waive/nothing", severity: 2, tags: [1] }]);
});

test("lbc.json beside the topology holds", () => {
  const e = editor(
    { "topo.lb": "lb 1\n", "lbc.json": '{ "rules": { "nope/nope": "off" } }' },
    { closed: ["lbc.json"] },
  );
  expect(codes(e.diagnostics("lbc.json"))).toEqual(["config/rule"]);
});

test("a crash in one request answers that request only", () => {
  const e = editor(
    { "topo.lb": "lb 1\nvip‸ v 10.0.0.1 { }\n" },
    {
      surroundings: {
        pageUri: () => {
          throw new Error("boom");
        },
      },
    },
  );
  const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 9 } };
  const textDocument = { uri: `${ROOT}/topo.lb` };
  const broken = e.request("textDocument/codeAction", { textDocument, range, context: { diagnostics: [] } });
  expect(broken).toMatchObject({ error: { code: -32603, message: expect.stringContaining("boom") } });
  expect(e.sent.at(-1)).toMatchObject({ method: "window/logMessage", params: { type: 1 } });
  expect(e.ask("textDocument/hover")).toMatchObject({ contents: { kind: "markdown" } });
});

test("the order of the protocol is held to", () => {
  const e = editor({ "topo.lb": "lb 1\n" });
  expect(e.request("textDocument/nope", {})).toMatchObject({ error: { code: -32601 } });
  expect(e.request("__proto__", {})).toMatchObject({ error: { code: -32601 } });
  expect(e.lsp.exited()).toBeUndefined();
  expect(e.request("shutdown", undefined)).toEqual({ result: null });
  expect(e.request("textDocument/hover", {})).toMatchObject({ error: { code: -32600 } });
  e.lsp.notify("exit", undefined);
  expect(e.lsp.exited()).toBe(0);
});

test("with `diagnostics: workspace` files that nobody opened are told of, and what is mended on disk is taken back", () => {
  const files = { "topo.lb": "lb 1\n", "other/topo.lb": "lb 1\nnope\n", "other/part.lb": "param x 1\n" };
  const closed = ["other/topo.lb", "other/part.lb"];
  expect(codes(editor(files, { closed }).diagnostics("other/topo.lb"))).toEqual([]);
  const e = editor(files, { closed, initializationOptions: { diagnostics: "workspace" } });
  expect(codes(e.diagnostics("other/topo.lb"))).toEqual(["word/unknown"]);
  e.disk.set("other/topo.lb", 'lb 1\ninclude "part.lb"\n');
  e.lsp.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: `${ROOT}/other/topo.lb`, type: 2 }] });
  expect(codes(e.diagnostics("other/topo.lb"))).toEqual([]);
  expect(codes(e.diagnostics("other/part.lb"))).toEqual(["hygiene/unused-param"]);
});

test("a text that was never saved is a topology of its own", () => {
  const e = editor({ "topo.lb": "lb 1\n" });
  const uri = "untitled:Untitled-1";
  const textDocument = { uri, languageId: "lb", version: 1, text: "lb 1\nnope\n" };
  e.lsp.notify("textDocument/didOpen", { textDocument });
  e.lsp.flush();
  expect(e.sent.at(-1)).toMatchObject({ params: { uri, diagnostics: [{ code: "word/unknown" }] } });
});
