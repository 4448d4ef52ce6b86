/** Which URIs of a prefix location a regex location takes. */
import type { Topology } from "../../model/topology.ts";
import { beginning, matching, type Automaton } from "../../semantics/regex/automaton.ts";
import { hunt } from "../../semantics/regex/hunt.ts";
import { literalOf } from "../../semantics/regex/literal.ts";
import type { Pattern } from "../../semantics/regex/pattern.ts";
import type { LocationConf } from "../../semantics/nginx/config.ts";
import { nameOf } from "../../semantics/nginx/level.ts";
import { indexOf, selectLocation, type Holder } from "../../semantics/nginx/locations.ts";
import { isPlainByte, normalisedUris } from "../../semantics/nginx/uri.ts";
import { beginningOf, lossOf } from "../../semantics/nginx/verdicts/loss.ts";
import { once } from "../once.ts";
import { hasInclude, placedIn, serversOf, verdictOf, type JudgedServer, type Placed } from "./judged.ts";

export type Taken = {
  /** A prefix location. */
  readonly from: Placed;
  /** A regex of the same level or of one further out. */
  readonly by: LocationConf;
  readonly byPath: readonly LocationConf[];
  /** A URI that would be the prefix location's. */
  readonly witness: string;
};

/** A prefix and a regex that is asked about its URIs. */
type Pair = {
  readonly from: Placed;
  readonly by: LocationConf;
  /** Ends at the regex; what is nested in it may answer in its place. */
  readonly byPath: readonly LocationConf[];
  /** Costs much. */
  readonly find: () => Taken | undefined;
};

/** Pairs of locations of one server that are looked at, and states for them; past these nothing is said. */
const MAX_PAIRS = 4_000;
const BUDGET = 200_000;

/**
 * Those that concern a caller, which is asked before a URI is looked for where it is known who would answer. Only what
 * is certain; a regex that cannot be decided takes nothing.
 */
export function* takenOf(
  topology: Topology,
  concerns: (pair: Pick<Taken, "from" | "by" | "byPath">) => boolean,
): Iterable<Taken> {
  for (const pair of pairsOf(topology)) {
    if (pair.by.locations.length === 0 && !concerns(pair)) continue;
    const taken = foundOf(pair);
    if (taken !== undefined && concerns(taken)) yield taken;
  }
}

const foundOf = once((pair: Pair) => pair.find());

const pairsOf = once((topology: Topology): readonly Pair[] => serversOf(topology).flatMap(pairsIn));

function pairsIn(at: JudgedServer): readonly Pair[] {
  if (at.answers !== undefined || hasInclude(at.server)) return [];
  const { server, conf } = at;
  const { version } = conf.http;
  const uris = normalisedUris(at.mergeSlashes);
  const budget = { left: BUDGET };
  const out: Pair[] = [];
  for (const from of placedIn(at)) {
    const { location, path } = from;
    if (location.match.kind !== "prefix" && location.match.kind !== "caret") continue;
    if (path.length === 1 && indexOf(server, version).regexes.length === 0) continue;
    if (path.some((l) => l.match.kind === "regex" || hasInclude(l))) continue;
    const holders: readonly Holder[] = [server, ...path];
    const name = nameOf(location);
    let known: Automaton | undefined;
    const own = () => (known ??= ownOf(location, holders.at(-2) ?? server, version));
    for (const [level, holder] of holders.slice(0, -1).entries()) {
      if (path[level]?.match.kind === "caret") continue;
      const index = indexOf(holder, version);
      if (index.odd) return [];
      const statics = path.slice(0, level);
      for (const by of index.regexes) {
        if (by.match.kind !== "regex" || by.match.pattern.undecidable !== undefined) continue;
        const { pattern } = by.match;
        // An expression that no text with this name can match costs next to nothing.
        if (isApart(pattern, name)) continue;
        if (out.length === MAX_PAIRS) return out;
        const byPath = [...statics, by];
        const find = (): Taken | undefined => {
          const place = { server, statics, regexes: [by], version };
          if (takesNothing({ at, location: by, path: byPath })) return undefined;
          const fate = hunt({
            base: [matching(pattern), uris, own()],
            patterns: [pattern],
            seed: beginningOf(place, name),
            allowed: isPlainByte,
            budget,
            loss: (uri) => lossOf(place, uri, "match"),
          });
          if (fate.kind !== "own") return undefined;
          const chosen = selectLocation(server, fate.text, version);
          return chosen.kind === "location" && chosen.path.includes(by)
            ? { from, by, byPath: chosen.path, witness: fate.text }
            : undefined;
        };
        out.push({ from, by, byPath, find });
      }
    }
  }
  return out;
}

/** Whether others leave a regex nothing that people send. What is nested in it may still take something. */
function takesNothing(by: Placed): boolean {
  const kind = by.location.locations.length === 0 ? verdictOf(by)?.kind : undefined;
  return kind === "dead" || kind === "contrived";
}

function isApart(pattern: Pattern, name: string): boolean {
  const { text, anchored } = literalOf(pattern);
  const length = Math.min(text.length, name.length);
  if (anchored && text.slice(0, length) !== name.slice(0, length)) return true;
  const { initial, step, dead, isOpen } = matching(pattern);
  if (isOpen === true) return false;
  let state = initial;
  for (let i = 0; i < name.length && !dead(state); i++) state = step(state, name.charCodeAt(i));
  return dead(state);
}

/** The URIs of which the location is the longest prefix. */
function ownOf(location: LocationConf, holder: Holder, version: readonly number[]): Automaton {
  const { namesFrom, longest } = indexOf(holder, version);
  return beginning(namesFrom(nameOf(location)), (text) => longest(text) === location);
}
