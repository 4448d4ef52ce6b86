/** The texts that an editor has open; they win over the files. */
import type { Range, TextDocumentContentChangeEvent } from "vscode-languageserver-protocol";
import { TextDocument } from "vscode-languageserver-textdocument";
import { keyOf } from "./uri.ts";

export type Document = {
  /** As the client spells it. */
  readonly uri: string;
  readonly version: number;
  readonly text: string;
};

export type Change = {
  /** The text before. */
  readonly before: string;
  /** Whether what it includes may be another: only where a line that says so was touched. */
  readonly mayInclude: boolean;
};

export type Documents = {
  readonly open: (document: Document) => void;
  /** Undefined for a document that is not open. */
  readonly change: (
    uri: string,
    version: number,
    changes: readonly TextDocumentContentChangeEvent[],
  ) => Change | undefined;
  readonly close: (uri: string) => void;
  readonly get: (key: string) => Document | undefined;
  readonly keys: () => Iterable<string>;
};

/** The word by which a file includes another, on one line with its name. */
const INCLUDE = "include";

/** All of the lines that a range touches. */
function linesAt(document: TextDocument, { start, end }: Range): string {
  const from = Math.min(start.line, end.line);
  const to = Math.max(start.line, end.line);
  return document.getText({ start: { line: from, character: 0 }, end: { line: to + 1, character: 0 } });
}

/** What a change has put in place of its range. */
function reached({ range: { start, end }, text }: { readonly range: Range; readonly text: string }): Range {
  const line = Math.min(start.line, end.line);
  const last = line + (text.match(/\r\n|\r|\n/g)?.length ?? 0);
  return { start: { line, character: 0 }, end: { line: last, character: 0 } };
}

export function documents(): Documents {
  const all = new Map<string, { readonly inner: TextDocument; document: Document }>();
  const put = (inner: TextDocument) =>
    all.set(keyOf(inner.uri), {
      inner,
      document: { uri: inner.uri, version: inner.version, text: inner.getText() },
    });
  return {
    open: ({ uri, version, text }) => void put(TextDocument.create(uri, "lb", version, text)),
    change: (uri, version, changes) => {
      const known = all.get(keyOf(uri));
      if (known === undefined) return undefined;
      const { inner } = known;
      let mayInclude = false;
      for (const change of changes) {
        if (!("range" in change)) mayInclude = true;
        mayInclude ||= "range" in change && linesAt(inner, change.range).includes(INCLUDE);
        TextDocument.update(inner, [change], version);
        mayInclude ||= "range" in change && linesAt(inner, reached(change)).includes(INCLUDE);
      }
      put(inner);
      return { before: known.document.text, mayInclude };
    },
    close: (uri) => void all.delete(keyOf(uri)),
    get: (key) => all.get(key)?.document,
    keys: () => all.keys(),
  };
}
