/** The locations that also match a URI and lost, and why. */
import type { LocationConf, ServerConf } from "../semantics/nginx/config.ts";
import { nameOf } from "../semantics/nginx/level.ts";
import { matching } from "../semantics/regex/automaton.ts";
import type { Pattern } from "../semantics/regex/pattern.ts";

export type Rival = { readonly location: LocationConf; readonly why: string };

/** `path` is the choice, the outermost first; rivals at each of its levels, in the order of the configuration. */
export function rivalsOf(server: ServerConf, path: readonly LocationConf[], uri: string): readonly Rival[] {
  const holders = [server, ...path];
  return holders.flatMap((holder, level) => {
    const chosen = path[level];
    if (chosen === undefined) return [];
    return holder.locations.flatMap((location) => {
      const why = location === chosen ? undefined : lostTo(chosen, location, holder.locations, uri);
      return why === undefined ? [] : [{ location, why }];
    });
  });
}

/** Why a location lost; undefined when it does not match at all. */
function lostTo(
  chosen: LocationConf,
  other: LocationConf,
  all: readonly LocationConf[],
  uri: string,
): string | undefined {
  if (!fits(other, uri)) return undefined;
  const isRegex = other.match.kind === "regex";
  switch (chosen.match.kind) {
    case "exact":
      return "`=` ends the search";
    case "named":
      return undefined;
    case "prefix":
    case "caret":
      if (!isRegex) return nameOf(other).length < nameOf(chosen).length ? "it is shorter" : undefined;
      return chosen.match.kind === "caret" ? "`^~` keeps regular expressions from being asked" : undefined;
    case "regex": {
      if (isRegex)
        return all.indexOf(other) > all.indexOf(chosen)
          ? "a regular expression before it matches"
          : undefined;
      if (other.match.kind === "exact") return undefined;
      return "a regular expression is stronger than a prefix";
    }
  }
}

function fits({ match }: LocationConf, uri: string): boolean {
  switch (match.kind) {
    case "exact":
      return match.name === uri;
    case "prefix":
    case "caret":
      return uri.startsWith(match.name);
    case "named":
      return false;
    case "regex":
      return match.pattern.undecidable === undefined && accepts(match.pattern, uri);
  }
}

function accepts(pattern: Pattern, uri: string): boolean {
  const { initial, step, accepts: ends } = matching(pattern);
  let state = initial;
  for (let i = 0; i < uri.length; i++) state = step(state, uri.charCodeAt(i));
  return ends(state);
}

/** Why a location was chosen among those of its level. */
export function whyChosen({ match }: LocationConf, isRedirect: boolean): string {
  switch (match.kind) {
    case "exact":
      return "the very URI";
    case "prefix":
      return isRedirect ? "the URI and a slash" : "the longest prefix, and no regular expression matches";
    case "caret":
      return "the longest prefix, and `^~` asks no regular expression";
    case "regex":
      return "the first regular expression that matches";
    case "named":
      return "by its name";
  }
}
