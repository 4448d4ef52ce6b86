/** Where there is no node: the server is a web worker, and is handed the files of the workspace. */
import { Uri, workspace, type ExtensionContext } from "vscode";
import { filesBelow, isRead, readText, READ } from "./files.ts";
import type { Handed } from "./handed.ts";
import type { Port } from "./port.ts";

/** Starts the server, again if it must. */
export async function start(context: ExtensionContext): Promise<Port> {
  const worker = new Worker(Uri.joinPath(context.extensionUri, "dist/server.js").toString(true));
  const hand = (files: Handed["files"]) => {
    if (files.length > 0) worker.postMessage({ files } satisfies Handed);
  };
  const handFolders = async (folders: readonly { readonly uri: Uri }[]) => {
    for (const { uri } of folders) hand(await filesBelow(uri));
  };
  const tell = async (uri: Uri) => {
    if (isRead(uri)) hand([{ uri: uri.toString(), ...(await readText(uri)) }]);
  };
  const watcher = workspace.createFileSystemWatcher(READ);
  context.subscriptions.push(
    watcher,
    watcher.onDidCreate(tell),
    watcher.onDidChange(tell),
    watcher.onDidDelete(tell),
    // Not every file system tells of changes; what is saved here is known anyway.
    workspace.onDidSaveTextDocument(({ uri }) => tell(uri)),
    workspace.onDidChangeWorkspaceFolders(({ added }) => handFolders(added)),
    { dispose: () => worker.terminate() },
  );
  await handFolders(workspace.workspaceFolders ?? []);
  return {
    send: (message) => worker.postMessage(message),
    receive: (take) =>
      worker.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
        take(data);
      }),
    closed: (tell) => worker.addEventListener("error", tell),
  };
}
