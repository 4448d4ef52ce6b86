import type { ServerCapabilities } from "vscode-languageserver-protocol";
import { EXPLAIN } from "./actions.ts";
import type { Surroundings } from "./surroundings.ts";
import { tokenModifiers, tokenTypes } from "./tokens.ts";

/** What the server can do, as it says at the start. */
export function capabilities({ format }: Surroundings): ServerCapabilities {
  const formatting: ServerCapabilities = {
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
    documentOnTypeFormattingProvider: { firstTriggerCharacter: "}" },
  };
  return {
    positionEncoding: "utf-16",
    textDocumentSync: { openClose: true, change: 2, save: false },
    completionProvider: { triggerCharacters: [" ", "(", "/", ":", "$"] },
    hoverProvider: true,
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    renameProvider: { prepareProvider: true },
    documentSymbolProvider: true,
    workspaceSymbolProvider: true,
    foldingRangeProvider: true,
    selectionRangeProvider: true,
    semanticTokensProvider: { legend: { tokenTypes, tokenModifiers }, full: true, range: true },
    documentLinkProvider: {},
    codeActionProvider: { codeActionKinds: ["quickfix", "source.fixAll"], resolveProvider: true },
    executeCommandProvider: { commands: [EXPLAIN] },
    inlayHintProvider: true,
    codeLensProvider: {},
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    ...(format === undefined ? {} : formatting),
  };
}
