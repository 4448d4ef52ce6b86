/** Every budget of a topology as a judged inequality: with all hosts up, and after the loss of one. */
import type { Topology } from "../model/topology.ts";
import { hostBudgets, tomcatBudgets } from "./budget/hosts.ts";
import type { Budget } from "./budget/item.ts";
import { nginxBudgets } from "./budget/nginx.ts";
import { storeBudgets } from "./budget/stores.ts";
import { timeBudgets } from "./budget/times.ts";

export type { Budget, BudgetKind } from "./budget/item.ts";

const memo = new WeakMap<Topology, readonly Budget[]>();

/** In the order of the topology. One budget stands for all hosts of a tier that have the same numbers. */
export function budgetsOf(topology: Topology): readonly Budget[] {
  let found = memo.get(topology);
  if (found === undefined) {
    found = [
      ...topology.nginxes.flatMap((tier) => nginxBudgets(topology, tier)),
      ...topology.tomcats.flatMap((tier) => tomcatBudgets(tier)),
      ...hostBudgets(topology),
      ...storeBudgets(topology),
      ...timeBudgets(topology),
    ];
    memo.set(topology, found);
  }
  return found;
}
