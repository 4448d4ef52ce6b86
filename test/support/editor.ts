/** An editor for tests: files in memory, a cursor where `‸` stands, and the server in this process. */
import { server, type Answer } from "../../src/lsp/server.ts";
import type { Surroundings } from "../../src/lsp/surroundings.ts";
import { offsetOf, positionOf } from "../../src/lsp/positions.ts";
import type { Position, PublishDiagnosticsParams, Range, TextEdit } from "vscode-languageserver-protocol";

export const ROOT = "file:///w";
const CURSOR = "‸";

type Sent = { readonly method: string; readonly params: unknown };

/** Opens every file that is not in `closed`; those are on disk only. */
export function editor(
  marked: Readonly<Record<string, string>>,
  options: {
    readonly closed?: readonly string[];
    readonly surroundings?: Partial<Surroundings>;
    readonly initializationOptions?: object;
    readonly capabilities?: object;
  } = {},
) {
  const texts = new Map<string, string>();
  let cursor: { readonly path: string; readonly position: Position } | undefined;
  for (const [path, text] of Object.entries(marked)) {
    const at = text.indexOf(CURSOR);
    const plain = text.replace(CURSOR, "");
    texts.set(path, plain);
    if (at >= 0) cursor = { path, position: positionOf({ name: path, text: plain }, at) };
  }
  const uriOf = (path: string) => `${ROOT}/${path}`;
  const sent: Sent[] = [];
  const asked: Sent[] = [];
  const disk = new Map(texts);
  const surroundings: Surroundings = {
    read: (folder, path) => disk.get(`${folder}/${path}`.slice(ROOT.length + 1)),
    list: () => [...disk.keys()].filter((p) => p.endsWith(".lb")),
    page: (code) => `# ${code}`,
    pageUri: (code) => `page:${code}`,
    today: () => "2027-01-01",
    ...options.surroundings,
  };
  const lsp = server(
    surroundings,
    "0",
    (method, params) => void sent.push({ method, params }),
    (method, params) => void asked.push({ method, params }),
  );
  const request = (method: string, params: unknown): Answer => {
    const answer = lsp.request(method, params);
    if (answer instanceof Promise) throw new Error(`${method} is answered later`);
    return answer;
  };
  const atCursor = (params: object) => {
    if (cursor === undefined) throw new Error("no cursor");
    return { textDocument: { uri: uriOf(cursor.path) }, position: cursor.position, ...params };
  };
  const resultOf = (answer: Answer): unknown => {
    if ("error" in answer) throw new Error(answer.error.message);
    return answer.result;
  };
  const ask = (method: string, params: object = {}) => resultOf(request(method, atCursor(params)));
  request("initialize", {
    capabilities: { window: { showDocument: { support: true } }, ...options.capabilities },
    workspaceFolders: [{ uri: ROOT, name: "w" }],
    initializationOptions: options.initializationOptions,
  });
  let version = 1;
  for (const [path, text] of texts)
    if (options.closed?.includes(path) !== true)
      lsp.notify("textDocument/didOpen", {
        textDocument: { uri: uriOf(path), languageId: "lb", version, text },
      });
  const sourceOf = (path: string) => ({ name: path, text: texts.get(path) ?? "" });
  return {
    lsp,
    sent,
    asked,
    disk,
    request,
    /** Where the cursor is. */
    at: () => atCursor({}),
    /** The answer at the cursor. */
    ask,
    /** Of a request whose answer is waited for. */
    askLater: async (method: string, params: object = {}) =>
      resultOf(await lsp.request(method, atCursor(params))),
    text: (path: string) => texts.get(path) ?? "",
    /** Replaces a part of an open file by offsets, as an editor tells of it. */
    edit: (path: string, start: number, end: number, text: string) => {
      const source = sourceOf(path);
      const range = { start: positionOf(source, start), end: positionOf(source, end) };
      texts.set(path, source.text.slice(0, start) + text + source.text.slice(end));
      const textDocument = { uri: uriOf(path), version: ++version };
      lsp.notify("textDocument/didChange", { textDocument, contentChanges: [{ range, text }] });
    },
    /** What the editor shows of a file now. */
    diagnostics: (path: string): PublishDiagnosticsParams["diagnostics"] => {
      lsp.flush();
      const last = sent.findLast(
        (s) =>
          s.method === "textDocument/publishDiagnostics" &&
          (s.params as PublishDiagnosticsParams).uri === uriOf(path),
      );
      return (last?.params as PublishDiagnosticsParams | undefined)?.diagnostics ?? [];
    },
    /** The words a range covers, with its file if that is not the first: `topo.lb:web1`. */
    words: (path: string, { start, end }: Range): string => {
      const source = sourceOf(path);
      return source.text.slice(offsetOf(source, start), offsetOf(source, end));
    },
    /** A file after edits of it. */
    applied: (path: string, edits: readonly TextEdit[]): string => {
      const source = sourceOf(path);
      return [...edits]
        .sort((a, b) => offsetOf(source, b.range.start) - offsetOf(source, a.range.start))
        .reduce(
          (text, { range, newText }) =>
            text.slice(0, offsetOf(source, range.start)) + newText + text.slice(offsetOf(source, range.end)),
          source.text,
        );
    },
    pathOf: (uri: string) => uri.slice(ROOT.length + 1),
  };
}
