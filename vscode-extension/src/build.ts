/** Writes the files of a topology. */
import { ProgressLocation, Uri, window, workspace } from "vscode";
import type { LanguageClient } from "vscode-languageclient";
import type { Built } from "../../src/lsp/outputs.ts";
import { ask, topologyAsked } from "./asked.ts";

export async function buildFiles(client: LanguageClient): Promise<void> {
  const uri = await topologyAsked(client);
  if (uri === undefined) return;
  if (Uri.parse(uri).scheme === "untitled") {
    void window.showInformationMessage("lbc: save the topology first; its files are written beside it");
    return;
  }
  // What is built is what is on disk.
  for (const document of workspace.textDocuments)
    if (document.languageId === "lb" && document.isDirty && !document.isUntitled) await document.save();
  const folder = workspace.getConfiguration("lbc", Uri.parse(uri)).get<string>("build.folder") ?? "out";
  const location = ProgressLocation.Window;
  await window.withProgress({ location, title: "lbc: building" }, async () => {
    const built = await ask<Built>(client, "lbc/build", { textDocument: { uri }, folder });
    if (built === undefined) return;
    const { files = [], message } = built;
    const target = Uri.joinPath(Uri.parse(uri), "..", folder);
    const encoder = new TextEncoder();
    for (const { path, text } of files)
      await workspace.fs.writeFile(Uri.joinPath(target, path), encoder.encode(text));
    void window.showInformationMessage(`lbc: ${message}`);
  });
}
