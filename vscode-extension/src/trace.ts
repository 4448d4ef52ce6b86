/** The way of one request, as a text whose places are links. */
import { Disposable, DocumentLink, languages, Range, Uri, ViewColumn, window, workspace } from "vscode";
import type { LanguageClient } from "vscode-languageclient";
import type { Traced } from "../../src/lsp/trace.ts";
import { topologyAsked } from "./asked.ts";
import { orReason, virtualTexts } from "./virtual.ts";

const SCHEME = "lbc-trace";
let last = "http://www.example.com/";

/** Asks for a URL and shows its way. The query of the text's URI is the request. */
export async function traceUrl(client: LanguageClient): Promise<void> {
  const topology = await topologyAsked(client);
  if (topology === undefined) return;
  const url = await window.showInputBox({
    title: "Trace a URL",
    prompt: "The whole way of a GET request, tier by tier",
    value: last,
    validateInput: (text) => (/^https?:\/\/[^/\s]+/.test(text) ? undefined : "http://www.example.com/path"),
  });
  if (url === undefined) return;
  last = url;
  const query = JSON.stringify({ textDocument: { uri: topology }, url });
  const name = url.replaceAll(/[^\w.-]+/g, "-");
  const document = await workspace.openTextDocument(
    Uri.from({ scheme: SCHEME, path: `/${name}.trace`, query }),
  );
  await window.showTextDocument(document, { viewColumn: ViewColumn.Beside });
}

export function traces(client: LanguageClient): Disposable {
  const known = new Map<string, Traced>();
  const textOf = async (uri: Uri): Promise<string> => {
    const traced = await client.sendRequest<Traced>("lbc/trace", JSON.parse(uri.query) as object);
    known.set(uri.toString(), traced);
    return `${[traced.title, "", ...traced.lines.map(({ text }) => text)].join("\n")}\n`;
  };
  return Disposable.from(
    virtualTexts(SCHEME, (uri) => orReason(textOf(uri))),
    languages.registerDocumentLinkProvider(
      { scheme: SCHEME },
      {
        provideDocumentLinks: (document) =>
          known.get(document.uri.toString())?.lines.flatMap(({ text, location }, i) => {
            const place = /\S+:\d+(?::\d+)?$/.exec(text);
            if (location === undefined || place === null) return [];
            const { line, character } = location.range.start;
            const target = Uri.parse(location.uri).with({ fragment: `L${line + 1},${character + 1}` });
            const at = i + 2; // below the title
            return [new DocumentLink(new Range(at, place.index, at, text.length), target)];
          }),
      },
    ),
  );
}
