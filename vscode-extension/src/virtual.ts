/** Texts that the server makes, shown as read-only documents and made again when a topology changes. */
import { Disposable, EventEmitter, workspace, type Uri } from "vscode";

/** Milliseconds without an edit after which they are made again. */
const REST = 400;

export function virtualTexts(scheme: string, textOf: (uri: Uri) => Promise<string>): Disposable {
  const changed = new EventEmitter<Uri>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const again = () => {
    for (const { uri } of workspace.textDocuments) if (uri.scheme === scheme) changed.fire(uri);
  };
  return Disposable.from(
    changed,
    workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: textOf,
    }),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (document.languageId !== "lb") return;
      clearTimeout(timer);
      timer = setTimeout(again, REST);
    }),
    { dispose: () => clearTimeout(timer) },
  );
}

/** The answer, or why there is none, as a text. */
export async function orReason(answer: Promise<string>): Promise<string> {
  try {
    return await answer;
  } catch (error) {
    return `# ${error instanceof Error ? error.message : String(error)}\n`;
  }
}
