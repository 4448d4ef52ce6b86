/** A first topology to fill in, not yet saved. */
import { SnippetString, window, workspace } from "vscode";
import snippets from "../snippets/lb.json";

export async function newTopology(): Promise<void> {
  const document = await workspace.openTextDocument({ language: "lb" });
  const editor = await window.showTextDocument(document);
  await editor.insertSnippet(new SnippetString(snippets.topology.body.join("\n")));
}
