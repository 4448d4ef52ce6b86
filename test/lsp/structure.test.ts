import { describe, expect, test } from "vitest";
import type {
  CodeAction,
  CodeLens,
  DocumentLink,
  FoldingRange,
  InlayHint,
  SelectionRange,
  SemanticTokens,
  TextEdit,
} from "vscode-languageserver-protocol";
import { format } from "../../src/format/format.ts";
import { offsetOf } from "../../src/lsp/positions.ts";
import { tokenTypes } from "../../src/lsp/tokens.ts";
import { editor, ROOT } from "../support/editor.ts";
import { shop, shopWith } from "../support/shop.ts";

const whole = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };
const topo = { uri: `${ROOT}/topo.lb` };

test("blocks fold up to their closing brace, comments that follow each other together", () => {
  const e = editor({
    "topo.lb":
      "# one\n# two\nlb 1 # three\nvip v 10.0.0.1 {\n  director a\n    priority 1\n}\nhost b { eth0 10.0.0.2 }\n‸",
  });
  const folds = e.ask("textDocument/foldingRange") as readonly FoldingRange[];
  expect(folds.map((f) => [f.startLine, f.endLine, f.kind])).toEqual([
    [3, 5, undefined],
    [4, 5, undefined],
    [0, 1, "comment"],
  ]);
});

test("the selection grows from the word to the file", () => {
  const e = editor(shopWith("director lvs1", "director lv‸s1"));
  const { line, character } = { line: 7, character: 13 };
  const [first] = e.ask("textDocument/selectionRange", {
    positions: [{ line, character }],
  }) as readonly SelectionRange[];
  const texts: string[] = [];
  for (let at: SelectionRange | undefined = first; at !== undefined; at = at.parent)
    texts.push(e.words("topo.lb", at.range).split("\n")[0] ?? "");
  expect(texts).toEqual(["lvs1", "director lvs1 priority 150", "", "vip shop 192.168.170.100 {", "lb 1"]);
});

test("includes are links", () => {
  const e = editor({ "topo.lb": 'lb 1\ninclude "parts/a b.lb"\nnginx x on y { include mime.types }\n‸' });
  expect((e.ask("textDocument/documentLink") as readonly DocumentLink[]).map((l) => l.target)).toEqual([
    `${ROOT}/parts/a%20b.lb`,
  ]);
});

/** Tokens with their words, as an editor reads them. */
function coloured(text: string): readonly string[] {
  const e = editor({ "topo.lb": `${text}‸` });
  const { data } = e.ask("textDocument/semanticTokens/full") as SemanticTokens;
  const out: string[] = [];
  let line = 0;
  let character = 0;
  for (let i = 0; i < data.length; i += 5) {
    const [down = 0, right = 0, length = 0, type = 0, modifiers = 0] = data.slice(i, i + 5);
    line += down;
    character = down === 0 ? character + right : right;
    const at = offsetOf({ name: "", text }, { line, character });
    out.push(`${tokenTypes[type]}${modifiers === 1 ? "!" : ""} ${text.slice(at, at + length)}`);
  }
  return out;
}

test("words are coloured by what they are", () => {
  expect(
    coloured(
      'lb 1 # é\nparam "𝒳" x\nhost a[1..2] { eth0 10.0.0.1; cpus 8 }\nvip v 10.0.0.9 { director a1 priority 5 }\nvirtual_server v:80 { forward dr }\nnginx n on a1 { root "/a\nb"; server { listen 80 } }\n',
    ),
  ).toEqual([
    "keyword lb",
    "number 1",
    "comment # é",
    "keyword param",
    'number "𝒳"',
    "string x",
    "keyword host",
    "variable! a[1..2]",
    "property eth0",
    "number 10.0.0.1",
    "property cpus",
    "number 8",
    "keyword vip",
    "variable! v",
    "number 10.0.0.9",
    "property director",
    "variable a1",
    "property priority",
    "number 5",
    "keyword virtual_server",
    "variable v",
    "number :80",
    "property forward",
    "enumMember dr",
    "keyword nginx",
    "variable! n",
    "keyword on",
    "variable a1",
    "function root",
    'string "/a',
    'string b"',
    "function server",
    "function listen",
    "number 80",
  ]);
});

