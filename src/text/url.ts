/** A URL as a client is told it; what is sent is not normalised, for that is what the server does. */
export type RequestUrl = {
  /** As written. */
  readonly text: string;
  readonly scheme: "http" | "https";
  /** As written, without a port; an IPv6 address without its brackets. */
  readonly host: string;
  readonly port: number;
  /** The request target: path and query, percent-encoding and all, one character a byte; `/` when the URL has none. */
  readonly target: string;
};

/** Undefined for what is no absolute http URL. A fragment is not sent. */
export function readUrl(text: string): RequestUrl | undefined {
  const match = /^(https?):\/\/(\[[0-9A-Fa-f:.]+\]|[^/?#:@[\]\s]+)(?::(\d{1,5}))?([/?][^#]*)?(?:#.*)?$/s.exec(
    text,
  );
  if (match === null) return undefined;
  const [, scheme, host = "", port, rest = "/"] = match;
  const number = port === undefined ? (scheme === "https" ? 443 : 80) : Number(port);
  if (number < 1 || number > 65_535) return undefined;
  return {
    text,
    scheme: scheme === "https" ? "https" : "http",
    host: host.replace(/^\[|\]$/g, ""),
    port: number,
    target: bytes(rest.startsWith("?") ? `/${rest}` : rest),
  };
}

/** UTF-8, one character a byte. */
function bytes(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}
