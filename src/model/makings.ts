/**
 * What was made of declarations that look each other up by name: made again only when the declaration or something
 * that it looked up is another. Who looks at all of a table is always made again.
 */
import type { Problem, Report } from "../problems/problem.ts";
import type { Table } from "./fields.ts";
import { windowOf, type Row } from "./rows.ts";

export type Makings = {
  /** The same table, whose lookups are noted; those who looked up what is another now are to be made again. */
  readonly watch: <T>(what: string, table: Table<T>) => Table<T>;
  /** Who has which address; the things of `CLAIMING` say so, and those after them look it up. */
  readonly owners: <T>() => Map<string, T>;
  /** What is made of every key, in their order; `what` names the kind. */
  readonly all: <K extends object, V>(
    what: string,
    keys: readonly K[],
    env: unknown,
    make: (key: K, report: Report) => V,
  ) => Row<V>;
};

/** The kind whose things say who has which address: of two the first has it. */
const CLAIMING = "host";
const OWNERS = "owners";
/** Things to be made again of which looking for their places one by one is quick. */
const FEW = 100;

type Lookup = { readonly table: string; readonly name: string; readonly found: unknown };
type Made = {
  readonly what: string;
  readonly value: unknown;
  readonly problems: readonly Problem[];
  readonly lookups: readonly Lookup[];
  readonly claims: readonly (readonly [string, unknown])[];
};
type Known = Row<unknown> & {
  readonly env: unknown;
  readonly keys: readonly object[];
  readonly made: readonly Made[];
};
type Noted = { readonly lookups: Lookup[]; readonly claims: [string, unknown][]; isWide: boolean };

