import { rules } from "../rules/rules.ts";
import type { ExitCode, Io } from "./io.ts";

/** `lbc rules`: every rule with its severity, one a line. */
export function runRulesList(io: Io): ExitCode {
  const width = Math.max(...rules.map((rule) => rule.code.length));
  for (const { code, severity, summary } of rules)
    io.out(`${code.padEnd(width)}  ${severity.padEnd(7)}  ${summary}\n`);
  return 0;
}
