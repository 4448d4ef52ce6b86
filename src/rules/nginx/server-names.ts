/** Names of servers that no request comes by. */
import { fromBytes } from "../../analysis/nginx/bytes.ts";
import { statementOf } from "../../analysis/nginx/conf.ts";
import { hasInclude, nameVerdictsOf, serversOf, type JudgedServer } from "../../analysis/nginx/judged.ts";
import { once } from "../../analysis/once.ts";
import type { Directive, Topology } from "../../model/topology.ts";
import type { ServerName } from "../../semantics/nginx/config.ts";
import { namesOf, type Named } from "../../semantics/nginx/names.ts";
import type { Span } from "../../text/source.ts";

export type DeadName = {
  readonly at: JudgedServer;
  readonly name: ServerName;
  readonly text: string;
  readonly span: Span;
  /** What takes its requests on the first address; empty when no host is called so. */
  readonly blockers: readonly Named[];
};

/** Addresses of one server that are looked at: a range of ports makes a thousand. */
const MOST_SOCKETS = 16;

/** Those that are dead at every address that their server shares with others. */
export function* deadNames(topology: Topology): Iterable<DeadName> {
  for (const at of serversOf(topology)) {
    if (at.conf.open || hasInclude(at.server) || at.sockets.length > MOST_SOCKETS) continue;
    for (const name of namesOf(at.server)) {
      const span = wordOf(name);
      const verdicts = at.sockets.flatMap((s) => nameVerdictsOf(s).get(name) ?? []);
      const [first] = verdicts;
      if (span === undefined || first?.kind !== "dead" || verdicts.some((v) => v.kind !== "dead")) continue;
      yield { at, name, text: textOf(name), span, blockers: first.blockers };
    }
  }
}

/** As it is written. */
export function textOf(name: ServerName): string {
  return `${name.pattern === undefined ? "" : "~"}${fromBytes(name.text)}`;
}

/** Its word in `server_name`; undefined for the empty name of a server that states none. */
export function wordOf(name: ServerName): Span | undefined {
  const statement = statementOf(name);
  return statement === undefined ? undefined : placesIn(statement).get(textOf(name));
}

/** Where each word of a statement stands first. */
const placesIn = once((statement: Directive): ReadonlyMap<string, Span> => {
  const places = new Map<string, Span>();
  for (const { value, span } of statement.args) if (!places.has(value)) places.set(value, span);
  return places;
});
