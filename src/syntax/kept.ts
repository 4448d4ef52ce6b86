/** Lists of statements, and of what is made of them, of which most are the same things after an edit. */
import type { Problem, Report } from "../problems/problem.ts";
import type { Statement } from "./tree.ts";

const lists = new WeakSet<readonly unknown[]>();

/** Says of a list that what is made of a thing in it is worth remembering. */
export function keeping<T extends object>(list: readonly T[]): readonly T[] {
  lists.add(list);
  return list;
}

export function isKeeping(list: readonly unknown[]): boolean {
  return lists.has(list);
}

/** `make` of a thing, or what it gave before for the same thing in the same environment. */
export function remembered<T extends object, V, E = undefined>(
  make: (thing: T, env: E) => V,
): (thing: T, env: E) => V {
  const known = new WeakMap<T, { readonly env: E; readonly value: V }>();
  return (thing, env) => {
    const before = known.get(thing);
    if (before !== undefined && before.env === env) return before.value;
    const value = make(thing, env);
    known.set(thing, { env, value });
    return value;
  };
}

/** Judges each thing of a list, whose word on one depends on no other; of a list that is kept only those that are new. */
export function judgeEach<T extends object, E>(
  judge: (thing: T, env: E, report: Report) => void,
): (list: readonly T[], env: E, report: Report) => void {
  const problemsOf = remembered((thing: T, env: E) => {
    const problems: Problem[] = [];
    judge(thing, env, (problem) => problems.push(problem));
    return problems;
  });
  return (list, env, report) => {
    if (!isKeeping(list)) for (const thing of list) judge(thing, env, report);
    else for (const thing of list) for (const problem of problemsOf(thing, env)) report(problem);
  };
}

/** What each thing of a list gives, gathered; of a list that is kept only what is new is asked. */
export function gatherEach<T extends object, E, V>(
  gather: (thing: T, env: E, into: V[]) => void,
): (list: readonly T[], env: E) => readonly V[] {
  const gathered = remembered((thing: T, env: E) => {
    const into: V[] = [];
    gather(thing, env, into);
    return into;
  });
  return (list, env) => {
    const into: V[] = [];
    if (!isKeeping(list)) for (const thing of list) gather(thing, env, into);
    else for (const thing of list) for (const value of gathered(thing, env)) into.push(value);
    return into;
  };
}

/** Tests the text of a statement, that of a block in parts one by one; the test must not look beyond a line. */
export function textTest(test: (text: string) => boolean): (statement: Statement) => boolean {
  const of = (statement: Statement): boolean => {
    const { source, start, end } = statement;
    const block = source.head === undefined ? undefined : statement.block;
    return block === undefined || source.head === undefined
      ? test(source.text.slice(start, end))
      : test(source.head) || block.some((inner) => known(inner, undefined));
  };
  const known = remembered(of);
  return of;
}
