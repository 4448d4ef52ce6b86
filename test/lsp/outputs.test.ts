import type { Location } from "vscode-languageserver-protocol";
import { expect, test } from "vitest";
import type { Built, Outputs } from "../../src/lsp/outputs.ts";
import { editor, ROOT } from "../support/editor.ts";
import { shopWith } from "../support/shop.ts";

const textDocument = { uri: `${ROOT}/topo.lb` };
type Editor = ReturnType<typeof editor>;

/** What the line with the cursor causes: `path: text`. */
function causedAt(e: Editor): readonly string[] {
  const { position } = e.at();
  const found = e.ask("lbc/outputs", { range: { start: position, end: position } }) as Outputs;
  expect(found.topology).toBe(textDocument.uri);
  return found.files.flatMap(({ path, lines }) => {
    const { text } = e.ask("lbc/outputText", { topology: found.topology, path }) as { text: string };
    return lines.map((line) => `${path}: ${text.split("\n")[line]?.trim()}`);
  });
}

// What stands in the shop, with the cursor; lines that it must cause; how many at most.
test.each<[string, string, readonly string[], number]>([
  [
    "  virtual_router_id 60",
    "  virtual_router_id‸ 60",
    [
      "lvs1/etc/keepalived/keepalived.conf: virtual_router_id 60",
      "lvs2/etc/keepalived/keepalived.conf: virtual_router_id 60",
    ],
    2,
  ],
  [
    "director lvs1 priority 150",
    "director lvs1 priority 150‸",
    ["lvs1/etc/keepalived/keepalived.conf: priority 150"],
    12,
  ],
  [
    "    server_name www",
    "    ‸server_name www",
    ["edge1/etc/nginx/nginx.conf: server_name www.example.com;"],
    2,
  ],
  // The last brace of a block means the block.
  [
    "  real_server edge[1..2]\n}",
    "  real_server edge[1..2]\n‸}",
    ["lvs1/etc/keepalived/keepalived.conf: lb_algo rr"],
    200,
  ],
])("%j at %j", (from, to, wanted, most) => {
  const found = causedAt(editor(shopWith(from, to)));
  expect(found).toEqual(expect.arrayContaining([...wanted]));
  expect(found.length).toBeLessThanOrEqual(most);
});

test("a line that causes nothing has no files; without a range every file comes", () => {
  const e = editor({ "topo.lb": "lb 1‸\n" });
  expect(causedAt(e)).toEqual([]);
  const all = editor(shopWith("lb 1", "lb 1‸")).ask("lbc/outputs") as Outputs;
  expect(all.files.map((f) => f.path)).toContain("lvs1/etc/keepalived/keepalived.conf");
  expect(all.files.map((f) => f.path)).toContain("ansible/site.yml");
  expect(all.files.every((f) => f.lines.length === 0)).toBe(true);
});

test("every line of every output leads back to the line that causes it", () => {
  const e = editor(shopWith("lb 1", "lb 1‸"));
  const { topology, files } = e.ask("lbc/outputs") as Outputs;
  let led = 0;
  for (const { path } of files) {
    const { text } = e.ask("lbc/outputText", { topology, path }) as { text: string };
    for (const line of text.split("\n").keys()) {
      const place = e.ask("lbc/where", { topology, path, line }) as Location | null;
      if (place === null) continue;
      led++;
      const back = e.ask("lbc/outputs", { range: place.range }) as Outputs;
      expect(back.files.find((f) => f.path === path)?.lines, `${path}:${line}`).toContain(line);
    }
  }
  expect(led).toBeGreaterThan(100);
});

