/** The extension, on the desktop and in a browser alike; only the server is started differently. */
import { commands, Uri, workspace, type ExtensionContext } from "vscode";
import { LanguageClient } from "vscode-languageclient";
import { start as startWorker } from "./browser.ts";
import { buildFiles } from "./build.ts";
import type * as Desktop from "./desktop.ts";
import { explain, pages } from "./explain.ts";
import { newTopology } from "./new-topology.ts";
import { goToCause, outputs, showOutput } from "./outputs.ts";
import { restoredPictures, showPicture } from "./picture.ts";
import { transports, type Port } from "./port.ts";
import { status } from "./status.ts";
import { traces, traceUrl } from "./trace.ts";

declare const require: (path: string) => unknown;
const hasNode = typeof process === "object";

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const { subscriptions } = context;
  const path = Uri.joinPath(context.extensionUri, "dist/process.js").fsPath;
  const server = (): Promise<Port> =>
    hasNode ? (require("./desktop.js") as typeof Desktop).start(path) : startWorker(context);
  const started = new LanguageClient("lbc", "lbc", async () => transports(await server()), {
    documentSelector: [{ language: "lb" }],
    diagnosticCollectionName: "lbc",
    initializationOptions: { diagnostics: workspace.getConfiguration("lbc").get("diagnostics") },
    middleware: {
      // The page of a rule is shown here; the server has no other command.
      executeCommand: (_command, [code]) => explain(context, code),
    },
  });
  client = started;
  const command = (name: string, run: (...args: never[]) => unknown) =>
    subscriptions.push(commands.registerCommand(name, run));
  command("lbc.build", () => buildFiles(started));
  command("lbc.showOutput", () => showOutput(started));
  command("lbc.goToCause", () => goToCause(started));
  command("lbc.trace", () => traceUrl(started));
  command("lbc.showPicture", () => showPicture(started));
  command("lbc.newTopology", newTopology);
  subscriptions.push(status(), pages(context), outputs(started), traces(started), restoredPictures(started));
  await started.start();
}

export function deactivate(): Promise<void> | undefined {
  return client?.stop();
}
