/** What one nginx makes of a request: the server, the locations it goes through, and how it ends. */
import type { NginxConf } from "../analysis/nginx/conf.ts";
import { statementOf } from "../analysis/nginx/conf.ts";
import type { Address, Directive } from "../model/topology.ts";
import { judgeClient, type AccessAnswer, type Verdict } from "../semantics/nginx/access.ts";
import type {
  Handler,
  HttpConf,
  Inside,
  Level,
  LocationConf,
  ServerConf,
  TryFiles,
} from "../semantics/nginx/config.ts";
import { FILE_METHODS, follow, isLimited, levelsOf, type Hop } from "../semantics/nginx/follow.ts";
import { readHost } from "../semantics/nginx/host.ts";
import { selectLocation } from "../semantics/nginx/locations.ts";
import {
  chooseServer,
  mergesSlashes,
  socketAt,
  type Chosen,
  type Socket,
} from "../semantics/nginx/servers.ts";
import { readTarget } from "../semantics/nginx/uri.ts";
import { endOf, type WalkEnd } from "./end.ts";
import { clientTold, type Told } from "./real-ip.ts";
import { builtin } from "./variables.ts";
import { settingIn, type Request } from "./request.ts";

export type Access = AccessAnswer & { readonly verdict: Verdict };

export type Walk = {
  /** Absent when nginx does not listen there, or answers before it knows a server. */
  readonly server?: ServerConf;
  readonly chosen?: Extract<Chosen, { kind: "server" }>;
  readonly socket?: Socket;
  readonly hops: readonly Hop[];
  /** From the outermost location to the one that answers; empty for the server itself. */
  readonly path: readonly LocationConf[];
  readonly uri?: string;
  /** The first that does not let the client pass, else the last; absent where no access rule is looked at. */
  readonly access?: Access;
  /** As the access rules see it: by a header, where one is believed. */
  readonly client: Address;
  readonly end: WalkEnd;
  /** Locations that answer instead when a file is there: by `try_files`, or an index. */
  readonly otherwise: readonly (readonly LocationConf[])[];
};

/** The blocks that hold at a location, from http inwards. */
export type Blocks = readonly (readonly Directive[])[];

/** `http`: the statements of the http section. */
export function walk(conf: NginxConf, httpBlock: readonly Directive[], request: Request): Walk {
  const { http } = conf;
  const { address, port } = request;
  const ended = (end: WalkEnd, more: Partial<Walk> = {}): Walk => ({
    hops: [],
    path: [],
    otherwise: [],
    client: request.client,
    ...more,
    end,
  });
  const status = (code: number, why: string): Walk => ended({ kind: "status", status: code, why });
  const unread = unreadIn(httpBlock);
  if (unread !== undefined) return ended({ kind: "unknown", why: unknownFile(unread), span: unread.span });
  const socket = socketAt(http, address.family, address.text, port);
  if (socket === undefined)
    return ended({ kind: "refused", why: `nginx does not listen on port ${port} of ${address.text}` });
  const handshake = handshakeOf(http, socket, request);
  if (handshake !== undefined) return ended(handshake);
  const target = readTarget(request.target, mergesSlashes(http, socket));
  const host = readHost(request.host);
  if (target.kind === "bad") return status(400, `nginx refuses the request: ${target.why}`);
  if (host === undefined) return status(400, "nginx refuses the Host header");
  const chosen = chooseServer(socket, host);
  if (chosen.kind === "unknown")
    return ended({ kind: "unknown", why: `a server name is a regular expression with ${chosen.construct}` });
  const { server } = chosen;
  const by = chosen.by?.name.pattern;
  const known = { server, chosen, socket };
  if (request.method === "TRACE" || request.method === "CONNECT")
    return { ...status(405, `nginx never takes ${request.method}`), ...known };

  const blocksOf = (path: readonly LocationConf[], inside?: Inside): Blocks => [
    httpBlock,
    ...[server, ...path, ...(inside === undefined ? [] : [inside])].map(
      (part) => statementOf(part)?.block ?? [],
    ),
  ];
  let seen = request;
  let access: Access | undefined;
  let doubt: Extract<WalkEnd, { kind: "unknown" }> | undefined;
  let file: Hop | undefined;
  const otherwise: (readonly LocationConf[])[] = [];
  let told: Told | undefined;
  /** Looked at before the server's own statements, and again at locations. */
  const ask = (blocks: Blocks) => {
    told ??= clientTold(blocks, request);
    if (told?.kind === "client") seen = { ...request, client: told.client };
  };
  ask(blocksOf([]));
  const stops = (hop: Hop, method: string) => {
    const blocks = blocksOf(hop.path, hop.inside);
    ask(blocks);
    if (told?.kind === "unknown") {
      const why = `the header ${told.header} says who the client is`;
      doubt ??= { kind: "unknown", why, span: told.by.span };
    }
    doubt ??= doubtAt(blocks, request);
    const answer = judgeClient(levelsFor(http, server, hop, method), seen.client);
    if (access === undefined || access.verdict === "pass") access = answer;
    if (answer.verdict !== "pass") return answer.verdict === "forbidden" ? 403 : 401;
    const { handler, tryFiles } = contentAt(server, hop, method);
    if (tryFiles !== undefined && tryFiles.files.length > 0) otherwise.push(hop.path);
    if (tryFiles === undefined && handler === undefined && FILE_METHODS.has(method)) file ??= hop;
    return undefined;
  };
  const way = follow(http, server, target.uri, stops, {
    method: request.method,
    ...(target.args === undefined ? {} : { args: target.args }),
    variable: (name, now) => builtin(name, now, { request: seen, server }),
    host: { name: host, ...(by === undefined ? {} : { pattern: by }) },
    isEscaped: /^[^?]*[%+]/.test(request.target),
  });
  const included = [server, ...way.hops.flatMap((h) => h.path), ...way.path]
    .map((part) => unreadIn(statementOf(part)?.block ?? []))
    .find((d) => d !== undefined);
  if (included !== undefined) doubt ??= { kind: "unknown", why: unknownFile(included), span: included.span };
  const first = access === undefined ? {} : { access };
  if (file !== undefined && doubt === undefined) {
    const hop = file;
    const indexes = hop.uri.endsWith("/") ? indexesOf(http, server, hop.path) : [];
    for (const name of indexes) {
      const found = selectLocation(server, hop.uri + name, http.version);
      if (found.kind === "location" && found.path.at(-1) !== hop.path.at(-1)) otherwise.push(found.path);
    }
    const hops = way.hops.slice(0, way.hops.indexOf(hop) + 1);
    const { path, uri } = hop;
    const end = { kind: "content", what: "nginx looks for a file", file: true } as const;
    return { ...known, ...first, client: seen.client, hops, path, uri, otherwise, end };
  }
  return {
    ...known,
    ...first,
    client: seen.client,
    hops: way.hops,
    path: way.path,
    uri: way.uri,
    otherwise,
    end: doubt ?? endOf({ way, request: seen, server, access, blocks: blocksOf(way.path, way.inside) }),
  };
}

