import { dirname, join, relative, resolve } from "node:path";
import { check } from "../check.ts";
import { count, RANK } from "../problems/order.ts";
import type { Problem, Severity } from "../problems/problem.ts";
import { machineFormats } from "../report/formats.ts";
import type { ReportContext } from "../report/place.ts";
import { renderProblems } from "../report/text.ts";
import { rules } from "../rules/rules.ts";
import { didYouMean } from "../text/suggest.ts";
import { throughBaseline } from "./baseline.ts";
import { writeWhole } from "./files.ts";
import type { ExitCode, Io } from "./io.ts";
import { readPage } from "./pages.ts";
import { inputFor, type SourceOptions } from "./source.ts";
import { version } from "./version.ts";

export type CheckOptions = SourceOptions & {
  /** `text`, or a machine's format, to a file after `=`; several at once. */
  readonly format?: readonly string[];
  readonly severity?: string;
  readonly maxWarnings?: string;
  readonly baseline?: string;
  readonly updateBaseline?: boolean;
};

type Output = { readonly format: string; readonly path?: string };

/** `lbc check [FILE]`: 1 when a problem is an error, or there are more warnings than allowed. */
export function runCheck(file: string, options: CheckOptions, io: Io): ExitCode {
  const input = inputFor(file, options, io.cwd);
  const outputs = (options.format ?? ["text"]).map(outputOf);
  const usage = "usage" in input ? input.usage : (misuse(options) ?? misusedFormat(outputs));
  if (usage !== undefined || "usage" in input) {
    io.err(`lbc: ${usage}\n`);
    return 2;
  }
  const found = check(input, io.progress).problems;
  const passed = throughBaseline(found, options, io);
  if ("refused" in passed) {
    io.err(`lbc: ${passed.refused}\n`);
    return 2;
  }
  const least = RANK[(options.severity ?? "info") as Severity];
  const problems = passed.problems.filter((p) => RANK[p.severity] <= least);
  for (const { format, path } of outputs) {
    const text = render(format, problems, file, io, path);
    if (path !== undefined) writeWhole(resolve(io.cwd, path), text);
    else if (format === "text") io.err(text);
    else io.out(text);
  }
  const warnings = count(problems, "warning");
  const allowed = options.maxWarnings === undefined ? undefined : Number(options.maxWarnings);
  if (allowed !== undefined && warnings > allowed) io.err(`${warnings} warnings; ${allowed} are allowed\n`);
  const failed = count(problems, "error") > 0 || (allowed !== undefined && warnings > allowed);
  return failed ? 1 : 0;
}

function outputOf(text: string): Output {
  const equals = text.indexOf("=");
  return equals < 0 ? { format: text } : { format: text.slice(0, equals), path: text.slice(equals + 1) };
}

function misuse(options: CheckOptions): string | undefined {
  const { severity, maxWarnings } = options;
  if (severity !== undefined && !Object.hasOwn(RANK, severity))
    return `--severity takes error, warning or info, not \`${severity}\``;
  if (maxWarnings !== undefined && !/^\d{1,9}$/.test(maxWarnings))
    return `--max-warnings takes a number, not \`${maxWarnings}\``;
  if (options.updateBaseline === true && options.baseline === undefined)
    return "--update-baseline needs --baseline FILE";
  return undefined;
}

function misusedFormat(outputs: readonly Output[]): string | undefined {
  const names = ["text", ...Object.keys(machineFormats)];
  for (const { format, path } of outputs) {
    if (!names.includes(format)) {
      const meant = didYouMean(format, names);
      return `no format is called \`${format}\`; ${meant === undefined ? `there are ${names.join(", ")}` : `did you mean ${meant}?`}`;
    }
    if (path === "") return `--format ${format}= names no file`;
  }
  const printed = outputs.filter(({ format, path }) => format !== "text" && path === undefined);
  return printed.length > 1
    ? `${printed.map((o) => o.format).join(" and ")} cannot both be printed; write --format ${printed[1]?.format}=FILE`
    : undefined;
}

function render(
  format: string,
  problems: readonly Problem[],
  file: string,
  io: Io,
  path: string | undefined,
): string {
  const machine = machineFormats[format];
  if (machine === undefined) return renderProblems(problems, { color: io.color && path === undefined });
  const folder = relative(io.cwd, dirname(resolve(io.cwd, file)));
  const context: ReportContext = {
    version,
    pathOf: (name) => join(folder, name).split("\\").join("/"),
    pageOf: (code) =>
      rules.some((rule) => rule.code === code) ? readPage(io.pages, `rules/${code}.md`) : undefined,
  };
  return machine(problems, context);
}