export function makings(): Makings {
  const rows = new Map<string, Known>();
  const tables = new Map<string, Table<unknown>>();
  /** By table and name, what looked it up. */
  const users = new Map<string, Map<string, Set<Made>>>();
  /** By kind, what is to be made again. */
  const stale = new Map<string, Set<Made>>();
  let owners = new Map<string, unknown>();
  /** Of what is being made now. */
  let noted: Noted | undefined;

  const note = <T>(table: string, name: string, found: T): T => {
    noted?.lookups.push({ table, name, found });
    return found;
  };
  const usersOf = (table: string, name: string): ReadonlySet<Made> => users.get(table)?.get(name) ?? NOBODY;
  const outdate = (made: Made) => {
    const known = stale.get(made.what);
    if (known === undefined) stale.set(made.what, new Set([made]));
    else known.add(made);
  };
  const disturb = (table: string, name: string) => {
    for (const made of usersOf(table, name)) if (table !== OWNERS || made.what !== CLAIMING) outdate(made);
  };
  const register = (made: Made) => {
    for (const { table, name } of made.lookups) {
      let all = users.get(table);
      if (all === undefined) users.set(table, (all = new Map<string, Set<Made>>()));
      const known = all.get(name);
      if (known === undefined) all.set(name, new Set([made]));
      else known.add(made);
    }
  };
  const forget = (made: Made) => {
    stale.get(made.what)?.delete(made);
    for (const { table, name } of made.lookups) {
      const all = users.get(table);
      const known = all?.get(name);
      known?.delete(made);
      if (known?.size === 0) all?.delete(name);
    }
  };
  const makeOne = <K, V>(what: string, key: K, make: (key: K, report: Report) => V): Made => {
    const problems: Problem[] = [];
    const outer = noted;
    const own: Noted = { lookups: [], claims: [], isWide: false };
    noted = own;
    let value: V;
    try {
      value = make(key, (problem) => problems.push(problem));
    } finally {
      noted = outer;
    }
    const made: Made = { what, value, problems, lookups: own.lookups, claims: own.claims };
    register(made);
    if (own.isWide) outdate(made);
    return made;
  };
  const rowOf = (env: unknown, keys: readonly object[], made: readonly Made[]): Known => ({
    env,
    keys,
    made,
    values: made.map((m) => m.value),
    problems: made.map((m) => (m.problems.length === 0 ? undefined : m.problems)),
  });

  /** Looks at every key. */
  const anew = <K extends object, V>(
    what: string,
    keys: readonly K[],
    env: unknown,
    make: (key: K, report: Report) => V,
  ): Known => {
    const before = rows.get(what);
    const known = new Map(before?.keys.map((key, i) => [key, before.made[i]]));
    const isClaiming = what === CLAIMING;
    const oldOwners = owners;
    if (isClaiming) owners = new Map();
    const isAsBefore = (made: Made) =>
      before?.env === env &&
      stale.get(what)?.has(made) !== true &&
      (!isClaiming ||
        made.lookups.every(({ table, name, found }) => table !== OWNERS || owners.get(name) === found));
    const all = keys.map((key) => {
      const old = known.get(key);
      if (old === undefined || !isAsBefore(old)) return makeOne(what, key, make);
      known.delete(key);
      for (const [name, value] of old.claims) owners.set(name, value);
      return old;
    });
    for (const old of known.values()) if (old !== undefined) forget(old);
    if (isClaiming) {
      for (const name of new Set([...oldOwners.keys(), ...owners.keys()]))
        if (oldOwners.get(name) !== owners.get(name)) disturb(OWNERS, name);
    }
    const row = rowOf(env, keys, all);
    rows.set(what, row);
    return row;
  };

  /** Looks only at keys that are new, and at what is to be made again. */
  const update = <K extends object, V>(
    what: string,
    before: Known,
    keys: readonly K[],
    make: (key: K, report: Report) => V,
  ): Known => {
    const { env } = before;
    const old = stale.get(what) ?? NOBODY;
    const { front, back } = windowOf(before.keys, keys);
    if (old.size === 0 && front === keys.length && front === before.keys.length) return before;
    const endOfOld = before.keys.length - back;
    const all: (Made | undefined)[] = [
      ...before.made.slice(0, front),
      ...keys.slice(front, keys.length - back).map(() => undefined),
      ...before.made.slice(endOfOld),
    ];
    const gone = before.made.slice(front, endOfOld);
    for (const made of old) {
      const at = all.indexOf(made);
      if (at < 0) continue;
      all[at] = undefined;
      gone.push(made);
    }
    const touched = new Set<string>();
    for (const made of gone) {
      forget(made);
      for (const [name, value] of made.claims) {
        touched.add(name);
        if (owners.get(name) === value) owners.delete(name);
      }
    }
    const fresh = new Set<Made>();
    const full = keys.map((key, i) => {
      const kept = all[i];
      if (kept !== undefined) return kept;
      const made = makeOne(what, key, make);
      fresh.add(made);
      for (const [name] of made.claims) touched.add(name);
      return made;
    });
    const row = rowOf(env, keys, full);
    rows.set(what, row);
    let isContested = false;
    if (what === CLAIMING) {
      for (const made of fresh)
        isContested ||= made.lookups.some((l) => l.table === OWNERS && l.found !== undefined);
      for (const name of touched) {
        for (const user of usersOf(OWNERS, name)) isContested ||= user.what === CLAIMING && !fresh.has(user);
        disturb(OWNERS, name);
      }
    }
    // Where two want one address, their order matters.
    return isContested ? anew(what, keys, env, make) : row;
  };

  return {
    watch: <T>(what: string, table: Table<T>): Table<T> => {
      const before = tables.get(what);
      tables.set(what, table);
      if (before !== undefined) {
        for (const [name, thing] of table) if (before.get(name) !== thing) disturb(what, name);
        for (const name of before.keys()) if (!table.has(name)) disturb(what, name);
        const { flawed } = table;
        for (const name of flawed) if (!before.flawed.has(name)) disturb(`${what} flawed`, name);
        for (const name of before.flawed) if (!flawed.has(name)) disturb(`${what} flawed`, name);
        if (before.flawed.size !== flawed.size) disturb(`${what} flaws`, "");
      }
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
            return note(`${what} flaws`, "", table.flawed.size);
          },
        },
      } as unknown as Table<T>;
    },
    owners: <T>() =>
      ({
        get: (name: string) => note(OWNERS, name, owners.get(name)),
        set: (name: string, value: T) => {
          noted?.claims.push([name, value]);
          owners.set(name, value);
        },
      }) as unknown as Map<string, T>,
    all: <K extends object, V>(
      what: string,
      keys: readonly K[],
      env: unknown,
      make: (key: K, report: Report) => V,
    ) => {
      const before = rows.get(what);
      const isNear = before?.env === env && (stale.get(what)?.size ?? 0) <= FEW;
      const row =
        before !== undefined && isNear ? update(what, before, keys, make) : anew(what, keys, env, make);
      return row as Row<unknown> as Row<V>;
    },
  };
}

const NOBODY: ReadonlySet<Made> = new Set();
