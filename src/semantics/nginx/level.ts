/** The locations directly inside a server or a location, ready to be asked. */
import { firstOf, type FirstOf } from "../regex/first.ts";
import { olderThan, type LocationConf } from "./config.ts";
import { beginningWith, longestPrefix } from "./longest.ts";
import { oldTree, type StaticFound } from "./static-tree.ts";

export type LevelIndex = {
  readonly findStatic: (uri: string) => StaticFound;
  /** The longest prefix child that a URI begins with, exact ones and redirects aside. */
  readonly longest: (uri: string) => LocationConf | undefined;
  readonly regexes: readonly LocationConf[];
  readonly first: FirstOf;
  /** The names of prefix children that begin with a name. */
  readonly namesFrom: (name: string) => readonly string[];
  /** Names that count otherwise than their text says (nginx before 1.23.4). */
  readonly odd: boolean;
};

/** Whether the location answers a request for its name without the last slash by a redirect. */
export function redirects({ match, handler }: LocationConf): boolean {
  return (
    (match.kind === "exact" || match.kind === "prefix" || match.kind === "caret") &&
    match.name.endsWith("/") &&
    handler !== undefined &&
    handler.kind !== "content"
  );
}

export function nameOf({ match }: LocationConf): string {
  return match.kind === "regex" ? match.pattern.text : match.name;
}

const NONE: StaticFound = { kind: "none" };

export function levelOf(locations: readonly LocationConf[], version: readonly number[]): LevelIndex {
  const exact = new Map<string, LocationConf>();
  const prefix = new Map<string, LocationConf>();
  const redirect = new Map<string, LocationConf>();
  const regexes: LocationConf[] = [];
  let longestName = 0;
  for (const location of locations) {
    const { match } = location;
    if (match.kind === "regex") regexes.push(location);
    if (match.kind === "regex" || match.kind === "named") continue;
    const table = match.kind === "exact" ? exact : prefix;
    // nginx refuses a second one of the same name.
    if (!table.has(match.name)) table.set(match.name, location);
    longestName = Math.max(longestName, match.name.length);
  }
  for (const location of [...exact.values(), ...prefix.values()]) {
    const name = nameOf(location);
    // Of two of one name the exact one's settings count, whichever of them passes requests on.
    if (redirects(location)) redirect.set(name.slice(0, -1), exact.get(name) ?? location);
  }
  const search = longestPrefix([...prefix]);
  // Names themselves are asked about the most.
  const longest = (uri: string) => prefix.get(uri) ?? search(uri);
  const odd = longestName > 255 && olderThan(version, [1, 23, 4]);
  const findStatic = (uri: string): StaticFound => {
    const same = exact.get(uri);
    if (same !== undefined) return { kind: "exact", location: same };
    const found = longest(uri);
    if (found === undefined || nameOf(found) !== uri) {
      const to = redirect.get(uri);
      if (to !== undefined) return { kind: "redirect", location: to };
    }
    return found === undefined ? NONE : { kind: "prefix", location: found };
  };
  return {
    findStatic: odd ? oldTree(locations, redirects) : findStatic,
    longest,
    regexes,
    first: firstOf(regexes.flatMap(({ match }) => (match.kind === "regex" ? [match.pattern] : []))),
    namesFrom: beginningWith([...prefix.keys()]),
    odd,
  };
}
