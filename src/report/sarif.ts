/** Problems as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html). */
import type { Fix, Problem, Severity } from "../problems/problem.ts";
import { fingerprint } from "../problems/fingerprint.ts";
import { rules } from "../rules/rules.ts";
import type { Span } from "../text/source.ts";
import { placeOf, type ReportContext } from "./place.ts";

const LEVEL: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "note" };

export function renderSarif(problems: readonly Problem[], context: ReportContext): string {
  const codes = [...new Set(problems.map((problem) => problem.code))].sort();
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "lbc",
            semanticVersion: context.version,
            rules: codes.map((code) => descriptor(code, problems, context)),
          },
        },
        columnKind: "utf16CodeUnits",
        results: problems.map((problem) => ({
          ruleId: problem.code,
          ruleIndex: codes.indexOf(problem.code),
          level: LEVEL[problem.severity],
          message: {
            text: problem.help === undefined ? problem.message : `${problem.message}. ${problem.help}`,
          },
          locations: [location(problem.span, context)],
          ...((problem.related ?? []).length === 0
            ? {}
            : {
                relatedLocations: (problem.related ?? []).map(({ span, message }, id) => ({
                  id,
                  message: { text: message },
                  ...location(span, context),
                })),
              }),
          partialFingerprints: { "lbc/v1": fingerprint(problem) },
          ...(problem.fix === undefined ? {} : { fixes: [fix(problem.fix, context)] }),
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function descriptor(code: string, problems: readonly Problem[], { pageOf }: ReportContext) {
  const rule = rules.find((r) => r.code === code);
  const page = pageOf(code);
  const severity = rule?.severity ?? problems.find((p) => p.code === code)?.severity ?? "error";
  return {
    id: code,
    shortDescription: { text: rule?.summary ?? code },
    defaultConfiguration: { level: LEVEL[severity] },
    ...(page === undefined ? {} : { help: { text: page, markdown: page } }),
  };
}

function location(span: Span, context: ReportContext) {
  const { file } = placeOf(span, context);
  return { physicalLocation: { artifactLocation: artifact(file), region: region(span, context) } };
}

function region(span: Span, context: ReportContext) {
  const { start, end } = placeOf(span, context);
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

/** A relative reference: each part of the path percent-encoded. */
function artifact(file: string) {
  return { uri: file.split("/").map(encodeURIComponent).join("/") };
}

function fix({ title, edits }: Fix, context: ReportContext) {
  const files = new Map<string, { readonly deletedRegion: object; readonly insertedContent: object }[]>();
  for (const { span, text } of edits) {
    const { file } = placeOf(span, context);
    const replacement = { deletedRegion: region(span, context), insertedContent: { text } };
    files.set(file, [...(files.get(file) ?? []), replacement]);
  }
  return {
    description: { text: title },
    artifactChanges: [...files].map(([file, replacements]) => ({
      artifactLocation: artifact(file),
      replacements,
    })),
  };
}
