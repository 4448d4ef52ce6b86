/** Problems as JUnit's XML: a failed test each, and one that passed when there are none. */
import { count } from "../problems/order.ts";
import type { Problem } from "../problems/problem.ts";
import { xmlQuoted as quoted } from "../text/xml.ts";
import { placeOf, type ReportContext } from "./place.ts";

export function renderJunit(problems: readonly Problem[], context: ReportContext): string {
  const cases = problems.map((problem) => {
    const { file, start } = placeOf(problem.span, context);
    const place = `${file}:${start.line}:${start.column}`;
    const head = `    <testcase classname="${quoted(file)}" name="${quoted(`${problem.code} at ${place}`)}">`;
    const text = [place, problem.message, ...(problem.help === undefined ? [] : [problem.help])].join("\n");
    // What is worth knowing fails no test.
    const body =
      problem.severity === "info"
        ? `      <system-out>${quoted(text)}</system-out>`
        : `      <failure type="${problem.severity}" message="${quoted(problem.message)}">${quoted(text)}</failure>`;
    return `${head}\n${body}\n    </testcase>\n`;
  });
  if (cases.length === 0) cases.push('    <testcase classname="lbc" name="check"/>\n');
  const failures = problems.length - count(problems, "info");
  const counts = `tests="${cases.length}" failures="${failures}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts}>\n  <testsuite name="lbc check" ${counts} errors="0" skipped="0">\n${cases.join("")}  </testsuite>\n</testsuites>\n`;
}
