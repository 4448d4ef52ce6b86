/** Declarations as an outline, and by name over all folders. */
import type {
  DocumentSymbol,
  DocumentSymbolParams,
  WorkspaceSymbol,
  WorkspaceSymbolParams,
} from "vscode-languageserver-protocol";
import type { Statement, Tree } from "../syntax/tree.ts";
import { declarations } from "../vocabulary/vocabulary.ts";
import { fileAt } from "./cursor.ts";
import type { Context } from "./context.ts";
import { SymbolKind } from "./kinds.ts";
import { rangeOf } from "./positions.ts";

const KINDS: Readonly<Record<string, (typeof SymbolKind)[keyof typeof SymbolKind]>> = {
  network: SymbolKind.namespace,
  host: SymbolKind.object,
  vip: SymbolKind.interface,
  sync_group: SymbolKind.interface,
  virtual_server: SymbolKind.event,
  nginx: SymbolKind.module,
  tomcat: SymbolKind.module,
  memcached: SymbolKind.module,
  redis: SymbolKind.module,
  session_store: SymbolKind.class,
  param: SymbolKind.variable,
  snippet: SymbolKind.function,
  include: SymbolKind.file,
  expect: SymbolKind.key,
  upstream: SymbolKind.class,
  server: SymbolKind.class,
  location: SymbolKind.method,
  context: SymbolKind.method,
  connector: SymbolKind.property,
  real_server: SymbolKind.property,
  director: SymbolKind.property,
  track: SymbolKind.property,
};
/** Inside a declaration. */
const INNER = new Set([
  "upstream",
  "server",
  "location",
  "context",
  "connector",
  "real_server",
  "director",
  "track",
  "http",
]);

export function documentSymbols(
  { textDocument }: DocumentSymbolParams,
  context: Context,
): readonly DocumentSymbol[] {
  const file = fileAt(textDocument.uri, context);
  if (file === undefined) return [];
  return file.tree.statements
    .filter((s) => Object.hasOwn(declarations, s.words[0].value) && s.words[0].value !== "lb")
    .map((s) => symbolOf(s, file.tree));
}

function symbolOf(statement: Statement, tree: Tree): DocumentSymbol {
  const [keyword] = statement.words;
  const children = innerOf(statement).map((s) => symbolOf(s, tree));
  return {
    name: nameOf(statement),
    detail: keyword.value,
    kind: KINDS[keyword.value] ?? SymbolKind.property,
    range: rangeOf(tree.source, statement.start, statement.end),
    selectionRange: rangeOf(tree.source, keyword.start, statement.words[1]?.end ?? keyword.end),
    ...(children.length === 0 ? {} : { children }),
  };
}

function innerOf(statement: Statement): readonly Statement[] {
  return (statement.block ?? []).filter((s) => INNER.has(s.words[0].value));
}

/** The words after the keyword; of an nginx server its names. */
function nameOf(statement: Statement): string {
  const [keyword, ...args] = statement.words;
  const named =
    keyword.value === "server" ? statement.block?.find((s) => s.words[0].value === "server_name") : undefined;
  const words = named === undefined ? args : named.words.slice(1);
  const text = words.map((w) => w.source.text.slice(w.start, w.end)).join(" ");
  return text === "" ? keyword.value : text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** Symbols that are sent at most. */
const MOST = 1000;

export function workspaceSymbols(
  { query }: WorkspaceSymbolParams,
  { files }: Context,
): readonly WorkspaceSymbol[] {
  const out: WorkspaceSymbol[] = [];
  const seen = new Set<string>();
  for (const project of files.allProjects()) {
    for (const path of project.paths()) {
      const uri = project.uriOf(path);
      const tree = project.tree(path);
      if (tree === undefined || seen.has(uri)) continue;
      seen.add(uri);
      for (const statement of tree.statements) {
        const [keyword, name] = statement.words;
        if (name === undefined || !Object.hasOwn(KINDS, keyword.value) || !isLike(name.value, query))
          continue;
        out.push({
          name: name.value,
          kind: KINDS[keyword.value] ?? SymbolKind.property,
          containerName: `${keyword.value}, ${path}`,
          location: {
            uri: files.documents.get(uri)?.uri ?? uri,
            range: rangeOf(tree.source, name.start, name.end),
          },
        });
        if (out.length >= MOST) return out;
      }
    }
  }
  return out;
}

/** Whether the letters of the query stand in the name in their order. */
function isLike(name: string, query: string): boolean {
  let at = 0;
  const lower = name.toLowerCase();
  for (const letter of query.toLowerCase()) {
    at = lower.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
