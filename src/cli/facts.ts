import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ExitCode, Io } from "./io.ts";

/** `lbc facts --script`: prints spec/facts.sh. */
export function runFacts(io: Io): ExitCode {
  io.out(readFileSync(join(io.pages, "facts.sh"), "utf8"));
  return 0;
}
