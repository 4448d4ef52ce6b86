/**
 * For every location of a server, whether some request ends there. Exact for regular patterns: see
 * spec/semantics/regex.md for the procedure and its limits.
 */
import { matching, type Automaton } from "../../regex/automaton.ts";
import type { Supposed } from "../../regex/first.ts";
import { fewest, hunt, type Fate, type Hunt } from "../../regex/hunt.ts";
import { MAX_MOVES, positionsOf, type Pattern } from "../../regex/pattern.ts";
import { samplesOf } from "../../regex/sample.ts";
import type { Budget } from "../../regex/search.ts";
import type { LocationConf, ServerConf } from "../config.ts";
import { nameOf } from "../level.ts";
import { indexOf, type Holder } from "../locations.ts";
import { isNormalised, isPlain, isPlainByte, normalisedUris } from "../uri.ts";
import { beginningOf, lossOf, type LocationBlocker, type Place } from "./loss.ts";
import type { Verdict } from "./verdict.ts";

export type LocationVerdict = Verdict<LocationConf>;

/** States for all locations of a server together. */
const BUDGET = 400_000;
/** Moves of all expressions of a server together, at most; past them nothing is said of its locations. */
const MAX_ALL_MOVES = 20_000_000;

/**
 * The verdict of every location that is not named, outermost first. `mergeSlashes` is that of the default server of
 * the address.
 */
export function locationVerdicts(
  server: ServerConf,
  version: readonly number[],
  mergeSlashes: boolean,
  budget: Budget = { left: BUDGET },
): ReadonlyMap<LocationConf, LocationVerdict> {
  const out = new Map<LocationConf, LocationVerdict>();
  const uris = normalisedUris(mergeSlashes);
  const never = hasOddNames(server, version)
    ? "a name of more than 255 bytes before nginx 1.23.4"
    : mostMoves(server.locations) > MAX_ALL_MOVES
      ? "too many large expressions"
      : undefined;
  const judge = (place: Place, location: LocationConf) => {
    out.set(
      location,
      never === undefined
        ? verdictOf(place, location, { mergeSlashes, uris, budget })
        : { kind: "unknown", construct: never },
    );
    if (location.locations.length > 0) visit(location, place, location.locations);
  };
  const dead = (location: LocationConf, by: LocationConf) => {
    out.set(location, { kind: "inside a regex", blockers: [by] });
    for (const inner of location.locations) dead(inner, by);
  };
  const visit = (holder: Holder, around: Place, locations: readonly LocationConf[]) => {
    const inRegex = around.regexes.length > 0;
    for (const location of locations) {
      const { kind } = location.match;
      if (kind === "named") continue;
      const { statics, regexes } = around;
      if (kind === "regex") judge({ server, version, statics, regexes: [...regexes, location] }, location);
      else if (inRegex && "match" in holder) dead(location, holder);
      else judge({ server, version, statics: [...statics, location], regexes }, location);
    }
  };
  visit(server, { server, statics: [], regexes: [], version }, server.locations);
  return out;
}

/** Whether names count modulo 256 on any level that nginx goes down through. */
function hasOddNames(holder: Holder, version: readonly number[]): boolean {
  if (holder.locations.length === 0) return false;
  if ("match" in holder && holder.match.kind === "regex") return false;
  return indexOf(holder, version).odd || holder.locations.some((l) => hasOddNames(l, version));
}

/** No less than the moves of the automata, without making them. */
function mostMoves(locations: readonly LocationConf[]): number {
  let sum = 0;
  for (const { match, locations: inner } of locations) {
    if (match.kind === "regex") sum += Math.min(positionsOf(match.pattern.node) ** 2, MAX_MOVES);
    if (inner.length > 0) sum += mostMoves(inner);
  }
  return sum;
}

type Options = { readonly mergeSlashes: boolean; readonly uris: Automaton; readonly budget: Budget };

