/** `waive RULE because "…" until DATE`: taken out of the statements, wherever they stand, before those are read. */
import type { Report } from "../problems/problem.ts";
import { isKeeping, keeping, textTest } from "../syntax/kept.ts";
import type { Statement } from "../syntax/tree.ts";
import type { Located, Span } from "../text/source.ts";
import type { Memo } from "./memo.ts";

export type Waiver = {
  readonly rule: Located<string>;
  readonly reason: string;
  /** The last day it holds, as `2027-06-30`; without one it holds for good. */
  readonly until?: Located<string>;
  readonly span: Span;
  /** The block it excuses; absent at the top level of a file: then the whole topology. */
  readonly scope?: Span;
};

/** Whether a waiver may be in a statement. */
const mayHold = textTest((text) => /\bwaive\b/.test(text));

/** The statements without waivers; untouched where there are none. */
export function takeWaivers(
  statements: readonly Statement[],
  report: Report,
  memo?: Memo,
): { readonly statements: readonly Statement[]; readonly waivers: readonly Waiver[] } {
  const may = memo?.each("may hold a waiver", statements, undefined, mayHold).values;
  if (!(may?.includes(true) ?? statements.some(mayHold))) return { statements, waivers: [] };
  const found = new Map<string, Waiver | undefined>();
  const take = (statement: Statement, scope: Span | undefined) => {
    // In a snippet or the block of a range one waiver is met once a repetition, each for its own block.
    const key = `${statement.source.name} ${statement.start} ${scope?.source.name} ${scope?.start}`;
    if (!found.has(key)) found.set(key, readWaiver(statement, scope, report));
  };
  const left = statements.flatMap((statement, i) => {
    if (may?.[i] === false) return [statement];
    if (memo === undefined) return withoutWaivers([statement], undefined, take);
    // The same statements as before while theirs are: who knows them need not look again.
    const kept = memo.once("without waivers", statement, undefined, report, () => {
      const taken: [Statement, Span | undefined][] = [];
      const rest = withoutWaivers([statement], undefined, (one, scope) => void taken.push([one, scope]));
      return { rest, taken };
    });
    for (const [one, scope] of kept.taken) take(one, scope);
    return kept.rest;
  });
  return { statements: left, waivers: [...found.values()].filter((w) => w !== undefined) };
}

function withoutWaivers(
  statements: readonly Statement[],
  scope: Span | undefined,
  take: (statement: Statement, scope: Span | undefined) => void,
): readonly Statement[] {
  const out: Statement[] = [];
  let changed = false;
  const isKept = isKeeping(statements);
  if (isKept) keeping(out);
  for (const statement of statements) {
    if (isKept && !mayHold(statement)) {
      out.push(statement);
      continue;
    }
    if (statement.keyword === "waive") {
      take(statement, scope);
      changed = true;
      continue;
    }
    const { source, start, end, keyword, words, block } = statement;
    const left = block && withoutWaivers(block, statement, take);
    if (left === block) out.push(statement);
    else {
      out.push({ source, start, end, keyword, words, block: left });
      changed = true;
    }
  }
  return changed ? out : statements;
}

const USAGE = 'write `waive RULE because "the reason"`, and `until 2027-06-30` if it ends';

function readWaiver(statement: Statement, scope: Span | undefined, report: Report): Waiver | undefined {
  const { words, source, start, end } = statement;
  const span = { source, start, end };
  const refuse = (message: string, at: Span = span): undefined => {
    report({ code: "waive/form", severity: "error", message, span: at, help: USAGE });
    return undefined;
  };
  const [, rule, because, reason, until, date, more] = words;
  if (rule === undefined || rule.value === "because") return refuse("`waive` names no rule", rule);
  if (because?.value !== "because" || reason === undefined || reason.value.trim() === "")
    return refuse(`nobody will know why \`${rule.value}\` is waived`, rule);
  if (statement.block !== undefined || more !== undefined || (until !== undefined && until.value !== "until"))
    return refuse("a waiver has a rule, a reason and perhaps a last day", more ?? until ?? span);
  if (until !== undefined && (date === undefined || !isDate(date.value)))
    return refuse(`\`${date?.value ?? ""}\` is no date`, date ?? until);
  return {
    rule: { value: rule.value, span: rule },
    reason: reason.value,
    ...(date === undefined ? {} : { until: { value: date.value, span: date } }),
    span,
    ...(scope === undefined ? {} : { scope: { source: scope.source, start: scope.start, end: scope.end } }),
  };
}

/** Whether a text is a day of the calendar, as `2027-06-30`. */
function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
