/**
 * What was derived from statements that are still the same, for a topology that is read again and again while
 * somebody types. Everything is as if it were derived anew; test/lsp/incremental.test.ts holds it to that.
 */
import type { Problem, Report } from "../problems/problem.ts";
import { chunksOf, type Chunks } from "../syntax/chunks.ts";
import { parse } from "../syntax/parse.ts";
import type { Statement } from "../syntax/tree.ts";
import { place } from "../syntax/parts.ts";
import { replaced } from "../text/replaced.ts";
import type { Source } from "../text/source.ts";
import { isLandmark } from "../vocabulary/vocabulary.ts";
import { makings, type Makings } from "./makings.ts";
import { windowOf, type Row } from "./rows.ts";

export type Memo = {
  /** The statements of a file. */
  readonly parse: (file: string, text: string, report: Report) => readonly Statement[];
  /** Where the part of a file begins that a source is; undefined for a source that is no longer read. */
  readonly offsetOf: (source: Source) => Place | undefined;
  /**
   * `compute`, or what it gave and reported before for the same key in the same environment. `what` names the
   * computation.
   */
  readonly once: <V>(
    what: string,
    key: object,
    env: unknown,
    report: Report,
    compute: (report: Report) => V,
  ) => V;
  /**
   * `once` for every thing of a list, quick where most of the list is as it was the last time. Nothing is reported.
   */
  readonly each: <T extends object, V>(
    what: string,
    list: readonly T[],
    env: unknown,
    compute: (thing: T, report: Report) => V,
  ) => Row<V>;
  /** The value before, when the list holds the same things. */
  readonly same: <T>(what: string, list: readonly T[]) => readonly T[];
  /** What was made of declarations that look each other up. */
  readonly makings: Makings;
};

/** Where a chunk begins; lines from 0. */
type Place = { readonly file: string; readonly offset: number; readonly line: number };
type Remembered = { readonly env: unknown; readonly value: unknown; readonly problems: readonly Problem[] };
type Listed = Row<unknown> & { readonly env: unknown; readonly list: readonly object[] };

export function memo(): Memo {
  const files = new Map<string, Chunks>();
  /** Files that cannot be read in chunks as they are now. */
  const whole = new Set<string>();
  const offsets = new Map<string, (source: Source) => Place | undefined>();
  const caches = new Map<string, WeakMap<object, Remembered>>();
  const lists = new Map<string, readonly unknown[]>();
  const rows = new Map<string, Listed>();

  const remember: Memo["once"] = (what, key, env, report, compute) => {
    let cache = caches.get(what);
    if (cache === undefined) caches.set(what, (cache = new WeakMap()));
    const known = cache.get(key);
    if (known !== undefined && known.env === env) {
      for (const problem of known.problems) report(problem);
      return known.value as ReturnType<typeof compute>;
    }
    const problems: Problem[] = [];
    const value = compute((problem) => {
      problems.push(problem);
      report(problem);
    });
    cache.set(key, { env, value, problems });
    return value;
  };
  const same = <T>(what: string, list: readonly T[]): readonly T[] => {
    const before = lists.get(what) as readonly T[] | undefined;
    if (before?.length === list.length && before.every((one, i) => one === list[i])) return before;
    lists.set(what, list);
    return list;
  };
  return {
    parse: (file, text, report) => {
      const chunks = chunksOf(file, files.get(file), text, isLandmark);
      offsets.delete(file);
      whole.delete(file);
      if (chunks === undefined) {
        whole.add(file);
        return parse({ name: file, text }, report, isLandmark).statements;
      }
      files.set(file, chunks);
      const statements: Statement[] = [];
      for (const chunk of chunks.list) {
        if (chunk.row !== undefined) place(chunk);
        for (const statement of chunk.statements) statements.push(statement);
        for (const problem of chunk.problems) report(problem);
      }
      return statements;
    },
    offsetOf: (source) => {
      const file = source.file ?? source.name;
      const chunks = whole.has(file) ? undefined : files.get(file);
      if (chunks === undefined) return undefined;
      let places = offsets.get(file);
      if (places === undefined) offsets.set(file, (places = placesOf(file, chunks)));
      return places(source);
    },
    once: remember,
    each: <T extends object, V>(
      what: string,
      list: readonly T[],
      env: unknown,
      compute: (thing: T, report: Report) => V,
    ) => {
      const last = rows.get(what);
      const before: Listed =
        last !== undefined && last.env === env ? last : { env, list: [], values: [], problems: [] };
      const { front, back } = windowOf(before.list, list);
      if (front === list.length && front === before.list.length) return before as Row<unknown> as Row<V>;
      const found = list.slice(front, list.length - back).map((thing) => {
        const problems: Problem[] = [];
        const report = (problem: Problem) => void problems.push(problem);
        const value = remember(what, thing, env, report, (to) => compute(thing, to));
        return { value, problems: problems.length === 0 ? undefined : problems };
      });
      const end = before.list.length - back;
      const row: Listed = {
        env,
        list,
        values: replaced(
          before.values,
          front,
          end,
          found.map((f) => f.value),
        ),
        problems: replaced(
          before.problems,
          front,
          end,
          found.map((f) => f.problems),
        ),
      };
      rows.set(what, row);
      return row as Row<unknown> as Row<V>;
    },
    same,
    makings: makings(),
  };
}

/** Places that are looked for one by one before all are noted. */
const FEW = 50;

function placesOf(file: string, { list, starts, lines }: Chunks): (source: Source) => Place | undefined {
  const sources = list.map((chunk) => chunk.source);
  let asked = 0;
  let all: ReadonlyMap<Source, number> | undefined;
  return (source) => {
    if (++asked > FEW) all ??= new Map(sources.map((one, i) => [one, i]));
    const at = all === undefined ? sources.indexOf(source) : (all.get(source) ?? -1);
    return at < 0 ? undefined : { file, offset: starts[at] ?? 0, line: lines[at] ?? 0 };
  };
}
