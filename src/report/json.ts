/** Problems as JSON: the contract is spec/problems.schema.json. */
import { fingerprint } from "../problems/fingerprint.ts";
import { count } from "../problems/order.ts";
import type { Problem } from "../problems/problem.ts";
import { placeOf, type ReportContext } from "./place.ts";

export function renderJson(problems: readonly Problem[], context: ReportContext): string {
  const value = {
    format: 1,
    lbc: context.version,
    summary: {
      errors: count(problems, "error"),
      warnings: count(problems, "warning"),
      infos: count(problems, "info"),
    },
    problems: problems.map((problem) => ({
      code: problem.code,
      severity: problem.severity,
      message: problem.message,
      ...placeOf(problem.span, context),
      ...(problem.help === undefined ? {} : { help: problem.help }),
      related: (problem.related ?? []).map(({ span, message }) => ({ message, ...placeOf(span, context) })),
      ...(problem.fix === undefined
        ? {}
        : {
            fix: {
              title: problem.fix.title,
              safe: problem.fix.safe,
              edits: problem.fix.edits.map(({ span, text }) => ({ ...placeOf(span, context), text })),
            },
          }),
      fingerprint: fingerprint(problem),
    })),
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}
