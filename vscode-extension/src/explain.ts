/** The pages of rules and problems, as Markdown previews. */
import { commands, Uri, ViewColumn, window, workspace, type Disposable, type ExtensionContext } from "vscode";
import { PAGES, pageUri, type Pages } from "./pages.ts";

let known: Promise<Pages> | undefined;

function read(context: ExtensionContext): Promise<Pages> {
  known ??= Promise.resolve(
    workspace.fs.readFile(Uri.joinPath(context.extensionUri, "dist/pages.json")),
  ).then((bytes) => JSON.parse(new TextDecoder().decode(bytes)) as Pages);
  return known;
}

export function pages(context: ExtensionContext): Disposable {
  return workspace.registerTextDocumentContentProvider(PAGES, {
    provideTextDocumentContent: async ({ path }) => {
      const code = path.slice(1).replace(/\.md$/, "");
      const all = await read(context);
      return Object.hasOwn(all, code) ? all[code]?.text : `lbc has no page \`${code}\`.\n`;
    },
  });
}

/** Shows the page of a code; without one asks for it. */
export async function explain(context: ExtensionContext, code: unknown): Promise<void> {
  const asked = typeof code === "string" ? code : await pick(await read(context));
  if (asked === undefined) return;
  const uri = Uri.parse(pageUri(asked));
  try {
    await commands.executeCommand(
      "vscode.openWith",
      uri,
      "vscode.markdown.preview.editor",
      ViewColumn.Beside,
    );
  } catch {
    await window.showTextDocument(uri, { viewColumn: ViewColumn.Beside }); // Markdown's previews are switched off
  }
}

async function pick(all: Pages): Promise<string | undefined> {
  const items = Object.entries(all).map(([label, { summary }]) => ({ label, detail: summary }));
  const picked = await window.showQuickPick(items, {
    placeHolder: "Which rule or problem?",
    matchOnDetail: true,
  });
  return picked?.label;
}
