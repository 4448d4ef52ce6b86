/** The language server as an editor starts it: a process, and messages over its standard input and output. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node";
import type { Hover, PublishDiagnosticsParams } from "vscode-languageserver-protocol";
import { lbcPath } from "../support/lbc.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lbc lsp é-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function start(args: readonly string[] = []) {
  const child = spawn(process.execPath, [lbcPath, "lsp", ...args], {
    cwd: folder,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const exited = new Promise<number | null>((resolve) => void child.on("exit", resolve));
  const waiting: ((p: PublishDiagnosticsParams) => void)[] = [];
  connection.onNotification("textDocument/publishDiagnostics", (p: PublishDiagnosticsParams) =>
    waiting.shift()?.(p),
  );
  connection.listen();
  return {
    child,
    connection,
    exited,
    published: () => new Promise<PublishDiagnosticsParams>((resolve) => void waiting.push(resolve)),
  };
}

test("a conversation from the start to the end", async () => {
  writeFileSync(join(folder, "topo.lb"), 'lb 1\nnetwork lan 10.0.0.0/24\ninclude "hosts.lb"\n');
  writeFileSync(join(folder, "hosts.lb"), "host a { eth0 10.0.0.1 }\n");
  const { connection, exited, published } = start(["--stdio", "--clientProcessId=1"]);
  await expect(connection.sendRequest("textDocument/hover", {})).rejects.toMatchObject({ code: -32002 });
  const uri = pathToFileURL(join(folder, "hosts.lb")).href;
  const root = pathToFileURL(folder).href;
  const { capabilities } = await connection.sendRequest<{ capabilities: object }>("initialize", {
    processId: null,
    capabilities: {},
    rootUri: root,
    workspaceFolders: [{ uri: root, name: "w" }],
  });
  expect(capabilities).toMatchObject({ positionEncoding: "utf-16", hoverProvider: true });
  await connection.sendNotification("initialized", {});

  const first = published();
  const text = "host b { eth0 10.0.1.1 }\n";
  await connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "lb", version: 1, text },
  });
  // Of the topology that is only on disk: the host lies in no network of its.
  expect(await first).toMatchObject({ uri, version: 1, diagnostics: [{ code: "host/no-network" }] });
  const [problem] = (await first).diagnostics;
  expect(problem?.codeDescription?.href).toMatch(/^file:.*spec\/problems\.md#hostno-network$/);

  const second = published();
  const at = { line: 0, character: text.indexOf("1.1") };
  await connection.sendNotification("textDocument/didChange", {
    textDocument: { uri, version: 2 },
    contentChanges: [{ range: { start: at, end: { ...at, character: at.character + 1 } }, text: "0" }],
  });
  expect(await second).toMatchObject({ uri, version: 2, diagnostics: [] });

  const textDocument = { uri };
  const { contents } = await connection.sendRequest<Hover>("textDocument/hover", {
    textDocument,
    position: { line: 0, character: 0 },
  });
  expect(contents).toMatchObject({ kind: "markdown" });
  await expect(connection.sendRequest("textDocument/hover", { position: 1 })).rejects.toMatchObject({
    code: -32603,
  });
  expect(await connection.sendRequest("textDocument/foldingRange", { textDocument })).toEqual([]);
  const third = published();
  await connection.sendNotification("textDocument/didChange", {
    textDocument: { uri, version: 3 },
    contentChanges: [{ text: "host   b { eth0 10.0.0.1 }\n" }],
  });
  await third;
  expect(await connection.sendRequest("textDocument/formatting", { textDocument, options: {} })).toEqual([
    { range: { start: { line: 0, character: 5 }, end: { line: 0, character: 7 } }, newText: "" },
  ]);
  await connection.sendRequest("shutdown");
  await connection.sendNotification("exit");
  expect(await exited).toBe(0);
});

test("an editor that dies takes the server with it", async () => {
  const { child, exited } = start();
  child.stdin.end();
  expect(await exited).toBe(1);
});
