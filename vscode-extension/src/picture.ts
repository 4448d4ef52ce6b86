/** The picture of a topology beside it, drawn again when the topology or its problems change. */
import {
  languages,
  Range,
  Selection,
  TextEditorRevealType,
  Uri,
  ViewColumn,
  window,
  workspace,
  type Disposable,
  type WebviewPanel,
} from "vscode";
import type { LanguageClient } from "vscode-languageclient";
import type { Picture } from "../../src/lsp/picture.ts";
import { ask, topologyAsked } from "./asked.ts";

/** Milliseconds without a change after which it is drawn again. */
const REST = 200;

const TYPE = "lbc.picture";
const SCRIPTS = { enableScripts: true, localResourceRoots: [] };

/** Those that are open, by the URIs of their topologies. */
const panels = new Map<string, WebviewPanel>();

export async function showPicture(client: LanguageClient): Promise<void> {
  const uri = await topologyAsked(client);
  if (uri === undefined) return;
  const nonce = crypto.randomUUID();
  const first = await ask<Picture>(client, "lbc/graph", { textDocument: { uri }, nonce });
  if (first === undefined) return;
  const { topology, html } = first;
  const known = panels.get(topology);
  if (known !== undefined) {
    known.reveal(undefined, true);
    return;
  }
  const name = decodeURIComponent(topology.slice(topology.lastIndexOf("/") + 1));
  const panel = window.createWebviewPanel(
    TYPE,
    `Picture of ${name}`,
    { viewColumn: ViewColumn.Beside, preserveFocus: true },
    SCRIPTS,
  );
  panel.webview.html = html;
  keepDrawn(client, panel, topology, nonce);
}

/** Pictures that stood there when the window was closed, or is reloaded. */
export function restoredPictures(client: LanguageClient): Disposable {
  return window.registerWebviewPanelSerializer(TYPE, {
    deserializeWebviewPanel: async (panel, state) => {
      const { topology: uri } = (state ?? {}) as { readonly topology?: unknown };
      const nonce = crypto.randomUUID();
      const now =
        typeof uri !== "string"
          ? undefined
          : // A topology that is gone is no news to interrupt with.
            await client
              .sendRequest<Picture>("lbc/graph", { textDocument: { uri }, nonce })
              .catch(() => undefined);
      if (now === undefined || panels.has(now.topology)) return panel.dispose();
      panel.webview.options = SCRIPTS;
      panel.webview.html = now.html;
      keepDrawn(client, panel, now.topology, nonce);
    },
  });
}

function keepDrawn(client: LanguageClient, panel: WebviewPanel, topology: string, nonce: string): void {
  panels.set(topology, panel);
  const draw = async () => {
    // Not through `ask`: what is typed may be unreadable for a while, which is no reason to interrupt.
    const now = await client
      .sendRequest<Picture>("lbc/graph", { textDocument: { uri: topology }, nonce })
      .catch(() => undefined);
    if (now !== undefined && panels.get(topology) === panel && panel.webview.html !== now.html)
      panel.webview.html = now.html;
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(draw, REST);
  };
  const heard = [
    workspace.onDidChangeTextDocument(({ document }) => {
      if (document.languageId === "lb") soon();
    }),
    languages.onDidChangeDiagnostics(soon),
    panel.webview.onDidReceiveMessage((message) => open(Uri.parse(topology), message)),
  ];
  panel.onDidDispose(() => {
    panels.delete(topology);
    clearTimeout(timer);
    for (const one of heard) one.dispose();
  });
}

/** `{ type: "open", file, line }`: a node was clicked. Focus stays in the picture. */
async function open(topology: Uri, message: unknown): Promise<void> {
  const { type, file, line } = (message ?? {}) as Readonly<Record<string, unknown>>;
  if (type !== "open" || typeof file !== "string" || typeof line !== "number") return;
  if (file.split("/").includes("..")) return;
  const uri = topology.scheme === "untitled" ? topology : Uri.joinPath(topology, "..", file);
  const shown = window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
  const editor = await window.showTextDocument(uri, {
    viewColumn: shown?.viewColumn ?? ViewColumn.One,
    preserveFocus: true,
  });
  const at = editor.document.lineAt(Math.min(Math.max(line - 1, 0), editor.document.lineCount - 1)).range
    .start;
  editor.selection = new Selection(at, at);
  editor.revealRange(new Range(at, at), TextEditorRevealType.InCenterIfOutsideViewport);
}
