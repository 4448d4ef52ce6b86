/** The order in which problems are shown: files by name, places as they stand, the rest by code and message. */
import type { Problem, Severity } from "./problem.ts";

export function byPlace(a: Problem, b: Problem): number {
  return (
    compare(a.span.source.name, b.span.source.name) ||
    a.span.start - b.span.start ||
    compare(a.code, b.code) ||
    compare(a.message, b.message)
  );
}

/** 0 is the gravest. */
export const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** How many problems there are of a severity. */
export function count(problems: readonly Problem[], severity: Severity): number {
  return problems.reduce((sum, problem) => sum + (problem.severity === severity ? 1 : 0), 0);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
