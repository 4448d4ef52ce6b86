/** Problems as GitLab's Code Quality report. */
import { fingerprint } from "../problems/fingerprint.ts";
import type { Problem, Severity } from "../problems/problem.ts";
import { placeOf, type ReportContext } from "./place.ts";

const SEVERITY: Readonly<Record<Severity, string>> = { error: "critical", warning: "major", info: "info" };

export function renderGitlab(problems: readonly Problem[], context: ReportContext): string {
  // GitLab shows one entry a fingerprint.
  const seen = new Map<string, number>();
  const entries = problems.map((problem) => {
    const { file, start } = placeOf(problem.span, context);
    const known = fingerprint(problem);
    const nth = seen.get(known) ?? 0;
    seen.set(known, nth + 1);
    return {
      description: problem.message,
      check_name: problem.code,
      fingerprint: nth === 0 ? known : `${known}-${nth}`,
      severity: SEVERITY[problem.severity],
      location: { path: file, lines: { begin: start.line } },
    };
  });
  return `${JSON.stringify(entries, null, 2)}\n`;
}