test("hints say what is derived: who is master, what trackers make of priorities, budgets, ranges", () => {
  const e = editor(
    shopWith("  director lvs1", "  track ok { script /bin/true; every 1s; weight 20 }‸\n  director lvs1"),
  );
  const hints = e.ask("textDocument/inlayHint", { range: whole }) as readonly InlayHint[];
  expect(hints.map((h) => `${h.position.line + 1}: ${String(h.label)}`)).toEqual([
    "3: ×2",
    "4: ×2",
    "5: ×2",
    "9: master, priority 170",
    "10: backup, priority 120",
    "16: ×2",
    "18: ×2",
    "20: 4014 of 8192 descriptors",
    "21: ×2",
    "30: ×2",
  ]);
  expect(e.ask("textDocument/inlayHint", { range: { ...whole, end: { line: 2, character: 0 } } })).toEqual(
    [],
  );
});

test("lenses say what a service survives, and who follows whom", () => {
  const e = editor(shopWith("lb 1", "lb 1‸"));
  const lenses = e.ask("textDocument/codeLens") as readonly CodeLens[];
  expect(lenses.map((l) => `${l.range.start.line + 1}: ${l.command?.title}`)).toEqual([
    "11: 2 real servers, survives any 1",
    "6: lvs1, then lvs2, then nobody",
  ]);
});

test("lenses say whether what is expected is so", () => {
  const e = editor({
    "topo.lb": `${shop}expect down lvs1 { vip shop on lvs2 }
expect down lvs2 { vip shop on lvs2; virtual_server shop:80 served }
expect http://www.example.com/img/x { location /img/; status 418 }
expect http://www.example.com/ {
  upstream tomcats
}
‸`,
  });
  const lenses = e.ask("textDocument/codeLens") as readonly CodeLens[];
  const own = lenses.filter((l) => l.range.start.line >= 29);
  expect(own.map((l) => `${l.range.start.line + 1}: ${l.command?.title}`)).toEqual([
    "30: passes",
    "31: 1 false",
    "32: 1 not decided",
    "33: passes",
  ]);
});

function actions(files: Readonly<Record<string, string>>, only?: readonly string[]) {
  const e = editor(files);
  const context = { diagnostics: [], ...(only === undefined ? {} : { only }) };
  return { e, found: e.ask("textDocument/codeAction", { range: whole, context }) as readonly CodeAction[] };
}
const resultOf = (e: ReturnType<typeof editor>, action: CodeAction | undefined) =>
  e.applied("topo.lb", (action?.edit?.changes?.[topo.uri] ?? []) as TextEdit[]);

test("a waiver goes into the block, in its form, and excuses the problem", () => {
  const files = shopWith("  check http { path /healthz; status 200; every 5s; timeout 2s }\n", "‸");
  const { e, found } = actions(files);
  const before = e.diagnostics("topo.lb").map((d) => d.code);
  expect(before).toContain("ipvs/no-check");
  const text = resultOf(
    e,
    found.find((a) => a.title.startsWith("waive ipvs/no-check")),
  );
  expect(text).toContain('virtual_server shop:80 {\n  waive ipvs/no-check because "say why"\n  forward dr');
  const after = editor({ "topo.lb": `${text}‸` })
    .diagnostics("topo.lb")
    .map((d) => d.code);
  expect(after).toEqual(before.filter((c) => c !== "ipvs/no-check"));
});

test("a waiver ends its line as the lines of the file end", () => {
  const files = shopWith("  check http { path /healthz; status 200; every 5s; timeout 2s }\n", "‸");
  const crlf = Object.fromEntries(Object.entries(files).map(([k, v]) => [k, v.replaceAll("\n", "\r\n")]));
  const { e, found } = actions(crlf);
  const text = resultOf(
    e,
    found.find((a) => a.title.startsWith("waive ipvs/no-check")),
  );
  expect(text).toContain('{\r\n  waive ipvs/no-check because "say why"\r\n  forward dr');
  expect(text).not.toMatch(/[^\r]\n/);
});

test("a quick fix mends its problem; all safe fixes can be had at once", () => {
  const files = { "topo.lb": `${shop}waive arp/mute because "of old"‸\n` };
  const { e, found } = actions(files);
  const fix = found.find((a) => a.title === "remove the waiver");
  expect(fix).toMatchObject({
    kind: "quickfix",
    isPreferred: true,
    diagnostics: [{ code: "waive/nothing" }],
  });
  expect(resultOf(e, fix)).toBe(shop);
  const all = found.find((a) => a.kind === "source.fixAll");
  const resolved = e.request("codeAction/resolve", all);
  expect("result" in resolved && resultOf(e, resolved.result as CodeAction)).toBe(shop);
  const asked = actions(files, ["source.fixAll"]);
  expect(asked.found.map((a) => a.kind)).toEqual(["source.fixAll"]);
  expect(resultOf(asked.e, asked.found[0])).toBe(shop);
});

