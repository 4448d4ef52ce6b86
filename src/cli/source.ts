/** The topology a verb is asked about. */
import { basename, dirname, resolve } from "node:path";
import type { CompileInput } from "../check.ts";
import { reader } from "./files.ts";

export type SourceOptions = { readonly param?: readonly string[] };

/** The input for a file named on the command line, or what is wrong with the command line. */
export function inputFor(
  file: string,
  options: SourceOptions,
  cwd: string,
): CompileInput | { readonly usage: string } {
  const params = new Map<string, string>();
  for (const pair of options.param ?? []) {
    const equals = pair.indexOf("=");
    if (equals <= 0) return { usage: `--param takes NAME=VALUE, not \`${pair}\`` };
    params.set(pair.slice(0, equals), pair.slice(equals + 1));
  }
  const path = resolve(cwd, file);
  return { file: basename(path), read: reader(dirname(path)), params };
}
