/** Variables of nginx that a request decides. */
import { fromBytes } from "../analysis/nginx/bytes.ts";
import type { Directive } from "../model/topology.ts";
import type { ServerConf } from "../semantics/nginx/config.ts";
import { readHost } from "../semantics/nginx/host.ts";
import type { Now } from "../semantics/nginx/variables.ts";
import { isOn, type Request } from "./request.ts";

export type Scope = {
  readonly request: Request;
  readonly server: ServerConf;
  /** Those that hold there, from http inwards. */
  readonly blocks: readonly (readonly Directive[])[];
};

/** The value of one of nginx's own variables; undefined when the request does not decide it. */
export function builtin(
  name: string,
  { uri, args }: Now,
  { request, server }: Pick<Scope, "request" | "server">,
): string | undefined {
  switch (name) {
    case "scheme":
      return request.scheme;
    case "host":
      return readHost(request.host) ?? "";
    case "http_host":
      return request.host;
    case "request_uri":
      return request.target;
    case "uri":
    case "document_uri":
      return uri;
    case "args":
    case "query_string":
      return args;
    case "is_args":
      return args === "" ? "" : "?";
    case "https":
      return request.scheme === "https" ? "on" : "";
    case "server_addr":
      return request.address.text;
    case "server_port":
      return String(request.port);
    case "server_name":
      return server.names[0]?.text ?? "";
    case "remote_addr":
      return request.client.text;
    case "request_method":
      return request.method;
    case "proxy_add_x_forwarded_for": {
      const before = request.headers.has(FORWARDED) ? request.headers.get(FORWARDED) : "";
      return before === "" ? request.client.text : before && `${before}, ${request.client.text}`;
    }
    case "content_type":
    case "content_length":
      return request.headers.get(name.replace("_", "-"));
    default:
      if (name.startsWith("http_")) return request.headers.get(name.slice(5).replaceAll("_", "-"));
      if (name.startsWith("arg_")) return argument(args, name.slice(4));
      return name.startsWith("cookie_") ? cookie(request.headers.get("cookie"), name.slice(7)) : undefined;
  }
}

/** ngx_http_arg: names without regard to case, the first that has a value. */
function argument(args: string, name: string): string {
  for (const part of args.split("&")) {
    const equals = part.indexOf("=");
    if (equals >= 0 && part.slice(0, equals).toLowerCase() === name) return part.slice(equals + 1);
  }
  return "";
}

/** ngx_http_parse_multi_header_lines; undefined where nobody says which cookies there are. */
function cookie(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined;
  for (const part of header.split(";")) {
    const [, key, value] = /^\s*([^=]*?)\s*=\s*(.*)$/s.exec(part) ?? [];
    if (key?.toLowerCase() === name) return value;
  }
  return "";
}

const FORWARDED = "x-forwarded-for";

/** nginx puts scheme, host and port before a path, unless `absolute_redirect` is off. */
export function absolute(text: string, { request, blocks, server }: Scope): string {
  if (!text.startsWith("/") || !isOn(blocks, "absolute_redirect", true)) return fromBytes(text);
  const { scheme, port } = request;
  const own = isOn(blocks, "server_name_in_redirect", false) ? server.names[0]?.text : undefined;
  const shown = port !== (scheme === "https" ? 443 : 80) && isOn(blocks, "port_in_redirect", true);
  return `${scheme}://${own ?? readHost(request.host) ?? ""}${shown ? `:${port}` : ""}${fromBytes(text)}`;
}
