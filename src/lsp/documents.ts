/** The texts that an editor has open; they win over the files. */
import type { TextDocumentContentChangeEvent } from "vscode-languageserver-protocol";
import { TextDocument } from "vscode-languageserver-textdocument";
import { keyOf } from "./uri.ts";

export type Document = {
  /** As the client spells it. */
  readonly uri: string;
  readonly version: number;
  readonly text: string;
};

export type Documents = {
  readonly open: (document: Document) => void;
  /** The text before; undefined for a document that is not open. */
  readonly change: (
    uri: string,
    version: number,
    changes: readonly TextDocumentContentChangeEvent[],
  ) => string | undefined;
  readonly close: (uri: string) => void;
  readonly get: (key: string) => Document | undefined;
  readonly keys: () => Iterable<string>;
};

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
      put(TextDocument.update(known.inner, [...changes], version));
      return known.document.text;
    },
    close: (uri) => void all.delete(keyOf(uri)),
    get: (key) => all.get(key)?.document,
    keys: () => all.keys(),
  };
}
