/** How a request ends in one nginx. */
import type { Directive } from "../model/topology.ts";
import { statementOf } from "../analysis/nginx/conf.ts";
import { fromBytes } from "../analysis/nginx/bytes.ts";
import type { AccessAnswer } from "../semantics/nginx/access.ts";
import type { Handler, LocationConf, ServerConf, Statement } from "../semantics/nginx/config.ts";
import type { Way } from "../semantics/nginx/follow.ts";
import { isProxyHost, proxiedUri, readProxyPass, type ProxyTarget } from "../semantics/nginx/proxy.ts";
import type { Span } from "../text/source.ts";
import { onwardsOf, type Onwards } from "./onwards.ts";
import { settingIn, type Request } from "./request.ts";
import { absolute } from "./variables.ts";

export type WalkEnd =
  | {
      readonly kind: "status";
      readonly status: number;
      readonly why: string;
      /** Where the client is sent, when that can be known. */
      readonly redirect?: string;
      /** The location's name is the URI and a slash. */
      readonly slash?: true;
      readonly span?: Span;
    }
  | {
      readonly kind: "passed";
      /** The pass, as one host's nginx.conf has it. */
      readonly pass: Directive;
      /** What the upstream is asked for; absent when it depends on variables. */
      readonly sends?: string;
      /** Of a pass with variables, what they make of it, and what comes of a name that is no upstream. */
      readonly varied?: { readonly target: ProxyTarget; readonly name: "is looked up" | "502" | "502 page" };
      readonly onwards: Onwards;
    }
  /** A handler whose answer the configuration does not tell; `file`: nginx's own, for files. */
  | { readonly kind: "content"; readonly what: string; readonly file: boolean; readonly span?: Span }
  /** No answer at all. */
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "unknown"; readonly why: string; readonly span?: Span };

export type Ended = {
  readonly way: Way;
  readonly request: Request;
  readonly server: ServerConf;
  readonly access: (AccessAnswer & { readonly verdict: string }) | undefined;
  /** Those that hold where it ended, from http inwards. */
  readonly blocks: readonly (readonly Directive[])[];
};

export function endOf(ended: Ended): WalkEnd {
  const { way, access } = ended;
  const { end, path, uri } = way;
  const location = path.at(-1);
  const status = (
    code: number,
    why: string,
    more: { redirect?: string; slash?: true; span?: Span } = {},
  ): WalkEnd => ({
    kind: "status",
    status: code,
    why,
    ...more,
  });
  switch (end.kind) {
    case "unknown":
      return { kind: "unknown", why: reason(end.construct, way) };
    case "cycle":
      return status(500, "the URI is changed more than ten times");
    case "no such name":
      return status(500, `there is no location ${end.name}`);
    case "slash": {
      const name = location !== undefined && location.match.kind !== "regex" ? location.match.name : uri;
      return status(301, `nginx adds the slash that \`${fromBytes(name)}\` ends with`, {
        redirect: absolute(withArgs(name, way.args), ended),
        slash: true,
        ...spanOf(location),
      });
    }
    case "answer":
      return answered(ended, end.status, end.by, end.text);
    case "content":
      return way.handler === undefined || location === undefined
        ? { kind: "content", what: "nginx looks for a file", file: true }
        : handled(ended, location, way.handler, end.status);
  }

  function answered(
    { way: { hops } }: Ended,
    code: number,
    by: Statement | undefined,
    text: string | undefined,
  ): WalkEnd {
    const redirect = isRedirect(code) && text !== undefined ? absolute(text, ended) : undefined;
    if (by !== undefined) {
      return status(code, by.kind === "return" ? "`return` answers" : "`rewrite` answers", {
        ...(redirect === undefined ? {} : { redirect }),
        ...spanOf(by),
      });
    }
    if (code === 403 && access?.verdict === "forbidden")
      return status(403, "an access rule denies the client", spanOf(access.rule));
    if (code === 405 && location?.handler === undefined)
      return status(405, "nginx looks for files for GET, HEAD and POST only");
    if (code === 401 && access?.verdict === "asks") return status(401, "a password is asked for");
    if (location?.internal === true && hops.length === 1)
      return status(code, "the location is internal", spanOf(location));
    return status(code, "as the configuration says", {
      ...(redirect === undefined ? {} : { redirect }),
      ...spanOf(location?.tryFiles),
    });
  }
}

