/**
 * What was derived from statements that are still the same, for a topology that is read again and again while
 * somebody types. Everything is as if it were derived anew; test/lsp/incremental.test.ts holds it to that.
 */
import type { Problem, Report } from "../problems/problem.ts";
import { chunksOf, type Chunks } from "../syntax/chunks.ts";
import { parse } from "../syntax/parse.ts";
import type { Statement } from "../syntax/tree.ts";
import type { Source } from "../text/source.ts";
import { isLandmark } from "../vocabulary/vocabulary.ts";
import type { Table } from "./fields.ts";

export type Memo = {
  /** The topology is read again. */
  readonly begin: () => void;
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
  /** The value before, when the list holds the same things. */
  readonly same: <T>(what: string, list: readonly T[]) => readonly T[];
  /** A table, kept while what it is made `from` and all tables before it are the same; `made` notes its lookups. */
  readonly table: <T>(
    what: string,
    from: readonly unknown[],
    report: Report,
    make: (report: Report) => Table<T>,
  ) => Table<T>;
  /** Who has which address, and a view of it whose lookups `made` notes. */
  readonly owners: <T>() => Map<string, T>;
  /** As `once`, for what looks other things up in watched tables: made again when one of these is another. */
  readonly made: <V>(key: object, env: unknown, report: Report, make: (report: Report) => V) => V;
};

/** Where a chunk begins; lines from 0. */
type Place = { readonly file: string; readonly offset: number; readonly line: number };
type Remembered = { readonly env: unknown; readonly value: unknown; readonly problems: readonly Problem[] };
type Lookup = { readonly table: string; readonly name: string; readonly found: unknown };
type Made = Remembered & {
  /** The last time it was found to hold. */
  at: number;
  readonly lookups: readonly Lookup[];
  readonly claims: readonly (readonly [string, unknown])[];
};

export function memo(): Memo {
  const files = new Map<string, Chunks>();
  /** Files that cannot be read in chunks as they are now. */
  const whole = new Set<string>();
  const offsets = new Map<string, ReadonlyMap<Source, Place>>();
  const caches = new Map<string, WeakMap<object, Remembered>>();
  const lists = new Map<string, readonly unknown[]>();
  const makings = new WeakMap<object, Made>();
  const tables = new Map<string, (name: string) => unknown>();
  const kept = new Map<string, Remembered>();
  let owners: Map<string, unknown> = new Map();
  /** How often it was read, and whether anything that is looked up has been made anew this time. */
  let time = 0;
  let changed = false;
  /** Of what is being made now. */
  let noted:
    { readonly lookups: Lookup[]; readonly claims: [string, unknown][]; isWide: boolean } | undefined;

  const note = <T>(table: string, name: string, found: T): T => {
    noted?.lookups.push({ table, name, found });
    return found;
  };
  tables.set("owners", (name) => owners.get(name));
  /** A table that notes what is asked of it; who looks at all of it depends on all of it. */
  const watched = <T>(what: string, table: Table<T>): Table<T> => {
    const wide = <V>(of: V): V => {
      if (noted !== undefined) noted.isWide = true;
      return of;
    };
    return {
      get: (name: string) => note(what, name, table.get(name)),
      has: (name: string) => note(what, name, table.get(name)) !== undefined,
      keys: () => wide(table.keys()),
      values: () => wide(table.values()),
      entries: () => wide(table.entries()),
      [Symbol.iterator]: () => wide(table[Symbol.iterator]()),
      get size() {
        return wide(table.size);
      },
      flawed: {
        has: (name: string) => note(`${what} flawed`, name, table.flawed.has(name)),
        get size() {
          return wide(table.flawed.size);
        },
      },
    } as unknown as Table<T>;
  };
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
    begin: () => {
      time++;
      changed = false;
    },
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
      return places.get(source);
    },
    once: remember,
    same,
    table: <T>(
      what: string,
      from: readonly unknown[],
      report: Report,
      make: (report: Report) => Table<T>,
    ) => {
      const env = same(`from ${what}`, from);
      const known = kept.get(what);
      if (known?.env === env && !changed) {
        for (const problem of known.problems) report(problem);
        return known.value as Table<T>;
      }
      // Whoever has an address is a host.
      if (what === "host") owners = new Map();
      const problems: Problem[] = [];
      const table = make((problem) => {
        problems.push(problem);
        report(problem);
      });
      const before = lists.get(`table ${what}`);
      if (same(`table ${what}`, [...table.values(), ...table.flawed]) !== before) changed = true;
      tables.set(what, (name) => table.get(name));
      tables.set(`${what} flawed`, (name) => table.flawed.has(name));
      const value = watched(what, table);
      kept.set(what, { env, value, problems });
      return value;
    },
    owners: <T>() =>
      ({
        get: (name: string) => note("owners", name, owners.get(name)),
        set: (name: string, value: T) => {
          noted?.claims.push([name, value]);
          owners.set(name, value);
        },
      }) as unknown as Map<string, T>,
    made: <V>(key: object, env: unknown, report: Report, make: (report: Report) => V): V => {
      const known = makings.get(key);
      if (
        known !== undefined &&
        known.env === env &&
        ((known.at === time - 1 && !changed) ||
          known.lookups.every(({ table, name, found }) => tables.get(table)?.(name) === found))
      ) {
        known.at = time;
        for (const [name, value] of known.claims) owners.set(name, value);
        for (const problem of known.problems) report(problem);
        return known.value as V;
      }
      const problems: Problem[] = [];
      const outer = noted;
      const own = { lookups: [] as Lookup[], claims: [] as [string, unknown][], isWide: false };
      noted = own;
      const value = make((problem) => {
        problems.push(problem);
        report(problem);
      });
      noted = outer;
      // What it says of addresses is looked up as well.
      if (own.claims.length > 0 || (known?.claims.length ?? 0) > 0) changed = true;
      if (own.isWide) makings.delete(key);
      else makings.set(key, { at: time, env, value, problems, lookups: own.lookups, claims: own.claims });
      return value;
    },
  };
}

function placesOf(file: string, { list, starts }: Chunks): ReadonlyMap<Source, Place> {
  const places = new Map<Source, Place>();
  let line = 0;
  for (const [i, { source }] of list.entries()) {
    places.set(source, { file, offset: starts[i] ?? 0, line });
    line += linesOf(source);
  }
  return places;
}

const lines = new WeakMap<Source, number>();

/** Line breaks of a text. */
function linesOf(source: Source): number {
  let known = lines.get(source);
  if (known === undefined) lines.set(source, (known = source.text.match(/\r\n|\r|\n/g)?.length ?? 0));
  return known;
}
