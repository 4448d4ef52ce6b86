/**
 * What rules ask about the nginx tiers: every server and location once, however many hosts have it, with its verdict.
 */
import type { Argument, Directive, Host, NginxTier, Topology } from "../../model/topology.ts";
import type { HttpConf, LocationConf, ServerConf } from "../../semantics/nginx/config.ts";
import { mergesSlashes, socketsOf, type Socket } from "../../semantics/nginx/servers.ts";
import { locationVerdicts, type LocationVerdict } from "../../semantics/nginx/verdicts/locations.ts";
import { nameVerdicts } from "../../semantics/nginx/verdicts/names.ts";
import { alwaysAnswers } from "../../semantics/nginx/rewrite.ts";
import type { Statement } from "../../semantics/nginx/config.ts";
import { once } from "../once.ts";
import { nginxConfOf, statementOf } from "./conf.ts";

/** One nginx.conf, and a host that has it. */
export type JudgedConf = {
  readonly tier: NginxTier;
  readonly host: Host;
  readonly http: HttpConf;
  readonly sockets: readonly Socket[];
  /** A file that nobody knows may add servers, or statements at the level of http. */
  readonly open: boolean;
};
export type JudgedServer = {
  readonly conf: JudgedConf;
  readonly server: ServerConf;
  /** Those it answers on. */
  readonly sockets: readonly Socket[];
  readonly mergeSlashes: boolean;
  /** Answers every request before a location is chosen. */
  readonly answers?: Statement;
};
/** A location, with those around it, itself the last. */
export type Placed = {
  readonly at: JudgedServer;
  readonly location: LocationConf;
  readonly path: readonly LocationConf[];
};

/** The configurations of all tiers; hosts that share one count once. */
export const confsOf = once((topology: Topology): readonly JudgedConf[] =>
  topology.nginxes.flatMap((tier) => {
    const seen = new Set<HttpConf>();
    return tier.hosts.flatMap((host): JudgedConf[] => {
      const { http, includes } = nginxConfOf(topology, tier, host);
      if (seen.has(http)) return [];
      seen.add(http);
      const inside = new Set(http.servers.flatMap((s) => includesBelow(statementOf(s))));
      return [{ tier, host, http, sockets: socketsOf(http), open: includes.some((i) => !inside.has(i)) }];
    });
  }),
);

function includesBelow(directive: Directive | undefined, out: Directive[] = []): readonly Directive[] {
  for (const d of directive?.block ?? []) {
    if (d.name === "include") out.push(d);
    else if (d.block !== undefined) includesBelow(d, out);
  }
  return out;
}

/** Whether the block itself reads a file that nobody knows. */
export function hasInclude(part: { readonly origin: unknown }): boolean {
  const block = statementOf(part)?.block;
  if (block === undefined) return false;
  return block.length > SMALL ? isAnyInclude(block) : block.some(isInclude);
}

/** Statements of a block that are looked through sooner than remembered. */
const SMALL = 16;
const isInclude = ({ name }: Directive) => name === "include";
const isAnyInclude = once((block: readonly Directive[]): boolean => block.some(isInclude));

/** Every server once: those that several hosts of a tier have differ in their `listen`s only. */
export const serversOf = once((topology: Topology): readonly JudgedServer[] => {
  const seen = new WeakSet<readonly Argument[]>();
  return confsOf(topology).flatMap((conf) => {
    const on = new Map<ServerConf, Socket[]>();
    for (const socket of conf.sockets) {
      for (const server of socket.servers) {
        const known = on.get(server);
        if (known === undefined) on.set(server, [socket]);
        else known.push(socket);
      }
    }
    const fresh = conf.http.servers.filter((s) => !seen.has(statementOf(s)?.args ?? []));
    for (const server of fresh) seen.add(statementOf(server)?.args ?? []);
    return fresh.map((server): JudgedServer => {
      const sockets = on.get(server) ?? [];
      const [first] = sockets;
      const answers = alwaysAnswers(server.statements);
      return {
        conf,
        server,
        sockets,
        mergeSlashes: first === undefined || mergesSlashes(conf.http, first),
        ...(answers === undefined ? {} : { answers }),
      };
    });
  });
});

/** Every location of every server, outermost first. */
export const locationsOf = once((topology: Topology): readonly Placed[] =>
  serversOf(topology).flatMap((at) => placedIn(at)),
);

export const placedIn = once((at: JudgedServer): readonly Placed[] => {
  const out: Placed[] = [];
  const visit = (locations: readonly LocationConf[], around: readonly LocationConf[]) => {
    for (const location of locations) {
      const path = [...around, location];
      out.push({ at, location, path });
      visit(location.locations, path);
    }
  };
  visit(at.server.locations, []);
  return out;
});

/** The verdict of each name of the servers of an address; there are none where nginx does not look at names. */
export const nameVerdictsOf = once((socket: Socket) =>
  socket.names === undefined || socket.servers.length < 2 ? new Map<never, never>() : nameVerdicts(socket),
);

const verdictsOf = once((at: JudgedServer) =>
  locationVerdicts(at.server, at.conf.http.version, at.mergeSlashes),
);

/**
 * Whether requests end at a location; undefined for a named one, where an included file may add locations, and where
 * the server answers before any location is chosen.
 */
export function verdictOf({ at, location, path }: Placed): LocationVerdict | undefined {
  if (at.answers !== undefined || hasInclude(at.server)) return undefined;
  if (path.length > 1 && path.slice(0, -1).some(hasInclude)) return undefined;
  return verdictsOf(at).get(location);
}
