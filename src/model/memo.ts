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
  /**
   * `once` for every thing of a list, quick where most of the list is as it was the last time. Nothing is reported:
   * `problems` has what is to be, by the place in the list, where there is any.
   */
  readonly each: <T extends object, V>(
    what: string,
    list: readonly T[],
    env: unknown,
    compute: (thing: T, report: Report) => V,
  ) => { readonly values: readonly V[]; readonly problems: readonly (readonly Problem[] | undefined)[] };
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
  /** Whether something that it looked up is another since then. */
  isStale: boolean;
  readonly lookups: readonly Lookup[];
  /** Those of addresses, which must hold in the middle of a reading. */
  readonly ofOwners: readonly Lookup[];
  readonly claims: readonly (readonly [string, unknown])[];
};
type Row = {
  readonly env: unknown;
  readonly list: readonly object[];
  readonly values: readonly unknown[];
  readonly problems: readonly (readonly Problem[] | undefined)[];
};

/** How many readings may pass before what is no longer there is forgotten. */
const SWEEP = 500;

export function memo(): Memo {
  const files = new Map<string, Chunks>();
  /** Files that cannot be read in chunks as they are now. */
  const whole = new Set<string>();
  const offsets = new Map<string, ReadonlyMap<Source, Place>>();
  const caches = new Map<string, WeakMap<object, Remembered>>();
  const lists = new Map<string, readonly unknown[]>();
  const makings = new WeakMap<object, Made>();
  const tables = new Map<string, (name: string) => unknown>();
  /** By table and name, what looked it up. */
  const users = new Map<string, Map<string, Set<Made>>>();
  const rows = new Map<string, Row>();
  const plain = new Map<string, Table<unknown>>();
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
          return note(`${what} flawed size`, "", table.flawed.size);
        },
      },
    } as unknown as Table<T>;
  };
  const usersOf = (table: string): Map<string, Set<Made>> => {
    let known = users.get(table);
    if (known === undefined) users.set(table, (known = new Map()));
    return known;
  };
  const register = (made: Made) => {
    for (const { table, name } of made.lookups) {
      const all = usersOf(table);
      const known = all.get(name);
      if (known === undefined) all.set(name, new Set([made]));
      else known.add(made);
    }
  };
  const forget = (made: Made) => {
    for (const { table, name } of made.lookups) users.get(table)?.get(name)?.delete(made);
  };
  const disturb = (table: string, name: string) => {
    for (const made of users.get(table)?.get(name) ?? []) made.isStale = true;
  };
  /** Tells those who looked up what is another now. */
  const compare = <T>(what: string, before: Table<T> | undefined, after: Table<T>) => {
    if (before === undefined) return;
    for (const [name, thing] of after) if (before.get(name) !== thing) disturb(what, name);
    for (const name of before.keys()) if (!after.has(name)) disturb(what, name);
    for (const name of after.flawed) if (!before.flawed.has(name)) disturb(`${what} flawed`, name);
    for (const name of before.flawed) if (!after.flawed.has(name)) disturb(`${what} flawed`, name);
    if (before.flawed.size !== after.flawed.size) disturb(`${what} flawed size`, "");
  };
  const sweep = () => {
    for (const all of users.values()) {
      for (const [name, known] of all) {
        for (const made of known) {
          if (made.at >= time - 1) continue;
          known.delete(made);
          made.isStale = true;
        }
        if (known.size === 0) all.delete(name);
      }
    }
  };
  const holds = ({ table, name, found }: Lookup) => tables.get(table)?.(name) === found;
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
      if (time % SWEEP === 0) sweep();
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
    each: (what, list, env, compute) => {
      const before = rows.get(what);
      const known: Row =
        before !== undefined && before.env === env ? before : { env, list: [], values: [], problems: [] };
      const most = Math.min(known.list.length, list.length);
      let front = 0;
      while (front < most && known.list[front] === list[front]) front++;
      let back = 0;
      while (back < most - front && known.list[known.list.length - 1 - back] === list[list.length - 1 - back])
        back++;
      type V = ReturnType<typeof compute>;
      if (front === list.length && front === known.list.length)
        return { values: known.values as V[], problems: known.problems };
      const found = list.slice(front, list.length - back).map((thing) => {
        const problems: Problem[] = [];
        const value = remember(
          what,
          thing,
          env,
          (problem) => problems.push(problem),
          (to) => compute(thing, to),
        );
        return { value, problems: problems.length === 0 ? undefined : problems };
      });
      const spliced = <X>(old: readonly X[], fresh: readonly X[]): readonly X[] => [
        ...old.slice(0, front),
        ...fresh,
        ...old.slice(old.length - back),
      ];
      const values = spliced(
        known.values as readonly V[],
        found.map((f) => f.value),
      );
      const problems = spliced(
        known.problems,
        found.map((f) => f.problems),
      );
      rows.set(what, { env, list, values, problems });
      return { values, problems };
    },
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
      if (same(`table ${what}`, [...table.values(), ...table.flawed]) !== before) {
        changed = true;
        compare(what, plain.get(what), table);
      }
      plain.set(what, table);
      tables.set(what, (name) => table.get(name));
      tables.set(`${what} flawed`, (name) => table.flawed.has(name));
      tables.set(`${what} flawed size`, () => table.flawed.size);
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
        known.ofOwners.every(holds) &&
        ((known.at === time - 1 && !known.isStale) || known.lookups.every(holds))
      ) {
        if (known.at !== time - 1) register(known);
        known.at = time;
        known.isStale = false;
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
      if (known !== undefined) forget(known);
      makings.delete(key);
      if (own.isWide) return value;
      const fresh: Made = {
        at: time,
        isStale: false,
        env,
        value,
        problems,
        lookups: own.lookups.filter((l) => l.table !== "owners"),
        ofOwners: own.lookups.filter((l) => l.table === "owners"),
        claims: own.claims,
      };
      register(fresh);
      makings.set(key, fresh);
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
