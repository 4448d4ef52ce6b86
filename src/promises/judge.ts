/** Expectations → problems, and what of the topology they visit. Page: spec/testing.md. */
import { holder } from "../analysis/availability.ts";
import { once } from "../analysis/once.ts";
import type { Expectation, Promised } from "../model/topology.ts";
import type { Topology } from "../model/topology.ts";
import type { Problem } from "../problems/problem.ts";
import { route, type Route } from "../trace/route.ts";
import { judgeDown } from "./down.ts";
import { judgeRequest } from "./request.ts";
import { judgeSessions } from "./sessions.ts";
import type { Verdict } from "./verdict.ts";
import { visitDirector, visits, visitTiers, type Visits } from "./visits.ts";

export type Judged = {
  /** One for each promise that is broken, or of which nobody can tell, and for each request that goes nowhere. */
  readonly problems: readonly Problem[];
  readonly kept: number;
  readonly broken: number;
  readonly unknown: number;
  readonly visited: Visits;
};

/** Holds every promise of the file to the models. */
export const judgeExpectations = once((topology: Topology): Judged => {
  const problems: Problem[] = [];
  const visited = visits();
  const counts = { kept: 0, broken: 0, unknown: 0 };
  for (const expectation of topology.expectations) {
    const { subject, promises } = expectation;
    const way = subject.kind === "request" ? route(topology, subject) : undefined;
    if (way !== undefined) visit(topology, way, visited);
    if (way?.arrivals.kind === "nowhere" && subject.kind === "request") {
      const { why, help } = way.arrivals;
      const message = `it cannot be told what becomes of this request: ${why}`;
      problems.push({ code: "expect/nowhere", severity: "error", message, span: subject.url.span, help });
      counts.broken += promises.length;
      continue;
    }
    for (const promise of promises) {
      const verdict = judge(topology, expectation, way, promise, visited);
      counts[verdict.kind]++;
      if (verdict.kind !== "kept") problems.push(problemOf(expectation, promise, verdict));
    }
  }
  return { problems, ...counts, visited };
});

function visit(topology: Topology, { arrivals, stages }: Route, visited: Visits): void {
  for (const stage of stages) visitTiers(visited, stage);
  if (arrivals.kind === "nowhere") return;
  const { vip } = arrivals.list[0];
  if (vip === undefined) return;
  const outcome = holder(topology, vip, NOBODY);
  if (outcome.kind === "certain") visitDirector(visited, vip, outcome.holder);
}

const NOBODY: ReadonlySet<never> = new Set();

function judge(
  topology: Topology,
  { subject }: Expectation,
  way: Route | undefined,
  promise: Promised,
  visited: Visits,
): Verdict {
  switch (promise.kind) {
    case "vip":
    case "virtual_server":
      return subject.kind === "request" ? UNASKED : judgeDown(topology, subject, promise, visited);
    case "sessions":
      return subject.kind === "request" ? UNASKED : judgeSessions(topology, subject, promise);
    default:
      return way === undefined ? UNASKED : judgeRequest(topology, way, promise);
  }
}

/** The model lets no promise stand at a subject that it does not fit. */
const UNASKED: Verdict = { kind: "kept" };

function problemOf(
  { subject }: Expectation,
  promise: Promised,
  verdict: Exclude<Verdict, { kind: "kept" }>,
): Problem {
  const related = verdict.related ?? [];
  const common = { span: promise.span, ...(related.length === 0 ? {} : { related }) };
  if (verdict.kind === "unknown") {
    return {
      ...common,
      code: "expect/unknown",
      severity: "warning",
      message: `nobody can tell whether this is so: ${verdict.why}`,
      help: "try it on the machines; here nothing proves it",
    };
  }
  return {
    ...common,
    code: "expect/false",
    severity: "error",
    message: `this is not so: ${verdict.trace}`,
    help:
      subject.kind === "request"
        ? `change the topology, or what is expected of it; \`lbc trace ${subject.url.value.text}\` shows the whole way`
        : "change the topology, or what is expected of it",
  };
}