test("an output of an included file leads to that file", () => {
  const e = editor({
    "topo.lb":
      'lb 1‸\nnetwork lan 10.0.0.0/24\ninclude "vip.lb"\nhost a { eth0 10.0.0.1 }\nhost b { eth0 10.0.0.2 }\n',
    "vip.lb":
      "vip v 10.0.0.9 {\n  virtual_router_id 7\n  director a priority 20\n  director b priority 10\n}\n",
  });
  const at = { start: { line: 1, character: 3 }, end: { line: 1, character: 3 } };
  const uri = `${ROOT}/vip.lb`;
  const { topology, files } = e.ask("lbc/outputs", { textDocument: { uri }, range: at }) as Outputs;
  expect([topology, files.length]).toEqual([textDocument.uri, 2]);
  const [file] = files;
  const place = e.ask("lbc/where", { topology, path: file!.path, line: file!.lines[0] }) as Location;
  expect([place.uri, place.range.start.line]).toEqual([uri, 1]);
});

test("of what has errors nothing is made, and it is said", () => {
  const e = editor({ "topo.lb": "lb 1\nnope‸\n" });
  const refused = { error: { message: expect.stringContaining("topo.lb has errors") } };
  expect(e.request("lbc/outputs", { textDocument })).toMatchObject(refused);
  expect(e.request("lbc/build", { textDocument, folder: "out" })).toMatchObject(refused);
  expect(e.request("lbc/outputText", { topology: textDocument.uri, path: "x" })).toMatchObject(refused);
});

test("files and topologies that are not there are refused", () => {
  const e = editor(shopWith("lb 1", "lb 1‸"));
  const gone = { topology: textDocument.uri, path: "../etc/passwd", line: 0 };
  expect(e.request("lbc/outputText", gone)).toMatchObject({
    error: { message: expect.stringContaining("no longer made") },
  });
  const absent = { textDocument: { uri: `${ROOT}/absent.lb` } };
  expect(e.request("lbc/outputs", absent)).toMatchObject({
    error: { message: expect.stringContaining("no topology") },
  });
});

test("what cannot be written here is handed to the client to write", () => {
  const e = editor(shopWith("lb 1", "lb 1‸"));
  const { files = [], message } = e.ask("lbc/build", { folder: "out" }) as Built;
  expect(message).toBe(`${files.length} files in out`);
  expect(files.find((f) => f.path === "lvs1/etc/keepalived/keepalived.conf")?.text).toContain(
    "vrrp_instance",
  );
});

test("where there is a machine it builds there, and in no folder but one below the topology's", async () => {
  const asked: unknown[] = [];
  const e = editor(shopWith("lb 1", "lb 1‸"), {
    surroundings: {
      build: async (...args) => {
        asked.push(args);
        return { message: "built" };
      },
    },
  });
  expect(await e.askLater("lbc/build", { folder: "made/here" })).toEqual({ message: "built" });
  expect(asked).toEqual([[ROOT, "topo.lb", "made/here"]]);
  const full = editor(shopWith("lb 1", "lb 1‸"), {
    surroundings: { build: async () => ({ refused: "the disk is full" }) },
  });
  await expect(full.askLater("lbc/build", { folder: "out" })).rejects.toThrow(/^the disk is full$/);
  for (const folder of [
    "",
    "/etc",
    "..",
    "a/../..",
    "./a",
    "a//b",
    "c:\\x",
    "a\\..\\..",
    ".git",
    "a/.hidden",
  ])
    expect(e.request("lbc/build", { textDocument, folder })).toMatchObject({
      error: { message: expect.stringContaining("no folder below") },
    });
  expect(asked).toHaveLength(1);
});

test("the topologies of the workspace, open or not; what they include is none", () => {
  const e = editor(
    {
      "topo.lb": 'lb 1‸\ninclude "part.lb"\n',
      "part.lb": "param x 1\n",
      "b/other topo.lb": "lb 1\n",
    },
    { closed: ["part.lb", "b/other topo.lb"] },
  );
  expect(e.ask("lbc/topologies")).toEqual([
    { uri: `${ROOT}/topo.lb`, path: "w/topo.lb" },
    { uri: `${ROOT}/b/other%20topo.lb`, path: "b/other topo.lb" },
  ]);
});
