/** A worker's limit of descriptors: what raises it. */
import type { Budget } from "../../analysis/budget.ts";
import { budgetsOf } from "../../analysis/budget.ts";
import { effective, outermost } from "../../analysis/directives.ts";
import type { Directive, Topology } from "../../model/topology.ts";
import { rangeOf } from "../../semantics/budget/inequality.ts";
import { after, replace } from "../edits.ts";
import type { Finding } from "../rule.ts";

const LIMIT = "worker_rlimit_nofile";

function tierOf(topology: Topology, { hosts }: Budget) {
  return topology.nginxes.find((t) => hosts[0] !== undefined && t.hosts.includes(hosts[0]));
}

function statement(topology: Topology, budget: Budget, name: string): Directive | undefined {
  const tier = tierOf(topology, budget);
  return tier === undefined ? undefined : effective([outermost(tier)], name)[0];
}

/** Whether the author has chosen one of the numbers. */
export function states(topology: Topology, budget: Budget): boolean {
  return [LIMIT, "worker_connections"].some((name) => statement(topology, budget, name) !== undefined);
}

/** Help and quick fix: a limit that holds a file for each connection too, rounded up to a power of two. */
export function liftLimit(topology: Topology, budget: Budget): Pick<Finding, "help" | "fix"> {
  const most = budgetsOf(topology)
    .filter((b) => b.span === budget.span && (b.kind === "worker-files" || b.kind === "worker-descriptors"))
    .map((b) => rangeOf(b.verdict.inequality.left).most);
  const need = Math.max(...most);
  if (!Number.isFinite(need)) return { help: `raise \`${LIMIT}\`` };
  const text = `${LIMIT} ${2 ** Math.ceil(Math.log2(need))}`;
  const stated = statement(topology, budget, LIMIT);
  const connections = tierOf(topology, budget)?.directives.find((d) => d.name === "worker_connections");
  const help = `write \`${text}\``;
  const edits =
    stated !== undefined
      ? [replace(stated.span, text)]
      : connections === undefined
        ? []
        : [after(connections.span, text)];
  return edits.length === 0 ? { help } : { help, fix: { title: help, edits, safe: true } };
}
