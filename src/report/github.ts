/** Problems as GitHub's workflow commands: annotations on the lines of a pull request. */
import type { Problem, Severity } from "../problems/problem.ts";
import { safe } from "./cells.ts";
import { placeOf, type ReportContext } from "./place.ts";

const COMMAND: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "notice" };

export function renderGithub(problems: readonly Problem[], context: ReportContext): string {
  return problems
    .map((problem) => {
      const { file, start, end } = placeOf(problem.span, context);
      const properties = [
        `file=${property(file)}`,
        `line=${start.line}`,
        `endLine=${end.line}`,
        // Columns are of one line only.
        ...(start.line === end.line ? [`col=${start.column}`, `endColumn=${end.column}`] : []),
        `title=${property(problem.code)}`,
      ];
      const text = problem.help === undefined ? problem.message : `${problem.message}\n${problem.help}`;
      return `::${COMMAND[problem.severity]} ${properties.join(",")}::${data(text)}\n`;
    })
    .join("");
}

/** A line break would end the command, and what follows could be another. The log shows it raw: no control characters. */
function data(text: string): string {
  return safe(text).replaceAll("%", "%25").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
