// Runs inside VS Code's extension host, that of node and that of a web worker: so it takes no modules but `vscode`.
const vscode = require("vscode");

const show = (value) => JSON.stringify(value);
const fail = (message) => {
  throw new Error(message);
};
const same = (found, wanted) => show(found) === show(wanted) || fail(`${show(found)} is not ${show(wanted)}`);
const holds = (text, part) => String(text).includes(part) || fail(`${show(text)} lacks ${show(part)}`);
/** Asks again until there is an answer: a settings change makes VS Code drop one. */
async function until(what, ask) {
  const end = Date.now() + 90_000;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) fail(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const folder = vscode.workspace.workspaceFolders[0].uri;
const uriOf = (path) => vscode.Uri.joinPath(folder, path);
const topo = uriOf("shop/topo.lb");
const run = (command, ...args) => vscode.commands.executeCommand(command, ...args);
const codes = (uri) => vscode.languages.getDiagnostics(uri).map((d) => d.code.value ?? d.code);
const open = async (uri) => vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
/** The place of a text in the document, some letters in. */
function at(document, text, letters = 0) {
  const offset = document.getText().indexOf(text);
  if (offset < 0) fail(`${text} is not there`);
  return document.positionAt(offset + letters);
}
async function replace(document, text, by) {
  const edit = new vscode.WorkspaceEdit();
  const start = at(document, text);
  edit.replace(
    document.uri,
    new vscode.Range(start, document.positionAt(document.offsetAt(start) + text.length)),
    by,
  );
  await vscode.workspace.applyEdit(edit);
}

const tests = {
  async "problems of files that are not open"() {
    // In a worker VS Code looks for `*.lb` by a search, whose program this workbench lacks: a file must begin.
    if (globalThis.WorkerGlobalScope) await open(uriOf("set/topo.lb"));
    const found = await until("topo.lb", () => codes(uriOf("topo.lb")).length > 0 && codes(uriOf("topo.lb")));
    same(found, ["word/unknown"]);
    const [problem] = vscode.languages.getDiagnostics(uriOf("topo.lb"));
    same([problem.source, problem.code.target.toString()], ["lbc", "lbc-page:/word/unknown.md"]);
  },
  async "an included file belongs to the topology"() {
    // By itself it would have no network.
    await open(topo);
    await until("the topology", () => codes(topo).length === 0);
    same(codes(uriOf("shop/hosts.lb")), []);
  },
  async "lbc.json beside the topology holds"() {
    const { document } = await open(uriOf("set/topo.lb"));
    await until("the topology", () => document.languageId === "lb");
    same(codes(document.uri).includes("vrrp/priority-tie"), false);
    const config = uriOf("set/lbc.json");
    await vscode.workspace.fs.writeFile(config, new TextEncoder().encode("{}"));
    await until("the rule", () => codes(document.uri).includes("vrrp/priority-tie"));
  },
  async "facts are read"() {
    await until("facts", () => codes(uriOf("set/topo.lb")).includes("facts/address"));
  },
  async hover() {
    const { document } = await open(topo);
    const [found] = await until("hover", async () => {
      const all = await run("vscode.executeHoverProvider", topo, at(document, "virtual_router_id", 3));
      return all.length > 0 && all;
    });
    holds(found.contents[0].value, "1 to 255");
  },
  async "definition in an included file"() {
    const { document } = await open(topo);
    const [place] = await run("vscode.executeDefinitionProvider", topo, at(document, "director lvs1", 10));
    same([place.uri.toString(), place.range.start.line], [uriOf("shop/hosts.lb").toString(), 0]);
  },
  async symbols() {
    const all = await run("vscode.executeDocumentSymbolProvider", topo);
    same(
      all.some((s) => s.name.includes("shop")),
      true,
    );
  },
  async "semantic tokens, hints and lenses"() {
    const { document } = await open(topo);
    const { data } = await run("vscode.provideDocumentSemanticTokens", topo);
    same(data.length > 20 * 5, true);
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const hints = await run("vscode.executeInlayHintProvider", topo, whole);
    same(
      hints.some((h) => show(h.label).includes("master")),
      true,
    );
    const lenses = await run("vscode.executeCodeLensProvider", topo, 99);
    same(
      lenses.some((l) => l.command?.title.includes("lvs1, then lvs2")),
      true,
    );
  },
  async completion() {
    const { document } = await open(topo);
    const { items } = await run(
      "vscode.executeCompletionItemProvider",
      topo,
      at(document, "scheduler rr", 10),
    );
    same(
      items.some((i) => (i.label.label ?? i.label) === "wlc"),
      true,
    );
  },
  async "rename across files"() {
    const { document } = await open(topo);
    const edit = await run(
      "vscode.executeDocumentRenameProvider",
      topo,
      at(document, "vip shop", 5),
      "store",
    );
    same(edit.get(topo).length, 2);
  },
  async "a mistake, its fix, and the mistake is gone"() {
    const { document } = await open(topo);
    await replace(document, "priority 100", "priority 150");
    await until("the tie", () => codes(topo).includes("vrrp/priority-tie"));
    const place = at(document, "director lvs2");
    const line = document.lineAt(place.line).range;
    const fix = await until("the fix", async () => {
      const all = await run("vscode.executeCodeActionProvider", topo, line, "quickfix");
      return all.find((a) => a.edit && !a.title.startsWith("waive"));
    });
    await vscode.workspace.applyEdit(fix.edit);
    await until("peace", () => !codes(topo).includes("vrrp/priority-tie"));
    await run("workbench.action.files.revert");
  },
  async format() {
    // VS Code makes the edits smaller: the text counts.
    const document = await vscode.workspace.openTextDocument({
      language: "lb",
      content: "lb   1\nnetwork  lan 10.0.0.0/24\n",
    });
    const edits = await run("vscode.executeFormatDocumentProvider", document.uri, {
      tabSize: 2,
      insertSpaces: true,
    });
    const edit = new vscode.WorkspaceEdit();
    edit.set(document.uri, edits);
    await vscode.workspace.applyEdit(edit);
    same(document.getText(), "lb 1\nnetwork lan 10.0.0.0/24\n");
  },
  async "a file that was never saved is checked"() {
    const document = await vscode.workspace.openTextDocument({ language: "lb", content: "lb 1\nnope\n" });
    await until("the problem", () => codes(document.uri).includes("word/unknown"));
  },
  async "a new topology is whole"() {
    await run("lbc.newTopology");
    const { document } = vscode.window.activeTextEditor;
    same([document.languageId, document.isUntitled], ["lb", true]);
    holds(document.getText(), "virtual_server shop:80");
    // Once the server has read it: before, it was empty, which is a problem.
    await run("vscode.executeDocumentSymbolProvider", document.uri);
    await until("no problem", () => codes(document.uri).length === 0);
  },
  async "the output of a line, and back"() {
    const editor = await open(topo);
    const place = at(editor.document, "virtual_router_id", 2);
    editor.selection = new vscode.Selection(place, place);
    const asked = run("lbc.showOutput");
    // Two directors have the line: one is picked.
    await until("the output", async () => {
      await run("workbench.action.acceptSelectedQuickOpenItem");
      return vscode.window.activeTextEditor?.document.uri.scheme === "lbc-output";
    });
    await asked;
    const shown = vscode.window.activeTextEditor;
    same(shown.document.uri.path, "/lvs1/etc/keepalived/keepalived.conf");
    const line = await until("the line", () => shown.selection.active.line);
    same(shown.document.lineAt(line).text.trim(), "virtual_router_id 60");
    const [definition] = await run(
      "vscode.executeDefinitionProvider",
      shown.document.uri,
      shown.selection.active,
    );
    same(definition.range.start.line, place.line);
    await run("lbc.goToCause");
    const back = vscode.window.activeTextEditor;
    same([back.document.uri.toString(), back.selection.active.line], [topo.toString(), place.line]);
    // What is typed is seen in the output.
    await replace(back.document, "virtual_router_id 60", "virtual_router_id 61");
    await until("the new output", () => shown.document.getText().includes("virtual_router_id 61"));
    await run("workbench.action.files.revert");
  },
  async "the way of a request, whose places are links"() {
    const query = JSON.stringify({ textDocument: { uri: topo.toString() }, url: "http://192.168.170.100/" });
    const uri = vscode.Uri.from({ scheme: "lbc-trace", path: "/x.trace", query });
    const document = await vscode.workspace.openTextDocument(uri);
    holds(document.getText(), "GET http://192.168.170.100/ from");
    const links = await run("vscode.executeLinkProvider", uri);
    const [place] = links.filter((l) => l.target.path.endsWith("/shop/topo.lb"));
    same([document.getText(place.range), place.target.fragment], ["topo.lb:4:10", "L4,10"]);
    const nowhere = uri.with({ query: query.replace(".100/", ".9/") });
    holds((await vscode.workspace.openTextDocument(nowhere)).getText(), "it cannot be told");
  },
  async "the picture, once for a topology"() {
    const pictures = () =>
      vscode.window.tabGroups.all
        .flatMap((g) => g.tabs)
        .filter((t) => t.input?.viewType?.includes("lbc.picture"));
    await open(topo);
    await run("lbc.showPicture");
    await until("the picture", () => pictures().length === 1);
    await open(topo);
    await run("lbc.showPicture");
    same(pictures().length, 1);
    await vscode.window.tabGroups.close(pictures());
  },
  async "lbc.json is held to its schema"() {
    if (globalThis.WorkerGlobalScope) return; // there VS Code's own extension for JSON cannot reach the test's files
    const config = uriOf("set/lbc.json");
    await open(config);
    await vscode.workspace.fs.writeFile(config, new TextEncoder().encode('{ "rules": 5 }'));
    await until("the schema", () =>
      vscode.languages
        .getDiagnostics(config)
        .some((d) => d.source !== "lbc" && d.message.includes("Incorrect type")),
    );
  },
  async "the page of a rule"() {
    const page = await vscode.workspace.openTextDocument(vscode.Uri.parse("lbc-page:/vrrp/priority-tie.md"));
    holds(page.getText(), "# vrrp/priority-tie");
    const problem = await vscode.workspace.openTextDocument(vscode.Uri.parse("lbc-page:/name/unknown.md"));
    holds(problem.getText(), "# name/unknown");
    await run("lbc.explain", "vrrp/priority-tie");
    await until("the preview", () => {
      const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {};
      return input?.viewType?.includes("markdown.preview");
    });
  },
  async build() {
    await open(topo);
    await run("lbc.build");
    const file = uriOf("shop/out/lvs1/etc/keepalived/keepalived.conf");
    const bytes = await until("the file", () =>
      vscode.workspace.fs.readFile(file).then(
        (b) => b,
        () => undefined,
      ),
    );
    holds(new TextDecoder().decode(bytes), "virtual_router_id 60");
  },
  async "the words are known to the editor"() {
    const all = await vscode.commands.getCommands(true);
    for (const name of ["build", "showPicture", "showOutput", "goToCause", "trace", "explain", "newTopology"])
      same(all.includes(`lbc.${name}`), true);
  },
};

exports.run = async () => {
  let failed = 0;
  for (const [name, body] of Object.entries(tests)) {
    try {
      await body();
      console.log(`ok ${name}`);
    } catch (error) {
      failed++;
      console.log(`FAILED ${name}: ${error.stack}`);
    }
  }
  const host = globalThis.WorkerGlobalScope ? "web worker" : "node";
  console.log(
    `done ${Object.keys(tests).length - failed} passed, ${failed} failed in VS Code ${vscode.version}, ${host}`,
  );
  if (failed > 0) throw new Error(`${failed} failed`);
};
