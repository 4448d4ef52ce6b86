/** The language server without a transport: messages in, answers and notifications out. */
import type {
  DidChangeTextDocumentParams,
  DidChangeWatchedFilesParams,
  DidChangeWatchedFilesRegistrationOptions,
  DidChangeWorkspaceFoldersParams,
  DidCloseTextDocumentParams,
  DidOpenTextDocumentParams,
  InitializeParams,
  Registration,
} from "vscode-languageserver-protocol";
import { capabilities } from "./capabilities.ts";
import { requests } from "./features.ts";
import { publisher } from "./publish.ts";
import type { Surroundings } from "./surroundings.ts";
import { workspace } from "./workspace.ts";

/** Codes of JSON-RPC and of the protocol. */
const INTERNAL_ERROR = -32603;
const METHOD_NOT_FOUND = -32601;
const NOT_INITIALIZED = -32002;
const INVALID_REQUEST = -32600;

/** What the client is asked to tell of, as it changes on disk. */
const WATCH: Registration = {
  id: "files",
  method: "workspace/didChangeWatchedFiles",
  registerOptions: {
    watchers: ["**/*.lb", "**/lbc.json", "**/facts/*.json"].map((globPattern) => ({ globPattern })),
  } satisfies DidChangeWatchedFilesRegistrationOptions,
};

export type Answer =
  { readonly result: unknown } | { readonly error: { readonly code: number; readonly message: string } };
export type Server = {
  /** Never throws: a crash answers this request only. A promise where a formatter is waited for. */
  readonly request: (method: string, params: unknown) => Answer | Promise<Answer>;
  readonly notify: (method: string, params: unknown) => void;
  /** Publishes what is due now; otherwise it comes with the next turn of the loop. */
  readonly flush: () => void;
  /** After `exit`: 0, or 1 when nobody asked to shut down before. */
  readonly exited: () => 0 | 1 | undefined;
};

export function server(
  surroundings: Surroundings,
  version: string,
  send: (method: string, params: unknown) => void,
  /** Asks the client something, and does not wait for the answer. */
  ask: (method: string, params: unknown) => void = () => undefined,
): Server {
  const files = workspace(surroundings);
  let state: "new" | "ready" | "shut down" = "new";
  let canShow = false;
  let canWatch = false;
  const show = (uri: string) => {
    if (canShow) ask("window/showDocument", { uri });
  };
  let exit: 0 | 1 | undefined;
  const complain = (method: string, error: unknown): string => {
    const message = `lbc: ${method} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
    send("window/logMessage", { type: 1, message });
    return message.split("\n")[0] ?? message;
  };

  const publish = publisher(files, surroundings, send, complain);

  const lifecycle: Readonly<Record<string, (params: never) => unknown>> = {
    initialize: (params: InitializeParams) => {
      state = "ready";
      canShow = params.capabilities.window?.showDocument?.support === true;
      canWatch = params.capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
      for (const { uri } of params.workspaceFolders ?? []) files.addFolder(uri);
      if (asksForAll(params.initializationOptions)) files.watchFolders();
      if (params.workspaceFolders == null && params.rootUri != null) files.addFolder(params.rootUri);
      return { capabilities: capabilities(surroundings), serverInfo: { name: "lbc", version } };
    },
    shutdown: () => {
      publish.stop();
      state = "shut down";
      return null;
    },
  };
  const notifications: Readonly<Record<string, (params: never) => void>> = {
    initialized: () => {
      if (canWatch) ask("client/registerCapability", { registrations: [WATCH] });
      publish.soon();
    },
    "textDocument/didOpen": ({ textDocument }: DidOpenTextDocumentParams) => {
      files.documents.open(textDocument);
      files.touch(textDocument.uri);
      publish.soon();
    },
    "textDocument/didChange": ({ textDocument, contentChanges }: DidChangeTextDocumentParams) => {
      const { uri, version } = textDocument;
      files.touch(uri, files.documents.change(uri, version, contentChanges));
      publish.soon();
    },
    "textDocument/didClose": ({ textDocument }: DidCloseTextDocumentParams) => {
      files.documents.close(textDocument.uri);
      files.touch(textDocument.uri);
      publish.soon();
    },
    "workspace/didChangeWatchedFiles": ({ changes }: DidChangeWatchedFilesParams) => {
      for (const { uri } of changes) files.touch(uri);
      publish.soon();
    },
    "workspace/didChangeWorkspaceFolders": ({ event }: DidChangeWorkspaceFoldersParams) => {
      for (const { uri } of event.removed) files.removeFolder(uri);
      for (const { uri } of event.added) files.addFolder(uri);
      publish.soon();
    },
    exit: () => {
      publish.stop();
      exit = state === "shut down" ? 0 : 1;
    },
  };

  const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
    Object.hasOwn(table, name) ? table[name] : undefined;
  return {
    request: (method, params) => {
      const refuse = (code: number, message: string): Answer => ({ error: { code, message } });
      const settled = (result: unknown): Answer =>
        result !== null && typeof result === "object" && "refused" in result
          ? refuse(INVALID_REQUEST, String(result.refused))
          : { result: result ?? null };
      if (state === "new" && method !== "initialize")
        return refuse(NOT_INITIALIZED, "`initialize` must come first");
      if (state === "shut down") return refuse(INVALID_REQUEST, "the server is shut down");
      try {
        const step = own(lifecycle, method);
        if (step !== undefined) return { result: step(params as never) };
        const answer = own(requests, method);
        if (answer === undefined) return refuse(METHOD_NOT_FOUND, `lbc has no ${method}`);
        const result = answer(params as never, { files, surroundings, show });
        if (result instanceof Promise)
          return result.then(settled, (error: unknown) => refuse(INTERNAL_ERROR, complain(method, error)));
        return settled(result);
      } catch (error) {
        return refuse(INTERNAL_ERROR, complain(method, error));
      }
    },
    notify: (method, params) => {
      if (state !== "ready" && method !== "exit") return;
      try {
        own(notifications, method)?.(params as never);
      } catch (error) {
        complain(method, error);
      }
    },
    flush: publish.now,
    exited: () => exit,
  };
}

/** `{ "diagnostics": "workspace" }`: of the whole workspace, not only of the topologies that a document is open of. */
function asksForAll(options: unknown): boolean {
  return (options as { readonly diagnostics?: unknown } | null | undefined)?.diagnostics === "workspace";
}
