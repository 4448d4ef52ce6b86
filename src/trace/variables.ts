/** Variables of nginx that a request decides. */
import { fromBytes } from "../analysis/nginx/bytes.ts";
import { once } from "../analysis/once.ts";
import type { Directive } from "../model/topology.ts";
import type { ServerConf } from "../semantics/nginx/config.ts";
import type { Way } from "../semantics/nginx/follow.ts";
import { readHost } from "../semantics/nginx/host.ts";
import { isOn, type Request } from "./request.ts";

export type Scope = {
  readonly way: Pick<Way, "uri" | "args" | "captures">;
  readonly request: Request;
  readonly server: ServerConf;
  /** Those that hold there, from http inwards. */
  readonly blocks: readonly (readonly Directive[])[];
};

/** A text with its variables and captures; undefined when one of them is not decided by the request. */
export function expand(text: string, scope: Scope): string | undefined {
  let isKnown = true;
  const out = text.replace(/\$(?:\{(\w+)\}|([1-9])|(\w+))/g, (_, ...names: (string | undefined)[]) => {
    const name = names.slice(0, 3).find((n) => n !== undefined) ?? "";
    const { captures } = scope.way;
    const value = /^[1-9]$/.test(name)
      ? captures && (captures[Number(name) - 1] ?? "")
      : variableOf(name, scope);
    if (value === undefined) isKnown = false;
    return value ?? "";
  });
  return isKnown ? out : undefined;
}

/** The value of a variable; undefined when the request does not decide it. */
export function variableOf(name: string, scope: Scope): string | undefined {
  // `set` and `map` give the same names other values.
  return scope.blocks.some((block) => setsIn(block).has(name)) ? undefined : valueOf(name, scope);
}

const setsIn = once((block: readonly Directive[]): ReadonlySet<string> => {
  const out = new Set<string>();
  const read = (directives: readonly Directive[]) => {
    for (const { name, args, block: inner } of directives) {
      if (name === "set") out.add(args[0]?.value.slice(1) ?? "");
      if (name === "if" || name === "location") read(inner ?? []);
    }
  };
  read(block);
  return out;
});

function valueOf(name: string, { way, request, server }: Scope): string | undefined {
  const { args, uri } = way;
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
    default:
      return name.startsWith("http_") ? request.headers.get(name.slice(5).replaceAll("_", "-")) : undefined;
  }
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
