/** What a client in a browser hands to its server, which cannot read: the files of the workspace. */

/** Files by their URIs; no text where there is no such file any more. */
export type Handed = { readonly files: readonly { readonly uri: string; readonly text?: string }[] };

/** Messages of JSON-RPC say so. */
export function isHanded(message: unknown): message is Handed {
  return typeof message === "object" && message !== null && !("jsonrpc" in message) && "files" in message;
}