/** Handlers that answer GET and HEAD from memory, and 405 to others. */
const CERTAIN = new Set(["empty_gif", "stub_status"]);

function handled(
  ended: Ended,
  location: LocationConf,
  handler: Handler,
  status: number | undefined,
): WalkEnd {
  const { way, request, blocks } = ended;
  const pass = statementOf(handler);
  if (handler.kind !== "proxy_pass" || pass === undefined) {
    const what = pass?.name ?? "its handler";
    const isRead = way.method === "GET" || way.method === "HEAD";
    if (CERTAIN.has(what) && (isRead || !hasPageFor(405, blocks)))
      return {
        kind: "status",
        status: isRead ? (status ?? 200) : 405,
        why: `\`${what}\` answers`,
        ...spanOf(handler),
      };
    return { kind: "content", what: `\`${what}\` answers`, file: false, ...spanOf(handler) };
  }
  const isVaried = handler.value.includes("$");
  const url = isVaried ? way.expand(handler.value) : handler.value;
  if (url === undefined)
    return {
      kind: "unknown",
      why: `where \`proxy_pass ${fromBytes(handler.value)}\` leads depends on ${lacking(way)}`,
      span: pass.span,
    };
  const target = readProxyPass(url);
  if (target === undefined || (isVaried && !isProxyHost(target.host)))
    return hasPageFor(500, blocks)
      ? {
          kind: "unknown",
          why: `\`${fromBytes(url)}\` is no URL, and there is a page for 500`,
          span: pass.span,
        }
      : {
          kind: "status",
          status: 500,
          why: `\`proxy_pass\` comes to \`${fromBytes(url)}\`, which is no URL`,
          span: pass.span,
        };
  const { uri, args, isUnparsed, isInternal, isCut } = way;
  const sent = { target: request.target, uri, args, isUnparsed, isInternal, isCut, url };
  const sends = proxiedUri(location, handler, sent);
  return {
    kind: "passed",
    pass,
    ...(sends === undefined ? {} : { sends }),
    ...(isVaried ? { varied: { target, name: nameless(blocks) } } : {}),
    onwards: onwardsOf(ended, pass, target),
  };
}

function nameless(blocks: Ended["blocks"]): "is looked up" | "502" | "502 page" {
  if (settingIn(blocks, "resolver") !== undefined) return "is looked up";
  return hasPageFor(502, blocks) ? "502 page" : "502";
}

function hasPageFor(status: number, blocks: Ended["blocks"]): boolean {
  return blocks.some((b) =>
    b.some((d) => d.name === "error_page" && d.args.some((a) => a.value === String(status))),
  );
}

const isRedirect = (status: number) => [301, 302, 303, 307, 308].includes(status);
const withArgs = (uri: string, args: string) => (args === "" ? uri : `${uri}?${args}`);

function spanOf(part: { readonly origin: unknown } | undefined): { readonly span?: Span } {
  const span = part === undefined ? undefined : statementOf(part)?.span;
  return span === undefined ? {} : { span };
}

function reason(construct: string, way: Way): string {
  if (construct === "variable") return `it depends on ${lacking(way)}`;
  if (construct !== "if") return `it depends on a regular expression with ${construct}`;
  const on = way.lacking();
  return `it depends on the condition of an \`if\`${on === undefined ? "" : `, and that on \`$${on}\``}`;
}

function lacking(way: Way): string {
  const name = way.lacking();
  return name === undefined ? "a variable" : `\`$${name}\`, which the request does not tell`;
}
