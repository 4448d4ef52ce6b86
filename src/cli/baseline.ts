/** `lbc check --baseline FILE [--update-baseline]`. */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { baselineOf, baselineText, compareBaseline, readBaseline } from "../problems/baseline.ts";
import type { Problem } from "../problems/problem.ts";
import { rules } from "../rules/rules.ts";
import { writeWhole } from "./files.ts";
import type { Io } from "./io.ts";

export type BaselineOptions = { readonly baseline?: string; readonly updateBaseline?: boolean };

/** The problems that the baseline does not excuse. Only what rules find can be in one. */
export function throughBaseline(
  problems: readonly Problem[],
  { baseline: file, updateBaseline }: BaselineOptions,
  io: Io,
): { readonly problems: readonly Problem[] } | { readonly refused: string } {
  if (file === undefined) return { problems };
  const path = resolve(io.cwd, file);
  const codes = new Set(rules.map((rule) => rule.code));
  const own = problems.filter((p) => codes.has(p.code));
  const rest = problems.filter((p) => !codes.has(p.code));
  // The rules were not asked.
  if (own.length === 0 && rest.some((p) => p.severity === "error")) {
    const what = updateBaseline === true ? "not changed" : "not looked at";
    io.err(`${file} is ${what}: no rule is asked while the topology has errors of its own\n`);
    return { problems };
  }
  if (!existsSync(path)) {
    if (updateBaseline !== true)
      return { refused: `there is no ${file}; record one with --baseline ${file} --update-baseline` };
    writeWhole(path, baselineText(baselineOf(own)));
    io.err(`${own.length} problems recorded in ${file}\n`);
    return { problems: rest };
  }
  const baseline = readBaseline(readFileSync(path, "utf8"));
  if ("reason" in baseline) return { refused: `${file} is no baseline: ${baseline.reason}` };
  const { fresh, left, mended } = compareBaseline(own, baseline);
  if (mended > 0 && updateBaseline === true) {
    writeWhole(path, baselineText(left));
    io.err(`${mended} mended problems removed from ${file}\n`);
  } else if (mended > 0) {
    io.err(`${mended} problems of ${file} are mended; --update-baseline removes them\n`);
  }
  return { problems: [...rest, ...fresh] };
}