/** Names of files that nginx's packages bring, which decide nothing about a route. */
const HARMLESS = /(?:^|\/)(?:mime\.types|(?:proxy|fastcgi|uwsgi|scgi)_params|fastcgi\.conf)$/;

/** An `include` in the block itself of a file that nobody knows. */
function unreadIn(block: readonly Directive[]): Directive | undefined {
  return block.find((d) => d.name === "include" && !HARMLESS.test(d.args[0]?.value ?? ""));
}

function unknownFile({ args }: Directive): string {
  return `nginx also reads \`${args[0]?.value ?? ""}\`, which lbc does not know`;
}

/** What becomes of a request that does not speak what the port speaks. */
function handshakeOf(http: HttpConf, socket: Socket, { scheme }: Request): WalkEnd | undefined {
  const flags = new Set(
    http.servers
      .flatMap((s) => s.listens)
      .filter((l) => l.family === socket.family && l.address === socket.address && l.port === socket.port)
      .flatMap((l) => statementOf(l)?.args.map((a) => a.value) ?? []),
  );
  if (flags.has("proxy_protocol"))
    return { kind: "unknown", why: "the port speaks the PROXY protocol: only what stands before it can ask" };
  const isTls = flags.has("ssl");
  if (isTls === (scheme === "https")) return undefined;
  return isTls
    ? { kind: "status", status: 400, why: "the port speaks TLS, and is asked without" }
    : { kind: "refused", why: `port ${socket.port} does not speak TLS` };
}

/** What may decide otherwise at the access phase, by things that the configuration does not tell. */
function doubtAt(blocks: Blocks, { headers }: Request): Extract<WalkEnd, { kind: "unknown" }> | undefined {
  const subrequest = settingIn(blocks, "auth_request");
  if (subrequest !== undefined && subrequest.args[0]?.value !== "off")
    return { kind: "unknown", why: "a subrequest decides who may pass", span: subrequest.span };
  const password = settingIn(blocks, "auth_basic");
  if (password !== undefined && headers.has("authorization"))
    return { kind: "unknown", why: "lbc does not know the passwords", span: password.span };
  return undefined;
}

function indexesOf(http: HttpConf, server: ServerConf, path: readonly LocationConf[]): readonly string[] {
  const stated = levelsOf(http, server, path).findLast((l) => l.index !== undefined)?.index;
  return (stated ?? ["index.html"]).filter((name) => !name.includes("$") && !name.startsWith("/"));
}

/** The levels whose access rules hold, with those of `limit_except` for the methods it does not leave alone. */
function levelsFor(http: HttpConf, server: ServerConf, hop: Hop, method: string): readonly Level[] {
  const levels = levelsOf(http, server, hop.path);
  const limit = hop.path.at(-1)?.limitExcept;
  const last = hop.path.at(-1);
  if (limit === undefined || last === undefined || !isLimited(last, method)) return levels;
  const auth = statementOf(limit)?.block?.findLast((d) => d.name === "auth_basic")?.args[0]?.value;
  return [
    ...levels,
    {
      origin: limit.origin,
      access: limit.access,
      errorPages: [],
      ...(auth === undefined ? {} : { auth: auth !== "off" }),
    },
  ];
}

/** What a location does with a method: `limit_except` inherits passes only. */
function contentAt(
  server: ServerConf,
  { path, inside }: Hop,
  method: string,
): { readonly handler?: Handler | undefined; readonly tryFiles?: TryFiles | undefined } {
  const last = path.at(-1);
  if (last === undefined) return server.tryFiles === undefined ? {} : { tryFiles: server.tryFiles };
  if (inside !== undefined) return { handler: inside.handler ?? last.handler };
  if (!isLimited(last, method)) return last;
  return last.handler?.kind === "content" ? {} : { handler: last.handler };
}
