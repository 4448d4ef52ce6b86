import { dirname, join, resolve } from "node:path";
import { fixAll } from "../fixes.ts";
import { positionAt } from "../text/source.ts";
import { writeWhole } from "./files.ts";
import type { ExitCode, Io } from "./io.ts";
import { inputFor, type SourceOptions } from "./source.ts";

/** `lbc check --fix`, before it checks: applies the safe fixes. 2 for a wrong command line. */
export function runFix(file: string, options: SourceOptions, io: Io): ExitCode {
  const input = inputFor(file, options, io.cwd);
  if ("usage" in input) {
    io.err(`lbc: ${input.usage}\n`);
    return 2;
  }
  const { files, applied, left } = fixAll(input);
  for (const [path, text] of files) writeWhole(join(dirname(resolve(io.cwd, file)), path), text);
  for (const { code, span, fix } of applied)
    io.err(
      `fixed ${code} at ${span.source.name}:${positionAt(span.source, span.start).line}: ${fix?.title}\n`,
    );
  for (const { code, span, fix } of left) {
    const { line } = positionAt(span.source, span.start);
    io.err(
      `not fixed: ${code} at ${span.source.name}:${line}: to ${fix?.title} would change more than that\n`,
    );
  }
  return 0;
}
