/** What stays as it is: the lines of statements with syntax errors, and of those that the author exempts. */
import type { Statement, Tree } from "../syntax/tree.ts";
import { isMultiline, lineEnd, lineStart, openBrace, type Region } from "./rows.ts";

/** Places that must not be touched; offsets. */
type Place = { readonly start: number; readonly end: number };

const IGNORE = /^#\s*prettier-ignore\s*$/;

/** The statements that a comment `# prettier-ignore` stands above. */
export function ignoredPlaces({ source, comments, statements }: Tree): readonly Place[] {
  const marks = comments.filter(({ start, end }) => IGNORE.test(source.text.slice(start, end)));
  if (marks.length === 0) return [];
  const after = marks.map((mark) => nextStatement(statements, mark.end));
  return after.filter((statement) => statement !== undefined);
}

function nextStatement(statements: readonly Statement[], offset: number): Statement | undefined {
  const next = statements[firstIndex(statements, ({ end }) => end > offset)];
  if (next === undefined || next.start >= offset) return next;
  return nextStatement(next.block ?? [], offset);
}

/**
 * The smallest whole lines around the places that hold whole statements of one block; at the top whatever lines they are.
 * With `coarse`, whole declarations.
 */
export function regionsAround(tree: Tree, places: readonly Place[], coarse: boolean): readonly Region[] {
  if (places.length === 0) return [];
  const { text } = tree.source;
  const inOrder = places.toSorted((a, b) => a.start - b.start);
  return regionsIn(text, tree.statements, inOrder, { from: 0, to: text.length }, coarse) ?? [];
}

type Lines = { readonly from: number; readonly to: number };

/** Regions among the statements of a block whose own lines are `within`; undefined when the block itself must be one. */
function regionsIn(
  text: string,
  statements: readonly Statement[],
  places: readonly Place[],
  within: Lines,
  coarse: boolean,
): readonly Region[] | undefined {
  const isTop = within.from === 0 && within.to === text.length;
  const found: (readonly Region[])[] = [];
  const own: Place[] = [];
  const placed = new Set<Place>();
  for (const statement of statements) {
    const inside = placesIn(places, statement);
    for (const place of inside) placed.add(place);
    const isKnown = statement.words[0].reported !== true;
    if (isKnown && inside.length === 0) continue;
    const inner = coarse || !isKnown ? undefined : regionsInBlock(text, statement, inside);
    if (inner === undefined) own.push(inked(text, statement));
    else found.push(inner);
  }
  for (const place of places) if (!placed.has(place)) own.push(place);
  for (const lines of merged(own, statements, text, isTop)) {
    if (!isTop && (lines.from < within.from || lines.to > within.to)) return undefined;
    const region = isTop ? exactly(text, lines) : shifting(text, lines, wordsIn(statements, lines));
    if (region === undefined) return undefined;
    found.push([region]);
  }
  // Of regions in one another the outer one counts.
  let end = -1;
  return found
    .flat()
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .filter((region) => region.start > end && (end = region.end) >= 0);
}

function regionsInBlock(
  text: string,
  statement: Statement,
  places: readonly Place[],
): readonly Region[] | undefined {
  const { block } = statement;
  const interior = block === undefined ? undefined : interiorOf(text, statement, places);
  if (block === undefined || interior === undefined) return undefined;
  return regionsIn(text, block, places, interior, false);
}

function placesIn(places: readonly Place[], { start, end }: Statement): readonly Place[] {
  const inside: Place[] = [];
  for (
    let i = firstIndex(places, (place) => place.start >= start);
    (places[i]?.start ?? Infinity) <= end;
    i++
  ) {
    const place = places[i];
    if (place !== undefined && place.end <= end) inside.push(place);
  }
  return inside;
}

/** The first of a list that holds, when all after it do. */
function firstIndex<T>(list: readonly T[], holds: (item: T) => boolean): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(list[middle] as T)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The lines of a block between those of its braces, when the places lie there. */
function interiorOf(text: string, { words, end }: Statement, places: readonly Place[]): Lines | undefined {
  const from = lineEnd(text, openBrace(text, words.at(-1)?.end ?? end)) + 1;
  const to = lineStart(text, end - 1) - 1;
  return places.every((place) => place.start >= from && place.end <= to) ? { from, to } : undefined;
}

/** Places widened to whole lines and to the statements these touch; joined where they meet, or with nothing between. */
function merged(
  places: readonly Place[],
  statements: readonly Statement[],
  text: string,
  isTop: boolean,
): readonly Lines[] {
  const all = statements.map((statement) => inked(text, statement));
  const lines = places.map((place) => {
    let from = lineStart(text, place.start);
    let to = lineEnd(text, place.end);
    for (let grows = true; grows;) {
      grows = false;
      for (let i = firstIndex(all, ({ end }) => end > from); (all[i]?.start ?? Infinity) <= to; i++) {
        const { start, end } = all[i] ?? place;
        if (start >= from && end <= to) continue;
        from = lineStart(text, Math.min(from, start));
        to = lineEnd(text, Math.max(to, end));
        grows = true;
      }
    }
    return { from, to };
  });
  const out: Lines[] = [];
  for (const line of lines.sort((a, b) => a.from - b.from)) {
    const last = out.at(-1);
    const meets =
      last !== undefined && (line.from <= last.to || (isTop && text.slice(last.to, line.from).trim() === ""));
    if (meets) out[out.length - 1] = { from: last.from, to: Math.max(last.to, line.to) };
    else out.push(line);
  }
  return out;
}

/** A statement without the white space that one with an open block ends with. */
function inked(text: string, { start, end }: Statement): Place {
  return { start, end: start + text.slice(start, end).trimEnd().length };
}

function wordsIn(statements: readonly Statement[], lines: Lines): readonly string[] {
  const first = firstIndex(statements, ({ end }) => end > lines.from);
  const last = firstIndex(statements, ({ start }) => start >= lines.to);
  return statements
    .slice(first, last)
    .flatMap(({ source, words, block }) => [
      ...words.map(({ start, end }) => source.text.slice(start, end)),
      ...wordsIn(block ?? [], lines),
    ]);
}

function exactly(text: string, { from, to }: Lines): Region {
  return { start: from, end: to, lines: text.slice(from, to).split("\n"), exact: true };
}

/** Lines that can be indented anew as one; undefined when a word spans several or one is indented less than the first. */
function shifting(text: string, lines: Lines, words: readonly string[]): Region | undefined {
  const { start, end, lines: whole } = exactly(text, lines);
  const indent = /^[ \t]*/.exec(whole[0] ?? "")?.[0] ?? "";
  const shifts =
    !words.some(isMultiline) && whole.every((line) => line.trim() === "" || line.startsWith(indent));
  return shifts
    ? {
        start: start + indent.length,
        end,
        lines: whole.map((line) => line.slice(indent.length)),
        exact: false,
      }
    : undefined;
}
