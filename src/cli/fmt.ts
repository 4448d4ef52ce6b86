import { readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { expand } from "../model/expand.ts";
import type { Problem } from "../problems/problem.ts";
import { renderProblems } from "../report/text.ts";
import { unifiedDiff } from "../text/diff.ts";
import { expectText } from "./engine.ts";
import { reader, writeWhole } from "./files.ts";
import type { ExitCode, Io } from "./io.ts";

export type FmtOptions = {
  readonly check?: boolean;
  readonly diff?: boolean;
  readonly printWidth?: string;
};

/** A text to format, under the name it is known by; without a path it comes from the standard input. */
type Text = { readonly name: string; readonly path?: string; readonly text: string };
type Unread = { readonly name: string; readonly reason: string };

/** `lbc fmt [FILES]`: without files, topo.lb and what it includes. 1 when something is wrong, or with `--check` differs. */
export async function runFmt(files: readonly string[], options: FmtOptions, io: Io): Promise<ExitCode> {
  const usage = misuse(files, options);
  if (usage !== undefined) {
    io.err(`lbc: ${usage}\n`);
    return 2;
  }
  const { format } = await import("../format/format.ts");
  const width = options.printWidth === undefined ? {} : { printWidth: Number(options.printWidth) };
  const found =
    files.length === 0 ? project(io) : { texts: files.map((file) => named(file, io)), problems: [] };
  const problems: Problem[] = [...found.problems];
  let isWrong = false;
  let differing = 0;
  for (const text of found.texts) {
    if ("reason" in text) {
      io.err(`lbc: cannot read ${text.name}: ${text.reason}\n`);
      isWrong = true;
      continue;
    }
    const { result, problems: own } = await format(text.name, text.text, width);
    for (const problem of own) problems.push(problem);
    if ("refused" in result) {
      io.err(`lbc: ${text.name} stays as it is: ${result.refused}\n`);
      isWrong = true;
    } else if (settle(text, result.text, options, io)) differing++;
  }
  io.err(renderProblems(problems, { color: io.color }));
  return isWrong || problems.length > 0 || (options.check === true && differing > 0) ? 1 : 0;
}

/** Writes or shows what a text becomes; whether it differs. Names are printed as prettier prints them. */
function settle({ name, path, text }: Text, after: string, options: FmtOptions, io: Io): boolean {
  const differs = after !== text;
  if (options.diff === true) io.out(unifiedDiff(name, text, after));
  if (options.check === true) {
    if (differs) io.err(`[warn] ${name}\n`);
  } else if (options.diff !== true) {
    if (path === undefined) io.out(after);
    else {
      if (differs) writeWhole(path, after);
      io.out(differs ? `${name}\n` : `${name} (unchanged)\n`);
    }
  }
  return differs;
}

function misuse(files: readonly string[], { printWidth }: FmtOptions): string | undefined {
  if (files.includes("-") && files.length > 1) return "`-` is the standard input alone; name files or `-`";
  if (printWidth !== undefined && !/^[1-9]\d{1,2}$/.test(printWidth))
    return `--print-width takes 10 to 999 columns, not \`${printWidth}\``;
  return undefined;
}

/** topo.lb and every file it includes. */
function project(io: Io): {
  readonly texts: readonly (Text | Unread)[];
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const { trees } = expand(
    { file: "topo.lb", read: reader(io.cwd), params: new Map() },
    (problem) =>
      void (problem.code === "file/unreadable" || problem.code === "file/include"
        ? problems.push(problem)
        : 0),
  );
  const names = new Set(trees.map(({ source }) => source.name));
  return { texts: [...names].map((name) => named(name, io)), problems };
}

function named(name: string, io: Io): Text | Unread {
  if (name === "-") {
    const bytes = io.input?.() ?? new Uint8Array();
    const text = Buffer.from(bytes).toString("utf8");
    return isUtf8(text, bytes) ? { name: "<stdin>", text } : { name: "<stdin>", reason: NOT_UTF8 };
  }
  const path = resolve(io.cwd, name);
  const text = reader(dirname(path))(basename(path));
  if (typeof text !== "string") return { name, reason: text?.unreadable ?? "there is no such file" };
  expectText(text.length);
  return !text.includes("\ufffd") || isUtf8(text, readFileSync(path))
    ? { name, path, text }
    : { name, reason: NOT_UTF8 };
}

const NOT_UTF8 = "it is not UTF-8";

/** Whether a text is all that the bytes say: what is not UTF-8 would be lost when it is written. */
function isUtf8(text: string, bytes: Uint8Array): boolean {
  return Buffer.from(text, "utf8").equals(bytes);
}
