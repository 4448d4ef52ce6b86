/** Budgets of a topology that do not fit, and the words that all of their rules use. */
import { budgetsOf, type Budget, type BudgetKind } from "../../analysis/budget.ts";
import { once } from "../../analysis/once.ts";
import type { Host, Topology } from "../../model/topology.ts";
import type { Related } from "../../problems/problem.ts";
import { show } from "../../semantics/budget/show.ts";

/** Those of a kind; what is broken with all hosts up is not said again for the loss of one. */
export function brokenOf(topology: Topology, kind: BudgetKind): readonly Budget[] {
  const found = new Map<string, Budget>();
  for (const budget of allBroken(topology)) {
    if (budget.kind !== kind) continue;
    const places = [budget.span, ...budget.related].map((s) => `${s.source.name}:${s.start}`);
    const key = [...places, ...budget.hosts.map((h) => h.name)].join(" ");
    if (!found.has(key)) found.set(key, budget);
  }
  return [...found.values()];
}

const allBroken = once((topology: Topology) =>
  budgetsOf(topology).filter((b) => b.verdict.kind === "broken"),
);

/** The inequality with its numbers: `8 workers x … = 64 096 > fs.file-max 34 336`. */
export function numbers({ verdict }: Budget): string {
  return show(verdict);
}

/** `edge1`, or `edge1` and 2 more. */
export function namesOf(hosts: readonly Host[]): string {
  const [first, ...rest] = hosts;
  if (first === undefined) return "the host";
  return rest.length === 0 ? `\`${first.name}\`` : `\`${first.name}\` and ${rest.length} more`;
}

/** When it is so: `with all hosts up`, or `after the loss of `app1``. */
export function when({ lost }: Budget): string {
  return lost === undefined ? "with all hosts up" : `after the loss of \`${lost.name}\``;
}

export function alsoHere({ span, related }: Budget, message: string): readonly Related[] {
  return related.filter((s) => s !== span).map((s) => ({ span: s, message }));
}
