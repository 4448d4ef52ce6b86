/** Questions to the server, and of which topology they are. */
import { window } from "vscode";
import type { LanguageClient } from "vscode-languageclient";

/** The answer; undefined when the server refuses, which the person is told. */
export async function ask<T>(client: LanguageClient, method: string, params: object): Promise<T | undefined> {
  try {
    return await client.sendRequest<T>(method, params);
  } catch (error) {
    void window.showErrorMessage(`lbc: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** The file in the active editor, or else the topology of the workspace, of several the one that is picked. */
export async function topologyAsked(client: LanguageClient): Promise<string | undefined> {
  const active = window.activeTextEditor?.document;
  if (active?.languageId === "lb") return active.uri.toString();
  const all = (await ask<{ uri: string; path: string }[]>(client, "lbc/topologies", {})) ?? [];
  const [only] = all;
  if (only === undefined) void window.showInformationMessage("lbc: there is no topology in this workspace");
  if (all.length < 2) return only?.uri;
  const picked = await window.showQuickPick(
    all.map(({ uri, path }) => ({ label: path, uri })),
    { placeHolder: "Of which topology?" },
  );
  return picked?.uri;
}
