/** The files that a topology makes, beside it, and the way there and back. */
import {
  Disposable,
  languages,
  Location,
  Range,
  Selection,
  TextEditorRevealType,
  ThemeColor,
  Uri,
  ViewColumn,
  window,
  workspace,
  type TextDocument,
  type TextEditor,
} from "vscode";
import type { LanguageClient } from "vscode-languageclient";
import type { Location as ProtocolLocation } from "vscode-languageserver-protocol";
import type { Outputs } from "../../src/lsp/outputs.ts";
import { ask } from "./asked.ts";
import { orReason, virtualTexts } from "./virtual.ts";

const SCHEME = "lbc-output";

/** The path is that of the output, the query the URI of the topology. */
function uriOf(topology: string, path: string): Uri {
  return Uri.from({ scheme: SCHEME, path: `/${path}`, query: topology });
}
const fileAt = ({ path, query }: Uri) => ({ topology: query, path: path.slice(1) });

const caused = window.createTextEditorDecorationType({
  isWholeLine: true,
  backgroundColor: new ThemeColor("editor.wordHighlightStrongBackground"),
  overviewRulerColor: new ThemeColor("editorOverviewRuler.wordHighlightStrongForeground"),
});

export function outputs(client: LanguageClient): Disposable {
  return Disposable.from(
    caused,
    virtualTexts(SCHEME, (uri) =>
      orReason(client.sendRequest<{ text: string }>("lbc/outputText", fileAt(uri)).then(({ text }) => text)),
    ),
    languages.registerDefinitionProvider(
      { scheme: SCHEME },
      { provideDefinition: (document, { line }) => causeOf(client, document, line) },
    ),
  );
}

/** Shows the lines that the active editor's line caused; asks in which file where there are several. */
export async function showOutput(client: LanguageClient): Promise<void> {
  const editor = window.activeTextEditor;
  if (editor?.document.languageId !== "lb") return;
  const { document, selection } = editor;
  const found = await ask<Outputs>(client, "lbc/outputs", {
    textDocument: { uri: document.uri.toString() },
    range: client.code2ProtocolConverter.asRange(selection),
  });
  if (found === undefined) return;
  const { topology, files } = found;
  if (files.length === 0) {
    void window.showInformationMessage("lbc: this line causes no line of the outputs");
    return;
  }
  const picked =
    files.length === 1
      ? files[0]
      : await window.showQuickPick(
          files.map((file) => ({
            label: file.path,
            description: `${file.lines.length} ${file.lines.length === 1 ? "line" : "lines"}`,
            detail: file.purpose,
            ...file,
          })),
          { placeHolder: "This line causes lines of several files" },
        );
  if (picked !== undefined) await show(uriOf(topology, picked.path), picked.lines);
}

async function show(uri: Uri, lines: readonly number[]): Promise<void> {
  const document = await workspace.openTextDocument(uri);
  const shown = await window.showTextDocument(document, {
    viewColumn: ViewColumn.Beside,
    preserveFocus: false,
  });
  const ranges = lines.map((line) => document.lineAt(Math.min(line, document.lineCount - 1)).range);
  shown.setDecorations(caused, ranges);
  const [first] = ranges;
  if (first !== undefined) reveal(shown, first);
}

function reveal(editor: TextEditor, range: Range): void {
  editor.selection = new Selection(range.start, range.start);
  editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
}

/** From the active line of an output to the line of the topology that caused it. */
export async function goToCause(client: LanguageClient): Promise<void> {
  const editor = window.activeTextEditor;
  if (editor?.document.uri.scheme !== SCHEME) return;
  const cause = await causeOf(client, editor.document, editor.selection.active.line);
  if (cause === undefined) {
    void window.showInformationMessage("lbc: no line of the topology caused this one");
    return;
  }
  // The editor that shows it already, or else the column beside.
  const open = window.visibleTextEditors.find(
    ({ document }) => document.uri.toString() === cause.uri.toString(),
  );
  const viewColumn = open?.viewColumn ?? ViewColumn.One;
  const shown = await window.showTextDocument(cause.uri, { viewColumn });
  reveal(shown, cause.range);
}

async function causeOf(
  client: LanguageClient,
  { uri }: TextDocument,
  line: number,
): Promise<Location | undefined> {
  const found = await ask<ProtocolLocation | null>(client, "lbc/where", { ...fileAt(uri), line });
  return found === undefined || found === null ? undefined : client.protocol2CodeConverter.asLocation(found);
}
