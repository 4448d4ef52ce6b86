import { once } from "../../analysis/once.ts";
import { takenOf, type Taken } from "../../analysis/nginx/taken.ts";
import type { LocationConf } from "../../semantics/nginx/config.ts";
import { levelsOf } from "../../semantics/nginx/follow.ts";
import { alwaysAnswers } from "../../semantics/nginx/rewrite.ts";
import type { JudgedServer } from "../../analysis/nginx/judged.ts";
import type { Rule } from "../rule.ts";
import { asSent, locationName, placeOf, related } from "./words.ts";

/** A regex that takes part of a prefix: spec/rules/nginx/overridden-prefix.md. */
export const overriddenPrefix: Rule = {
  code: "nginx/overridden-prefix",
  severity: "warning",
  summary: "a regex takes part of a prefix location's URIs and answers from elsewhere",
  *check(topology) {
    const told = new Set<unknown>();
    const sources = new Map<unknown, Origin | undefined>();
    const source = (at: JudgedServer, path: readonly LocationConf[]): Origin | undefined => {
      const location = path.at(-1);
      if (!sources.has(location)) sources.set(location, sourceOf(at, path));
      return sources.get(location);
    };
    const concerns = ({ from, byPath }: Pick<Taken, "from" | "byPath">): boolean => {
      const { at, location, path } = from;
      if (location.match.kind !== "prefix" || location.match.name === "/" || told.has(location)) return false;
      const own = source(at, path);
      const other = source(at, byPath);
      if (own === undefined || other === undefined || own.text === other.text) return false;
      // What is meant for everything but files is often divided like this.
      if (own.text === fallbackOf(at)) return false;
      // Scripts among files.
      return own.passes || !other.passes;
    };
    for (const { from, by, byPath, witness } of takenOf(topology, concerns)) {
      const { at, location, path } = from;
      const span = placeOf(location);
      const own = source(at, path);
      const other = source(at, byPath);
      if (span === undefined || own === undefined || other === undefined) continue;
      told.add(location);
      yield {
        span,
        severity: own.passes ? "warning" : "info",
        message: `${locationName(by)} takes ${asSent(witness)} from this location: it is answered ${other.words}, not ${own.words}`,
        related: related(by, "nginx asks regexes even when a prefix matches"),
        help:
          path.length === 1
            ? "write `location ^~ …` if this location is to have all of its URIs"
            : `exclude them from ${locationName(by)}, or nest a regex in this location`,
      };
    }
  },
};

type Origin = { readonly text: string; readonly words: string; readonly passes: boolean };

/** Where a location's answers come from; undefined when it answers by itself. */
function sourceOf(at: JudgedServer, path: readonly LocationConf[]): Origin | undefined {
  const location = path.at(-1);
  if (location === undefined || alwaysAnswers(location.statements) !== undefined) return undefined;
  if (location.internal === true) return undefined;
  const { handler } = location;
  if (handler?.kind === "content") return undefined;
  if (handler !== undefined) {
    const value = handler.value.replace(/^(\w+:\/\/[^/]*).*$/s, "$1");
    return { text: `pass ${value}`, words: `by \`${value}\``, passes: true };
  }
  const root = levelsOf(at.conf.http, at.server, path).findLast((l) => l.root !== undefined)?.root;
  const value = root?.value ?? "html";
  return { text: `${root?.kind ?? "root"} ${value}`, words: `from files below \`${value}\``, passes: false };
}

const fallbackOf = once((at: JudgedServer): string | undefined => {
  const location = at.server.locations.find(({ match }) => match.kind === "prefix" && match.name === "/");
  return location === undefined ? undefined : sourceOf(at, [location])?.text;
});
