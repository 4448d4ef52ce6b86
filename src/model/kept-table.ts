/** `tableOf` for who reads again and again: only what has changed is made again. */
import type { Report } from "../problems/problem.ts";
import type { Located, Span } from "../text/source.ts";
import type { Field } from "../vocabulary/field.ts";
import { declaredTwice, textAt, type Table } from "./fields.ts";
import type { Memo } from "./memo.ts";
import type { Row } from "./rows.ts";

type Head = { readonly name: string | undefined; readonly isOpen: boolean; readonly mayLackName: boolean };
type Made<T> = { readonly thing: T | undefined; readonly isFlawed: boolean };

export function keptTable<T extends { readonly span: Span }>(
  memo: Memo,
  kind: string,
  fields: Row<Field>,
  env: unknown,
  make: (field: Field, name: Located<string>, flaw: () => void, report: Report) => T | undefined,
  report: Report,
  hidden: readonly string[],
): Table<T> {
  const heads = memo.each(`head ${kind}`, fields.values, undefined, headOf).values;
  const makeOne = (field: Field, to: Report): Made<T> => {
    const name = textAt(field, 0);
    if (name === undefined) return NOTHING;
    let isFlawed = false;
    const thing = make(field, name, () => (isFlawed = true), to);
    return { thing, isFlawed };
  };
  let skipped = memo.once(`skipped ${kind}`, fields, undefined, report, () => repeated(heads));
  const keys = () => (skipped.size === 0 ? fields.values : fields.values.filter((_, i) => !skipped.has(i)));
  let row = memo.makings.all(kind, keys(), env, makeOne);
  for (;;) {
    // A declaration of which nothing could be made leaves its name to the next.
    const taken = new Set<string | undefined>([undefined]);
    let next = 0;
    for (const [i, { name }] of skipped.size === 0 ? [] : heads.entries())
      if (!skipped.has(i) && row.values[next++]?.thing !== undefined) taken.add(name);
    const free = [...skipped].find((i) => !taken.has(heads[i]?.name));
    if (free === undefined) break;
    skipped = new Set([...skipped].filter((i) => i !== free));
    row = memo.makings.all(kind, keys(), env, makeOne);
  }
  const basis = memo.same(`basis ${kind}`, [fields, ...hidden]);
  return memo.once(`table ${kind}`, row, basis, report, (to) => {
    const things = new Map<string, T>();
    const flawed = new Set<string>(hidden);
    const open = new Set<string>();
    let next = 0;
    for (const [i, { name, isOpen, mayLackName }] of heads.entries()) {
      for (const problem of fields.problems[i] ?? []) to(problem);
      if (name === undefined) {
        flawed.add("*");
        continue;
      }
      if (isOpen) open.add(name);
      if (skipped.has(i)) {
        const at = textAt(fields.values[i], 0);
        const before = things.get(name);
        if (at !== undefined && before !== undefined && !open.has(name))
          to(declaredTwice(kind, at, before.span));
        continue;
      }
      for (const problem of row.problems[next] ?? []) to(problem);
      const { thing, isFlawed } = row.values[next++] ?? NOTHING;
      if (isFlawed) flawed.add(name);
      if (thing === undefined) flawed.add(mayLackName ? "*" : name);
      else things.set(name, thing);
    }
    return memo.makings.watch<T>(kind, Object.assign(things, { flawed }));
  });
}

const NOTHING = { thing: undefined, isFlawed: false };

function headOf(field: Field): Head {
  return {
    name: textAt(field, 0)?.value,
    isOpen: field.isOpen,
    mayLackName: field.flawed && field.args.length < 2,
  };
}

/** Where there is no name, or one that was there before. */
function repeated(heads: readonly Head[]): ReadonlySet<number> {
  const seen = new Set<string>();
  const found = new Set<number>();
  for (const [i, { name }] of heads.entries()) {
    if (name === undefined || seen.has(name)) found.add(i);
    else seen.add(name);
  }
  return found;
}
