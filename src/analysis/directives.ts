/** Reading nginx's statements: which value of a directive holds at a level, after inheritance. */
import type { Directive, NginxTier } from "../model/topology.ts";
import { once } from "./once.ts";

/** The statements of one block. */
export type Level = readonly Directive[];

/** A block and the levels around it, from the outside in; its own statements are the last level. */
export type Place = { readonly block: Directive; readonly levels: readonly Level[] };

/** What a tier says outside its servers: main, events and http are one level, since no directive means two things. */
export const outermost = once(({ directives }: Pick<NginxTier, "directives">): Level =>
  directives.flatMap((d) =>
    (d.name === "http" || d.name === "events") && d.block !== undefined ? d.block : [d],
  ),
);

const INNER = new Set(["server", "location", "if", "limit_except"]);

/** Every server, location, `if` and `limit_except` of a tier, outer ones before those in them. */
export const placesOf = once((tier: Pick<NginxTier, "directives">): readonly Place[] => {
  const out: Place[] = [];
  const visit = (level: Level, around: readonly Level[]): void => {
    const levels = [...around, level];
    for (const block of level) {
      if (block.block === undefined || !INNER.has(block.name)) continue;
      out.push({ block, levels: [...levels, block.block] });
      visit(block.block, levels);
    }
  };
  visit(outermost(tier), []);
  return out;
});

/**
 * The statements of a directive that hold at the last of the levels: those of the innermost level that has any, as
 * nginx inherits (also `proxy_set_header` and its like: all of one level or all of the next).
 */
export function effective(levels: readonly Level[], name: string): readonly Directive[] {
  for (let i = levels.length - 1; i >= 0; i--) {
    const level = levels[i];
    const found = level === undefined ? undefined : byName(level).get(name);
    if (found !== undefined) return found;
  }
  return [];
}

/** A level of thousands of servers is asked for each of them. */
const byName = once((level: Level): ReadonlyMap<string, readonly Directive[]> => {
  const out = new Map<string, Directive[]>();
  for (const directive of level) {
    const same = out.get(directive.name);
    if (same === undefined) out.set(directive.name, [directive]);
    else same.push(directive);
  }
  return out;
});

/** The first argument of the directive that holds there; undefined where none does. */
export function valueAt(levels: readonly Level[], name: string): string | undefined {
  return effective(levels, name)[0]?.args[0]?.value;
}
