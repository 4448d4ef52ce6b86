/**
 * Which server a connection and a host belong to: ngx_http_add_listen, ngx_http_optimize_servers and
 * ngx_http_find_virtual_server of nginx 1.22.1. Page: spec/semantics/nginx.md.
 */
import type { Family } from "../net/address.ts";
import type { Supposed } from "../regex/first.ts";
import type { HttpConf, Listen, ServerConf } from "./config.ts";
import { nameTable, namesOf, type Named, type NameTable } from "./names.ts";

/** An address and port that nginx listens on, with its servers in order. */
export type Socket = {
  readonly family: Listen["family"];
  readonly address: string;
  readonly port: number;
  readonly servers: readonly ServerConf[];
  /** Served by whatever no name claims. */
  readonly default: ServerConf;
  /** Absent where nginx does not look at names, because there is one server only. */
  readonly names?: NameTable;
};

const sockets = new WeakMap<HttpConf, ReadonlyMap<string, Socket>>();

/** All of them, in the order of the first `listen` of each. */
export function socketsOf(http: HttpConf): readonly Socket[] {
  return [...socketMap(http).values()];
}

const keyOf = (family: Listen["family"], address: string, port: number) => `${family} ${address} ${port}`;

function socketMap(http: HttpConf): ReadonlyMap<string, Socket> {
  let known = sockets.get(http);
  if (known === undefined) sockets.set(http, (known = build(http)));
  return known;
}

/** The listens of a server: port 80 of all IPv4 addresses when it states none. */
export function listensOf(server: ServerConf): readonly Listen[] {
  if (server.listens.length > 0) return server.listens;
  return [{ origin: server.origin, family: 4, address: "*", port: 80, default: false }];
}

function build(http: HttpConf): ReadonlyMap<string, Socket> {
  const found = new Map<string, { listen: Listen; servers: Set<ServerConf>; default?: ServerConf }>();
  for (const server of http.servers) {
    for (const listen of listensOf(server)) {
      const key = keyOf(listen.family, listen.address, listen.port);
      let at = found.get(key);
      if (at === undefined) found.set(key, (at = { listen, servers: new Set() }));
      at.servers.add(server);
      if (listen.default) at.default ??= server;
    }
  }
  const out = new Map<string, Socket>();
  for (const [key, { listen, servers, default: stated }] of found) {
    const list = [...servers];
    const fallback = stated ?? list[0];
    if (fallback === undefined) continue;
    const { family, address, port } = listen;
    // The names of a lone server matter only for what its last regex captures.
    const looked = list.length > 1 || hasCaptures(fallback);
    out.set(key, {
      family,
      address,
      port,
      servers: list,
      default: fallback,
      ...(looked ? { names: nameTable(list) } : {}),
    });
  }
  return out;
}

/** Whether the last regex name has a group: each regex name overwrites what the one before said. */
function hasCaptures(server: ServerConf): boolean {
  const last = namesOf(server).findLast((n) => n.pattern !== undefined);
  return last !== undefined && /\((?!\?)|\(\?(?:P?<|'|\|)(?![=!])/.test(last.text.replace(/\\[^]/g, ""));
}

/** The socket that takes connections to an address: that of the address itself, else of all addresses. */
export function socketAt(http: HttpConf, family: Family, address: string, port: number): Socket | undefined {
  const map = socketMap(http);
  return map.get(keyOf(family, address, port)) ?? map.get(keyOf(family, "*", port));
}

export type Chosen =
  | { readonly kind: "server"; readonly server: ServerConf; readonly by?: Named }
  /** It depends on a regex name whose language is not known. */
  | { readonly kind: "unknown"; readonly construct: string; readonly at: Named };

/** The server of a host, as `readHost` returns it; "" for a request without Host. */
export function chooseServer(socket: Socket, host: string, supposed?: Supposed): Chosen {
  const by = socket.names?.find(host, supposed ?? "match");
  const construct = by?.name.pattern?.undecidable;
  if (by !== undefined && construct !== undefined && supposed === undefined)
    return { kind: "unknown", construct, at: by };
  return { kind: "server", server: by?.server ?? socket.default, ...(by === undefined ? {} : { by }) };
}

/** Whether slashes are merged in requests to a socket: its default server says, whoever answers in the end. */
export function mergesSlashes(http: HttpConf, socket: Socket): boolean {
  return socket.default.mergeSlashes ?? http.mergeSlashes ?? true;
}
