/** Addresses and names of servers that nginx refuses beside each other: ngx_http_add_listen, ngx_http_server_names. */
import { listenOf } from "../../analysis/nginx/listen.ts";
import { readsMore } from "../../analysis/nginx/mentions.ts";
import { hostsByName } from "../../analysis/places.ts";
import { addressOf, type Argument, type Directive, type Topology } from "../../model/topology.ts";
import type { Report } from "../../problems/problem.ts";
import { shapeOf } from "../../semantics/nginx/names.ts";
import { remembered } from "../../syntax/kept.ts";

type Place = {
  readonly statement: Directive;
  readonly family: number | string;
  readonly address: string;
  readonly port: number;
  readonly isDefault: boolean;
  readonly hasOptions: boolean;
};
type Names = {
  readonly names: readonly Argument[];
  /** Whether nginx looks at names where the server is alone: its last expression has a group. */
  readonly always: boolean;
};

/** What a socket is told once, be it by the same words. */
const OPTION =
  /^(?:bind|deferred|reuseport|(?:backlog|rcvbuf|sndbuf|fastopen|setfib|ipv6only|so_keepalive)=.*)$/s;

/** `http` are the statements of the http section. */
export function judgeSockets(topology: Topology, http: readonly Directive[], report: Report): void {
  const sockets = new Map<string, { servers: Set<Directive>; default?: Place; options?: Place }>();
  const servers = http.filter((d) => d.name === "server" && d.block !== undefined);
  for (const server of servers) {
    const own = new Map<string, Place>();
    for (const place of placesOf(server, undefined)) {
      const { family, port, statement } = place;
      const named = hostsByName(topology).get(place.address);
      const address =
        place.address === "localhost"
          ? "127.0.0.1"
          : ((named && addressOf(named, 4)?.address.text) ?? place.address);
      const key = `${family} ${address} ${port}`;
      const whose = address === "*" ? "all addresses" : `\`${address}\``;
      const socket = family === "unix" ? whose : `port ${port} of ${whose}`;
      const twice = (what: string, before: Place | undefined, help: string): boolean => {
        if (before === undefined) return false;
        report({
          code: "nginx/listen-conflict",
          severity: "error",
          message: `nginx does not start: ${socket} has ${what}`,
          span: statement.span,
          related: [{ span: before.statement.span, message: "the first" }],
          help,
        });
        return true;
      };
      if (twice("a `listen` in this server already", own.get(key), "keep one")) continue;
      own.set(key, place);
      let at = sockets.get(key);
      if (at === undefined) sockets.set(key, (at = { servers: new Set() }));
      at.servers.add(server);
      if (place.isDefault) {
        twice("a default server already", at.default, "leave `default_server` to one of them");
        at.default ??= place;
      }
      if (place.hasOptions) {
        twice("options of its socket already", at.options, "state them at one `listen` for all servers");
        at.options ??= place;
      }
    }
  }
  const beside = new Set([...sockets.values()].flatMap((s) => (s.servers.size > 1 ? [...s.servers] : [])));
  for (const server of servers) {
    const { names, always } = wildOf(server, undefined);
    if (!always && !beside.has(server)) continue;
    for (const { value, span } of names)
      report({
        code: "nginx/server-name",
        severity: "error",
        message: `nginx does not start: \`${value}\` is no name, and no wildcard of one`,
        span,
        help: "a `*` stands for the first label or the last, and no label is empty",
      });
  }
}

const placesOf = remembered((server: Directive): readonly Place[] => {
  const block = server.block ?? [];
  const listens = block.filter((d) => d.name === "listen");
  if (listens.length === 0) {
    // An included file may say where.
    if (block.some(readsMore)) return [];
    return [{ statement: server, family: 4, address: "*", port: 80, isDefault: false, hasOptions: false }];
  }
  return listens.flatMap((statement) => {
    const hasOptions = statement.args.some((a, i) => i > 0 && OPTION.test(a.value));
    return listenOf(statement).map(({ family, address, port, default: isDefault }) => ({
      statement,
      family,
      address,
      port,
      isDefault,
      hasOptions,
    }));
  });
});

/** The names that are none. What is wrong with a name wherever it stands, another judge says. */
const wildOf = remembered((server: Directive): Names => {
  const all = (server.block ?? []).flatMap((d) => (d.name === "server_name" ? d.args : []));
  const last = all.findLast((a) => a.value.startsWith("~"))?.value.replace(/\\[^]/g, "");
  return {
    names: all.filter(
      ({ value }) =>
        !/^(?:~|\*(?!\..)|\.$)/.test(value) && shapeOf({ origin: undefined, text: value }) === undefined,
    ),
    always: last !== undefined && /\((?!\?)|\(\?(?:P?<|'|\|)(?![=!])/.test(last),
  };
});
