/** The files of a workspace that lbc reads, through the editor. */
import { FileType, Uri, workspace } from "vscode";

/** A glob of them. */
export const READ = "**/{*.lb,lbc.json,facts/*.json}";

export function isRead({ path }: Uri): boolean {
  return /(?:\.lb|\/lbc\.json|\/facts\/[^/]+\.json)$/.test(path);
}

type File = { readonly uri: string; readonly text?: string };

/** Folders that hold no topologies of the project's own, as `lbc lsp` has them. */
const SKIPPED = new Set(["node_modules", "out", "dist"]);
const MOST_FILES = 2000;
const MOST_FOLDERS = 5000;
const MOST_BYTES = 32 * 1024 * 1024;

/** Breadth first, so that what is left out lies deepest. */
export async function filesBelow(root: Uri): Promise<readonly File[]> {
  const found: File[] = [];
  const folders = [root];
  for (let i = 0; i < folders.length && i < MOST_FOLDERS && found.length < MOST_FILES; i++) {
    const folder = folders[i] ?? root;
    for (const [name, type] of await entriesOf(folder)) {
      const uri = Uri.joinPath(folder, name);
      if (type === FileType.File && isRead(uri))
        found.push({ uri: uri.toString(), ...(await readText(uri)) });
      else if (type === FileType.Directory && !SKIPPED.has(name) && !name.startsWith(".")) folders.push(uri);
    }
  }
  return found;
}

/** Without a text where there is none, or too much of it. */
export async function readText(uri: Uri): Promise<{ readonly text?: string }> {
  try {
    const bytes = await workspace.fs.readFile(uri);
    return bytes.length > MOST_BYTES ? {} : { text: new TextDecoder().decode(bytes) };
  } catch {
    return {};
  }
}

async function entriesOf(folder: Uri): Promise<readonly [string, FileType][]> {
  try {
    return await workspace.fs.readDirectory(folder);
  } catch {
    return []; // it is gone, or not ours to read
  }
}
