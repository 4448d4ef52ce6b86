/** A URL as a client is told it; what is sent is not normalised, for that is what the server does. */
export type RequestUrl = {
  /** As written. */
  readonly text: string;
  readonly scheme: "http" | "https";
  /** As a client sends it, without a port; an IPv6 address without its brackets. */
  readonly host: string;
  readonly port: number;
  /** The request target: path and query, percent-encoding and all, one character a byte; `/` when the URL has none. */
  readonly target: string;
};

/** Undefined for what is no absolute http URL: see `whyNoUrl`. A fragment is not sent. */
export function readUrl(text: string): RequestUrl | undefined {
  const match =
    /^(https?):\/\/(\[[0-9A-Fa-f:.]+\]|[^/?#:@[\]\s\\]+)(?::(\d{0,5}))?([/?][^#]*)?(?:#.*)?$/is.exec(text);
  if (match === null) return undefined;
  const [, scheme = "", name = "", port = "", rest = "/"] = match;
  const isTls = scheme.toLowerCase() === "https";
  const number = port === "" ? (isTls ? 443 : 80) : Number(port);
  const host = sentHost(name);
  if (number < 1 || number > 65_535 || host === undefined) return undefined;
  return {
    text,
    scheme: isTls ? "https" : "http",
    host: host.replace(/^\[|\]$/g, ""),
    port: number,
    target: bytes(rest.startsWith("?") ? `/${rest}` : rest),
  };
}

/** Clients send names of other alphabets as `xn--…`. */
function sentHost(host: string): string | undefined {
  if (/^[\x21-\x7e]+$/.test(host)) return host;
  try {
    return new URL(`http://${host}/`).hostname;
  } catch {
    return undefined;
  }
}

/** What keeps a text from being an http URL, for a person. */
export function whyNoUrl(text: string): string {
  const [, authority] = /^https?:\/\/([^/?#]*)/i.exec(text) ?? [];
  if (authority === undefined) return "it begins with neither http:// nor https://";
  if (authority === "") return "it names no host";
  if (authority.includes("@")) return "what stands before the `@` is no part of what is asked for";
  const port = /:(\d*[^\]:]*)$/.exec(authority)?.[1];
  if (port !== undefined && !(/^\d+$/.test(port) && Number(port) > 0 && Number(port) < 65_536))
    return `\`${port}\` is no port`;
  return `\`${authority}\` is no host`;
}

/** UTF-8, one character a byte. */
function bytes(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}
