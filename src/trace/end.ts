/** How a request ends in one nginx. */
import type { Directive } from "../model/topology.ts";
import { statementOf } from "../analysis/nginx/conf.ts";
import { fromBytes } from "../analysis/nginx/bytes.ts";
import type { AccessAnswer } from "../semantics/nginx/access.ts";
import type { LocationConf, ServerConf, Statement } from "../semantics/nginx/config.ts";
import type { Way } from "../semantics/nginx/follow.ts";
import { proxiedUri, readProxyPass } from "../semantics/nginx/proxy.ts";
import type { Span } from "../text/source.ts";
import { onwardsOf, type Onwards } from "./onwards.ts";
import type { Request } from "./request.ts";
import { absolute, expand } from "./variables.ts";

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
      return { kind: "unknown", why: reason(end.construct) };
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
      return location?.handler === undefined
        ? { kind: "content", what: "nginx looks for a file", file: true }
        : handled(ended, location, end.status);
  }

  function answered(
    { way: { hops } }: Ended,
    code: number,
    by: Statement | undefined,
    text: string | undefined,
  ): WalkEnd {
    if (by !== undefined) {
      const redirect = isRedirect(code) ? redirectOf(by, ended, text) : undefined;
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
    return status(code, "as the configuration says", spanOf(location?.tryFiles));
  }
}

/** Handlers that answer GET and HEAD from memory, and 405 to others. */
const CERTAIN = new Set(["empty_gif", "stub_status"]);

function handled(ended: Ended, location: LocationConf, status: number | undefined): WalkEnd {
  const { way, request, blocks } = ended;
  const { handler } = location;
  const pass = handler === undefined ? undefined : statementOf(handler);
  if (handler?.kind !== "proxy_pass" || pass === undefined) {
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
  if (readProxyPass(handler.value) === undefined)
    return {
      kind: "unknown",
      why: `where \`proxy_pass ${fromBytes(handler.value)}\` leads depends on a variable`,
      span: pass.span,
    };
  const { uri, hops, rewritten } = way;
  const sends = proxiedUri(location, {
    target: request.target,
    uri,
    args: way.args,
    internal: hops.length > 1 || rewritten || hops[0]?.uri !== uri,
    rewrittenHere: rewritten,
  });
  return { kind: "passed", pass, ...(sends === undefined ? {} : { sends }), onwards: onwardsOf(ended, pass) };
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

function reason(construct: string): string {
  return construct === "if" || construct === "variable"
    ? `it depends on ${construct === "if" ? "the condition of an `if`" : "a variable"}`
    : `it depends on a regular expression with ${construct}`;
}

/** The Location header; undefined when the text has what a request does not decide. */
function redirectOf(by: Statement, ended: Ended, text: string | undefined): string | undefined {
  if (by.kind === "return") return by.text === undefined ? undefined : located(by.text, ended);
  return text === undefined ? undefined : absolute(text, ended);
}

function located(text: string, ended: Ended): string | undefined {
  const out = expand(text, ended);
  return out === undefined ? undefined : absolute(out, ended);
}
