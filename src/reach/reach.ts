/** By what requests every location can be reached, and what is open that looks closed. Page: spec/reach.md. */
import { statementOf } from "../analysis/nginx/conf.ts";
import { placedIn, serversOf, type JudgedServer } from "../analysis/nginx/judged.ts";
import type { Topology } from "../model/topology.ts";
import { bypassedAccess } from "../rules/nginx/bypassed-access.ts";
import { prefixAroundProtection } from "../rules/nginx/prefix-around-protection.ts";
import { regexAroundProtection } from "../rules/nginx/regex-around-protection.ts";
import type { Span } from "../text/source.ts";
import { headOf, locationText, namedServer } from "../trace/show.ts";
import { clientsOf, type Clients } from "./clients.ts";
import { directWays, type WayRound } from "./direct.ts";
import { namesOf, type Names } from "./hosts.ts";
import { uncovered, urisOf, type Uris } from "./uris.ts";

export type ServerReach = {
  readonly tier: string;
  readonly hosts: readonly string[];
  readonly server: string;
  readonly span?: Span;
  readonly names: readonly Names[];
  readonly locations: readonly LocationReach[];
  /** What becomes of URIs that no location covers, in words. */
  readonly rest: string;
};
export type LocationReach = {
  /** As written, the outermost first. */
  readonly path: readonly string[];
  readonly span?: Span;
  readonly uris: Uris;
  readonly clients: Clients;
};

export function reachOf(topology: Topology): readonly ServerReach[] {
  return serversOf(topology).map((at) => serverReach(topology, at));
}

function serverReach(topology: Topology, at: JudgedServer): ServerReach {
  const { conf, server } = at;
  const span = headOf(statementOf(server));
  return {
    tier: conf.tier.name,
    hosts: conf.tier.hosts.map((h) => h.name),
    server: namedServer(server),
    ...(span === undefined ? {} : { span }),
    names: namesOf(at),
    locations: placedIn(at).map((placed): LocationReach => {
      const head = headOf(statementOf(placed.location));
      return {
        path: placed.path.map(locationText),
        ...(head === undefined ? {} : { span: head }),
        uris: urisOf(topology, placed),
        clients: clientsOf(conf.http, server, placed.path),
      };
    }),
    rest: restOf(at),
  };
}

function restOf(at: JudgedServer): string {
  if (at.answers !== undefined) return "the server itself answers every request";
  const free = uncovered(at);
  return free === undefined
    ? "every URI has a location"
    : `no location covers ${free}, among others: the server itself answers`;
}

/** The ways round that rules know, and those past nginx. */
export function waysRound(topology: Topology): readonly WayRound[] {
  const found = [regexAroundProtection, prefixAroundProtection, bypassedAccess].flatMap((rule) => [
    ...rule.check(topology, {}),
  ]);
  return [...found, ...directWays(topology)];
}
