/** The topology a verb is asked about. */
import { basename, dirname, resolve } from "node:path";
import type { CompileInput, FileRead } from "../check.ts";
import { CONFIG } from "../config/config.ts";
import { expectText } from "./engine.ts";
import { FACTS } from "../facts/facts.ts";
import { filesIn, reader } from "./files.ts";

export type SourceOptions = {
  readonly param?: readonly string[];
  /** Told the path of each file before it is read. */
  readonly willRead?: (path: string) => void;
};

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
  const readFile = reader(dirname(path), options.willRead);
  const read = (name: string): FileRead => {
    const text = readFile(name);
    if (typeof text === "string") expectText(text.length);
    return text;
  };
  const config = read(CONFIG);
  const facts = filesIn(dirname(path), FACTS, ".json", options.willRead);
  const today = new Date().toISOString().slice(0, 10);
  return {
    file: basename(path),
    read,
    params,
    today,
    ...(typeof config === "string" ? { config } : {}),
    ...(facts.length === 0 ? {} : { facts }),
  };
}
