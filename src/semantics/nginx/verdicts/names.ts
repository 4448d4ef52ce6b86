/** For every name of the servers of one address, whether some host is its own. */
import { exactly, matching, type Automaton } from "../../regex/automaton.ts";
import { fewest, hunt, type Blocker, type Hunt } from "../../regex/hunt.ts";
import { parsePattern } from "../../regex/parse.ts";
import type { Budget } from "../../regex/search.ts";
import type { Supposed } from "../../regex/first.ts";
import type { ServerName } from "../config.ts";
import { hostNames } from "../host.ts";
import { nameTable, namesOf, shapeOf, type Named } from "../names.ts";
import type { Socket } from "../servers.ts";
import type { Verdict } from "./verdict.ts";

export type NameVerdict = Verdict<Named>;

const BUDGET = 200_000;

/** The verdict of each name; a name that nginx refuses (`invalid`) has none. */
export function nameVerdicts(
  socket: Socket,
  budget: Budget = { left: BUDGET },
): ReadonlyMap<ServerName, NameVerdict> {
  const table = nameTable(socket.servers);
  const ignored = new Map(table.ignored.map((i) => [i.name, i.because]));
  const invalid = new Set(table.invalid.map((i) => i.name));
  const out = new Map<ServerName, NameVerdict>();
  for (const server of socket.servers) {
    for (const name of namesOf(server)) {
      if (invalid.has(name)) continue;
      const because = ignored.get(name);
      if (because !== undefined) {
        out.set(name, { kind: "dead", blockers: [because] });
        continue;
      }
      const loss =
        (supposed: Supposed) =>
        (host: string): Blocker<Named> | undefined => {
          const by = table.find(host, supposed);
          if (by === undefined || by.name === name) return undefined;
          const construct = by.name.pattern?.undecidable;
          return { by, language: languageOf(by.name), ...(construct === undefined ? {} : { construct }) };
        };
      const of = (supposed: Supposed): Hunt<Named> => ({
        base: [shapeOf(name)?.kind === "exact" ? hostNames : someHost, languageOf(name)],
        seed: "",
        allowed: () => true,
        budget,
        loss: loss(supposed),
      });
      out.set(name, verdictOf(of, name.pattern?.undecidable));
    }
  }
  return out;
}

function verdictOf(of: (supposed: Supposed) => Hunt<Named>, own: string | undefined): NameVerdict {
  const fate = hunt(of("match"));
  if (fate.kind === "own")
    return own === undefined
      ? { kind: "reachable", witness: fate.text }
      : { kind: "unknown", construct: own };
  if (fate.kind === "none" && fate.blockers.every((b) => b.construct === undefined))
    return { kind: "dead", blockers: fewest(of("match"), fate.blockers).map((b) => b.by) };
  const sure = hunt(of("no match"));
  if (sure.kind === "none")
    return { kind: "dead", blockers: fewest(of("no match"), sure.blockers).map((b) => b.by) };
  const construct =
    fate.kind === "unknown"
      ? fate.construct
      : fate.blockers.find((b) => b.construct !== undefined)?.construct;
  return { kind: "unknown", construct: own ?? construct ?? "an undecided regex" };
}

/** A request without Host is for a server with the exact name "", or for the default one. */
const someHost: Automaton = { ...hostNames, accepts: (s) => s !== hostNames.initial && hostNames.accepts(s) };

const languages = new WeakMap<ServerName, Automaton>();

function languageOf(name: ServerName): Automaton {
  const known = languages.get(name);
  if (known !== undefined) return known;
  const shape = shapeOf(name);
  const text = shape === undefined ? "" : shape.text.replace(/[^A-Za-z0-9]/g, (c) => `\\${c}`);
  const pattern = (source: string) => matching(parsePattern(source, false));
  let language: Automaton;
  if (name.pattern !== undefined) language = matching(name.pattern);
  else if (shape?.kind === "head") language = pattern(`${shape.bare ? "(?:\\A|\\.)" : "\\."}${text}\\z`);
  else if (shape?.kind === "tail") language = pattern(`\\A${text}\\.`);
  else language = exactly(shape?.text ?? "");
  languages.set(name, language);
  return language;
}
