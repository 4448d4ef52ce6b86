/** Every request of the language, by its method. */
import { codeActions, execute, resolveAction } from "./actions.ts";
import { completion } from "./completion.ts";
import type { Context } from "./context.ts";
import { format, formatRange, formatTyped } from "./format.ts";
import { codeLenses, inlayHints } from "./hints.ts";
import { hover } from "./hover.ts";
import { definition, highlights, prepareRename, references, rename } from "./navigate.ts";
import { build, outputs, outputText, topologies, where } from "./outputs.ts";
import { picture } from "./picture.ts";
import { folding, links, selection } from "./structure.ts";
import { documentSymbols, workspaceSymbols } from "./symbols.ts";
import { tokens } from "./tokens.ts";
import { trace } from "./trace.ts";

/** `{ refused }` is an answer for a person: why it cannot be done. */
type Feature = (params: never, context: Context) => unknown;

export const requests: Readonly<Record<string, Feature>> = {
  "textDocument/completion": completion,
  "textDocument/hover": hover,
  "textDocument/definition": definition,
  "textDocument/references": references,
  "textDocument/documentHighlight": highlights,
  "textDocument/prepareRename": prepareRename,
  "textDocument/rename": rename,
  "textDocument/documentSymbol": documentSymbols,
  "workspace/symbol": workspaceSymbols,
  "textDocument/foldingRange": folding,
  "textDocument/selectionRange": selection,
  "textDocument/semanticTokens/full": tokens,
  "textDocument/semanticTokens/range": tokens,
  "textDocument/documentLink": links,
  "textDocument/codeAction": codeActions,
  "codeAction/resolve": resolveAction,
  "workspace/executeCommand": execute,
  "textDocument/inlayHint": inlayHints,
  "textDocument/codeLens": codeLenses,
  "textDocument/formatting": format,
  "textDocument/rangeFormatting": formatRange,
  "textDocument/onTypeFormatting": formatTyped,
  "lbc/topologies": topologies,
  "lbc/outputs": outputs,
  "lbc/outputText": outputText,
  "lbc/where": where,
  "lbc/trace": trace,
  "lbc/build": build,
  "lbc/graph": picture,
};
