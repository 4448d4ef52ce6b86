/** What of a topology its expectations visit: for the coverage that `lbc test` reports. */
import { statementOf } from "../analysis/nginx/conf.ts";
import type { Argument, Directive, Topology, Vip } from "../model/topology.ts";
import type { Stage } from "../trace/stage.ts";

export type Visits = {
  /** By their arguments, which a location keeps when names in its block become addresses. */
  readonly locations: Set<readonly Argument[]>;
  /** `vip host`: the director was seen to hold the vip. */
  readonly directors: Set<string>;
};

export function visits(): Visits {
  return { locations: new Set(), directors: new Set() };
}

export function visitDirector({ directors }: Visits, vip: Vip, host: string): void {
  directors.add(`${vip.name} ${host}`);
}

/** The locations that a request was in, in one tier after the other, but not those around them. */
export function visitTiers(visited: Visits, stage: Stage): void {
  visitLocations(visited, stage);
  for (const next of stage.next) visitTiers(visited, next);
}

function visitLocations({ locations }: Visits, { walk }: Stage): void {
  for (const path of [...walk.hops.map((h) => h.path), walk.path]) {
    const last = path.at(-1);
    const statement = last === undefined ? undefined : statementOf(last);
    if (statement !== undefined) locations.add(statement.args);
  }
}

export type Share = { readonly visited: number; readonly all: number; readonly missed: readonly Missed[] };
export type Missed = { readonly what: string; readonly span: Directive["span"] };

/** The locations and directors there are, and those that no expectation visits. */
export function coverage(
  topology: Topology,
  { locations, directors }: Visits,
): { readonly locations: Share; readonly directors: Share } {
  const all = topology.nginxes.flatMap((tier) => locationsIn(tier.directives));
  const held = topology.vips.flatMap((vip) => vip.directors.map((director) => ({ vip, director })));
  const missedLocations = all
    .filter((l) => !locations.has(l.args))
    .map((l) => ({ what: `location ${l.args.map((a) => a.value).join(" ")}`, span: l.span }));
  const missedDirectors = held
    .filter(({ vip, director }) => !directors.has(`${vip.name} ${director.host.name}`))
    .map(({ vip, director }) => ({
      what: `director ${director.host.name} of ${vip.name}`,
      span: director.span,
    }));
  return {
    locations: { visited: all.length - missedLocations.length, all: all.length, missed: missedLocations },
    directors: { visited: held.length - missedDirectors.length, all: held.length, missed: missedDirectors },
  };
}

/** Below `stream` and in data there are none. */
function locationsIn(directives: readonly Directive[]): readonly Directive[] {
  return directives.flatMap((d) => {
    if (d.block === undefined || !["http", "server", "location"].includes(d.name)) return [];
    return [...(d.name === "location" ? [d] : []), ...locationsIn(d.block)];
  });
}
