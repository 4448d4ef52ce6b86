import { check } from "../check.ts";
import { renderProblems } from "../report/text.ts";
import type { ExitCode, Io } from "./io.ts";
import { inputFor, type SourceOptions } from "./source.ts";

/** `lbc check [FILE]`: 1 when a problem is an error. */
export function runCheck(file: string, options: SourceOptions, io: Io): ExitCode {
  const input = inputFor(file, options, io.cwd);
  if ("usage" in input) {
    io.err(`lbc: ${input.usage}\n`);
    return 2;
  }
  const { problems } = check(input);
  io.err(renderProblems(problems, { color: io.color }));
  return problems.some((p) => p.severity === "error") ? 1 : 0;
}