test("the page of a rule is shown on demand", () => {
  const e = editor({ "topo.lb": "lb 1‸" });
  const answer = e.request("workspace/executeCommand", { command: "lbc.explain", arguments: ["arp/mute"] });
  expect(answer).toEqual({ result: "# arp/mute" });
  expect(e.asked).toEqual([{ method: "window/showDocument", params: { uri: "page:arp/mute" } }]);
  expect(e.request("workspace/executeCommand", { command: "rm" })).toMatchObject({ error: { code: -32600 } });
});

describe("formatting", () => {
  const surroundings = {
    format: async (name: string, text: string) => {
      const { result } = await format(name, text);
      return "text" in result ? result.text : text;
    },
  };
  const ugly = "lb  1\nhost a {eth0 10.0.0.1}\n\nhost é {\neth0   10.0.0.2\n}‸\nhost  b  {\n";
  const made = async (method: string, text: string, params: object = {}) => {
    const e = editor({ "topo.lb": text }, { surroundings });
    return e.applied("topo.lb", (await e.askLater(method, params)) as TextEdit[]);
  };
  const lines = (from: number, to: number) => ({
    range: { start: { line: from, character: 0 }, end: { line: to, character: 1 } },
  });

  test("of a whole file, around what is broken", async () => {
    expect(await made("textDocument/formatting", ugly)).toBe(
      "lb 1\nhost a { eth0 10.0.0.1 }\n\nhost é {\n  eth0 10.0.0.2\n}\nhost  b  {\n",
    );
  });
  test("of a range, the declarations it touches", async () => {
    expect(await made("textDocument/rangeFormatting", ugly, lines(4, 4))).toBe(
      "lb  1\nhost a {eth0 10.0.0.1}\n\nhost é {\n  eth0 10.0.0.2\n}\nhost  b  {\n",
    );
    expect(await made("textDocument/rangeFormatting", ugly, lines(0, 1))).toMatch(
      /^lb 1\nhost a \{ eth0 10.0.0.1 \}\n\nhost é \{\neth0 {3}10/,
    );
  });
  test("as one types, when a declaration is closed, and not in the middle of one", async () => {
    const close = { ch: "}" };
    expect(await made("textDocument/onTypeFormatting", ugly, close)).toContain(
      "host é {\n  eth0 10.0.0.2\n}\n",
    );
    const inner = "nginx w on a {\nserver {\nlisten   80\n}‸\n}\n";
    expect(await made("textDocument/onTypeFormatting", inner, close)).toBe(inner.replace("‸", ""));
  });
  test("leaves alone a line that another declaration shares", async () => {
    const shared = "host a {eth0 10.0.0.1}; host b {eth0 10.0.0.2\n}‸\n";
    const one = { range: { start: { line: 1, character: 1 }, end: { line: 1, character: 1 } } };
    expect(await made("textDocument/rangeFormatting", shared, one)).toBe(shared.replace("‸", ""));
  });
  test("sends only what differs, and nothing without a formatter or when it is well", async () => {
    const e = editor({ "topo.lb": "lb  1\nlb é\n‸" }, { surroundings });
    expect(await e.askLater("textDocument/formatting")).toEqual([
      { range: { start: { line: 0, character: 3 }, end: { line: 0, character: 4 } }, newText: "" },
    ]);
    const well = editor({ "topo.lb": "lb 1\n‸" }, { surroundings });
    expect(await well.askLater("textDocument/formatting")).toEqual([]);
    const none = editor({ "topo.lb": "lb  1\n‸" });
    expect(await none.askLater("textDocument/formatting")).toEqual([]);
  });
  test("a formatter that fails answers that request alone", async () => {
    const e = editor(
      { "topo.lb": "lb  1\n‸" },
      { surroundings: { format: () => Promise.reject(new Error("worn out")) } },
    );
    await expect(e.askLater("textDocument/formatting")).rejects.toThrow("worn out");
    expect(e.ask("textDocument/foldingRange")).toEqual([]);
  });
});
