/** Who takes a URI from a location, and which other URIs it takes in the same way. */
import { beginning, both, exactly, matching, type Automaton } from "../../regex/automaton.ts";
import type { Supposed } from "../../regex/first.ts";
import type { Blocker } from "../../regex/hunt.ts";
import { literalOf } from "../../regex/literal.ts";
import type { LocationConf } from "../config.ts";
import { nameOf } from "../level.ts";
import { indexOf, type Holder } from "../locations.ts";
import { isPlain } from "../uri.ts";

export type LocationBlocker = Blocker<LocationConf>;

/** A location with all around it: first the static ones, then regexes. */
export type Place = {
  readonly server: Holder;
  readonly statics: readonly LocationConf[];
  readonly regexes: readonly LocationConf[];
  readonly version: readonly number[];
};

/**
 * What a URI that begins with `name` and that the regexes match begins with, as far as it is known. Plain bytes only
 * are added.
 */
export function beginningOf({ regexes }: Place, name: string): string {
  let longest = name;
  for (const { match } of regexes) {
    if (match.kind !== "regex") continue;
    const { text, anchored } = literalOf(match.pattern);
    if (anchored && text.startsWith(longest) && isPlain(text)) longest = text;
  }
  return longest;
}

/**
 * The one that gets a URI instead; undefined if it is the location's own. The URI must begin with the names of all
 * static locations around, and match all regexes, this one included.
 */
export function lossOf(
  { server, statics, regexes, version }: Place,
  uri: string,
  supposed: Supposed,
): LocationBlocker | undefined {
  // Mostly a name is asked about that is its own, where there are no regexes.
  if (statics.length === 1 && regexes.length === 0) {
    const [own] = statics;
    const index = indexOf(server, version);
    if (index.regexes.length === 0 && own?.locations.length === 0) {
      const found = index.findStatic(uri);
      if (found.kind === "prefix" && found.location === own) return undefined;
    }
  }
  const holders: readonly Holder[] = [server, ...statics];
  const inner = holders.at(-1) ?? server;
  const point = (by: LocationConf): LocationBlocker => ({ by, language: exactly(uri) });
  const regexOf = (holder: Holder): LocationConf | undefined => {
    const { first, regexes } = indexOf(holder, version);
    return regexes.length === 0 ? undefined : regexes[first.find(uri, supposed)];
  };

  for (const [i, own] of statics.entries()) {
    const found = indexOf(holders[i] ?? server, version).findStatic(uri);
    if (found.kind === "none" || (found.kind === "prefix" && found.location === own)) continue;
    if (found.kind === "prefix") return { by: found.location, language: begins(found.location) };
    return found.kind === "exact" && found.location === own ? undefined : point(found.location);
  }

  // What the static locations further in make of it.
  const deeper: LocationConf[] = [];
  for (let holder = inner; ;) {
    const found = indexOf(holder, version).findStatic(uri);
    if (found.kind === "none") break;
    if (found.kind !== "prefix") return point(found.location);
    if (regexes.length === 0) return { by: found.location, language: begins(found.location) };
    deeper.push(found.location);
    holder = found.location;
  }

  if (regexes.length === 0) {
    for (let level = statics.length; level >= 0; level--) {
      if (statics[level]?.match.kind === "caret") continue;
      const regex = regexOf(holders[level] ?? server);
      if (regex !== undefined) return regexBlocker(regex);
    }
    return undefined;
  }

  for (let level = deeper.length; level > 0; level--) {
    const holder = deeper[level - 1];
    if (holder === undefined || deeper[level]?.match.kind === "caret") continue;
    const regex = regexOf(holder);
    if (regex === undefined) continue;
    const { pattern: _, ...blocker } = regexBlocker(regex);
    const region = regionOf(inner, deeper.slice(0, level), version);
    return { ...blocker, language: both(blocker.language, region) };
  }
  const chosen = deeper[0];
  if (chosen?.match.kind === "caret") {
    const index = indexOf(inner, version);
    const names = index.namesFrom(nameOf(chosen));
    return { by: chosen, language: beginning(names, (text) => index.longest(text) === chosen) };
  }
  let holder = inner;
  for (const own of regexes) {
    const list = indexOf(holder, version).regexes;
    const winner = regexOf(holder);
    // The location itself matches, whatever is supposed of it.
    if (winner !== undefined && list.indexOf(winner) < list.indexOf(own)) return regexBlocker(winner);
    holder = own;
  }
  const winner = regexOf(holder);
  return winner === undefined ? undefined : regexBlocker(winner);
}

function begins(location: LocationConf): Automaton {
  return beginning([nameOf(location)], (text) => text === nameOf(location));
}

function regexBlocker(by: LocationConf): LocationBlocker {
  if (by.match.kind !== "regex") return { by, language: begins(by) };
  const { pattern } = by.match;
  const { undecidable } = pattern;
  return {
    by,
    pattern,
    language: matching(pattern),
    ...(undecidable === undefined ? {} : { construct: undecidable }),
  };
}

/** URIs for which nginx goes down through these prefix locations, and asks the regexes of the last. */
function regionOf(from: Holder, path: readonly LocationConf[], version: readonly number[]): Automaton {
  const holders: readonly Holder[] = [from, ...path];
  const names = holders.flatMap((holder, i) => {
    const next = path[i];
    return indexOf(holder, version).namesFrom(next === undefined ? "" : nameOf(next));
  });
  return beginning(names, (text) =>
    holders.every((holder, i) => {
      const longest = indexOf(holder, version).longest(text);
      const next = path[i];
      return next === undefined ? longest?.match.kind !== "caret" : longest === next;
    }),
  );
}