function verdictOf(place: Place, location: LocationConf, options: Options): LocationVerdict {
  const { statics, regexes } = place;
  const { uris, budget } = options;
  if (location.match.kind === "exact") return exactVerdict(place, nameOf(location), options);
  const name = statics.length === 0 ? "" : nameOf(statics.at(-1) as LocationConf);
  // The name itself is the shortest, and mostly its own.
  let first: readonly LocationBlocker[] = [];
  if (regexes.length === 0 && isPlain(name) && isNormalised(name, options.mergeSlashes)) {
    const lost = lossOf(place, name, "match");
    if (lost === undefined) return { kind: "reachable", witness: name };
    first = [{ ...lost, text: name }];
  }
  const patterns = regexes.flatMap(({ match }) => (match.kind === "regex" ? [match.pattern] : []));
  const own = patterns.find((p) => p.undecidable !== undefined)?.undecidable;
  const base = [...patterns.map(matching), uris];
  const seed = beginningOf(place, name);
  const samples = own === undefined ? samplesIn(patterns, name) : [];
  const look = (
    supposed: Supposed,
    allowed: (byte: number) => boolean,
    known: readonly LocationBlocker[] = [],
    tried: readonly string[] = samples,
  ) => {
    const of: Hunt<LocationConf> = {
      base,
      patterns,
      seed,
      allowed,
      samples: tried,
      budget,
      loss: (uri) => lossOf(place, uri, supposed),
    };
    return { of, fate: hunt(of, known) };
  };
  // First as if what cannot be decided took all it may; what is left is the location's own for certain.
  const any = look("match", all, first);
  if (any.fate.kind === "own") {
    const { text } = any.fate;
    if (samples.includes(text)) {
      // The shortest one is looked for when somebody asks.
      const shortest = () => {
        for (const allowed of [all, isPlainByte]) {
          const { fate } = look("match", allowed, first, []);
          if (fate.kind === "own" && isPlain(fate.text)) return fate.text;
        }
        return text;
      };
      let witness: string | undefined;
      return {
        kind: "reachable",
        get witness() {
          return (witness ??= shortest());
        },
      };
    }
    if (isPlain(any.fate.text)) return known(own, { kind: "reachable", witness: any.fate.text });
    const found = isPlain(seed) ? look("match", isPlainByte, first) : undefined;
    if (found?.fate.kind === "own") return known(own, { kind: "reachable", witness: found.fate.text });
    if (found === undefined) return known(own, { kind: "contrived", witness: any.fate.text, blockers: [] });
    if (found.fate.kind === "none" && certain(found.fate.blockers))
      return known(own, contrived(any.fate.text, found.of, found.fate.blockers, location));
    return { kind: "unknown", construct: own ?? reasonOf(found.fate) ?? "an undecided regex" };
  }
  if (any.fate.kind === "none" && certain(any.fate.blockers))
    return deadBy(any.of, any.fate.blockers, location);
  // Then as if it took nothing: who gets nothing even so is dead.
  const why = own ?? reasonOf(any.fate) ?? "an undecided regex";
  const sure = any.fate.kind === "none" ? look("no match", all) : any;
  if (sure.fate.kind === "none" && certain(sure.fate.blockers))
    return deadBy(sure.of, sure.fate.blockers, location);
  return { kind: "unknown", construct: why };
}

/** URIs that the only regex around may match, below a name. */
function samplesIn([pattern, inner]: readonly Pattern[], name: string): readonly string[] {
  if (pattern === undefined || inner !== undefined) return [];
  const around = name === "" ? "/" : name;
  const texts = samplesOf(pattern).map((text) => (text.startsWith(around) ? text : around + text));
  return texts.filter(isPlain);
}

const all = (byte: number) => byte > 0;

/** A location whose own pattern is not known may match less than was looked for. */
function known(own: string | undefined, verdict: LocationVerdict): LocationVerdict {
  return own === undefined ? verdict : { kind: "unknown", construct: own };
}

function exactVerdict(place: Place, name: string, { mergeSlashes }: Options): LocationVerdict {
  if (!isNormalised(name, mergeSlashes)) return { kind: "dead", blockers: [] };
  const lost = lossOf(place, name, "match");
  if (lost !== undefined) {
    return lost.construct === undefined || lossOf(place, name, "no match") !== undefined
      ? { kind: "dead", blockers: [lost.by] }
      : { kind: "unknown", construct: lost.construct };
  }
  return isPlain(name)
    ? { kind: "reachable", witness: name }
    : { kind: "contrived", witness: name, blockers: [] };
}

function blockersOf(fate: Fate<LocationConf>): readonly LocationBlocker[] {
  return fate.kind === "none" ? fate.blockers : [];
}

function certain(blockers: readonly LocationBlocker[]): boolean {
  return blockers.every((b) => b.construct === undefined);
}

function reasonOf(fate: Fate<LocationConf>): string | undefined {
  if (fate.kind === "unknown") return fate.construct;
  return blockersOf(fate).find((b) => b.construct !== undefined)?.construct;
}

function deadBy(
  of: Hunt<LocationConf>,
  blockers: readonly LocationBlocker[],
  location: LocationConf,
): LocationVerdict {
  return { kind: "dead", blockers: ordered(of, blockers, location) };
}

function contrived(
  witness: string,
  of: Hunt<LocationConf>,
  blockers: readonly LocationBlocker[],
  location: LocationConf,
): LocationVerdict {
  return { kind: "contrived", witness, blockers: ordered(of, blockers, location) };
}

/** As few blockers as do, those that do something else than the location first, for they hurt most. */
function ordered(
  of: Hunt<LocationConf>,
  blockers: readonly LocationBlocker[],
  { action }: LocationConf,
): readonly LocationConf[] {
  const differs = (b: LocationBlocker) => b.by.action !== action;
  const sameFirst = [...blockers.filter((b) => !differs(b)), ...blockers.filter(differs)];
  const kept = fewest(of, sameFirst);
  return [...new Set([...kept.filter(differs), ...kept.filter((b) => !differs(b))].map((b) => b.by))];
}
