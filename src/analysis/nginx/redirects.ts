/** Where redirects lead: from the answer of one server to the next, through tiers that pass requests on. */
import type { Directive, Topology } from "../../model/topology.ts";
import type { ServerConf, Statement } from "../../semantics/nginx/config.ts";
import { selectLocation } from "../../semantics/nginx/locations.ts";
import { run } from "../../semantics/nginx/rewrite.ts";
import { chooseServer, listensOf, type Socket } from "../../semantics/nginx/servers.ts";
import { headerOf, passesOf, type Pass } from "../passes.ts";
import { once } from "../once.ts";
import { statementOf } from "./conf.ts";
import { confsOf, type JudgedConf } from "./judged.ts";

/** What a browser asks for. */
export type Asked = {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly uri: string;
};
export type Redirect = { readonly to: Asked; readonly by: Statement };

/** Codes that a browser follows. */
export const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** Tiers that requests may pass through. */
const MOST_TIERS = 4;

/** Whether nginx speaks TLS there. */
export const isTls = once((socket: Socket): boolean =>
  socket.servers.some((server) =>
    listensOf(server).some(
      (l) =>
        l.address === socket.address &&
        l.port === socket.port &&
        statementOf(l)?.args.some((a) => a.value === "ssl") === true,
    ),
  ),
);

/** The first IPv4 socket of each port. */
export const byPort = once(
  ({ sockets }: JudgedConf): ReadonlyMap<number, Socket> =>
    new Map(sockets.flatMap((s) => (s.family === 4 ? [[s.port, s] as const] : [])).reverse()),
);

/** The redirect that a request to a socket is answered by; undefined where it is answered otherwise, or nobody knows how. */
export function redirectOf(
  topology: Topology,
  conf: JudgedConf,
  socket: Socket,
  asked: Asked,
  tiers = MOST_TIERS,
): Redirect | undefined {
  const chosen = chooseServer(socket, asked.host);
  if (chosen.kind !== "server" || conf.open) return undefined;
  const { server } = chosen;
  const scheme = isTls(socket) ? "https" : "http";
  const answer = answerOf(conf, server, asked.uri);
  if (answer === undefined) return undefined;
  if (answer.kind === "redirect") {
    const to = targetOf(answer.by, { ...asked, scheme }, server, asked);
    return to === undefined ? undefined : { to, by: answer.by };
  }
  const pass = passes(topology).get(placeKey(answer.location));
  const next = pass?.upstream?.servers.find((s) => s.nginx !== undefined && s.tomcat === undefined);
  if (pass === undefined || next?.nginx === undefined || pass.target?.uri !== undefined || tiers === 0)
    return undefined;
  const inner = confsOf(topology).find((c) => c.tier === next.nginx);
  const at = inner === undefined ? undefined : byPort(inner).get(next.port ?? 80);
  const host = headerOf(pass, "host") ?? pass.target?.host ?? "";
  const name = /^\$(host|http_host)$/.test(host) ? asked.host : host.replace(/:\d+$/, "");
  if (inner === undefined || at === undefined || name.includes("$")) return undefined;
  return redirectOf(topology, inner, at, { ...asked, host: name }, tiers - 1);
}

type Answer =
  | { readonly kind: "redirect"; readonly by: Statement }
  | { readonly kind: "pass"; readonly location: Directive };

function answerOf({ http }: JudgedConf, server: ServerConf, uri: string): Answer | undefined {
  const act = run(server.statements, uri);
  if (act.kind === "answer") return { kind: "redirect", by: act.by };
  if (act.kind !== "through") return undefined;
  const found = selectLocation(server, act.uri, http.version);
  const location = found.kind === "location" ? found.path.at(-1) : undefined;
  const inner = location === undefined ? undefined : run(location.statements, act.uri);
  if (location === undefined || inner === undefined || inner.kind === "unknown") return undefined;
  if (inner.kind === "answer") return { kind: "redirect", by: inner.by };
  const statement = statementOf(location);
  return location.handler?.kind !== "proxy_pass" || inner.changed || statement === undefined
    ? undefined
    : { kind: "pass", location: statement };
}

// The statements of a host differ from the tier's in their addresses; their places are the same.
const passes = once(
  (topology: Topology): ReadonlyMap<string, Pass> =>
    new Map(passesOf(topology).map((p) => [placeKey(p.block), p])),
);
const placeKey = ({ span }: Directive) => `${span.source.name}:${span.start}`;

/** Groups of the patterns that people write for a whole URI: what `$1` is. */
const WHOLE: Readonly<Record<string, number>> = {
  "^(.*)$": 0,
  "^(.*)": 0,
  "(.*)": 0,
  "^/(.*)$": 1,
  "^/(.*)": 1,
};

/** Where a redirect of a server leads. `here` is what the server sees, `asked` what the browser did. */
function targetOf(by: Statement, here: Asked, server: ServerConf, asked: Asked): Asked | undefined {
  let text: string | undefined;
  if (by.kind === "return" && REDIRECTS.includes(by.code)) text = by.text;
  else if (by.kind === "rewrite") {
    const from = WHOLE[by.pattern.text];
    text = from === undefined ? by.replacement : by.replacement.replaceAll("$1", here.uri.slice(from));
  }
  if (text === undefined) return undefined;
  const values: Readonly<Record<string, string>> = {
    scheme: here.scheme,
    host: here.host,
    http_host: here.host,
    server_name: server.names[0]?.text ?? "",
    request_uri: here.uri,
    uri: here.uri,
    document_uri: here.uri,
    args: "",
    query_string: "",
    is_args: "",
  };
  const full = text.replace(
    /\$(?:\{(\w+)\}|(\w+))/g,
    (all, a?: string, b?: string) => values[a ?? b ?? ""] ?? all,
  );
  if (full.includes("$")) return undefined;
  if (full.startsWith("/")) return { ...asked, uri: full.replace(/[?#].*$/s, "") };
  const found = /^(https?):\/\/([^/:?#]+)(?::(\d{1,5}))?(\/[^?#]*)?/i.exec(full);
  if (found === null) return undefined;
  const [, scheme = "", host = "", port, uri = "/"] = found;
  const standard = scheme.toLowerCase() === "https" ? 443 : 80;
  return { scheme: scheme.toLowerCase(), host: host.toLowerCase(), port: Number(port ?? standard), uri };
}
