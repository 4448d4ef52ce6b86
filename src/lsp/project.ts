/** One topology with the files it includes, as they are in the editor now. */
import type { Range } from "vscode-languageserver-protocol";
import {
  ask,
  begin,
  withRules,
  type Checked,
  type CompileInput,
  type FileRead,
  type Reading,
} from "../check.ts";
import { CONFIG } from "../config/config.ts";
import { resolve } from "../model/includes.ts";
import { memo } from "../model/memo.ts";
import type { Topology } from "../model/topology.ts";
import type { Problem } from "../problems/problem.ts";
import { rules } from "../rules/rules.ts";
import { parse } from "../syntax/parse.ts";
import type { Tree } from "../syntax/tree.ts";
import { inWhole, type Span } from "../text/source.ts";
import { isLandmark } from "../vocabulary/vocabulary.ts";
import { rangeOf } from "./positions.ts";
import type { Surroundings } from "./surroundings.ts";
import { join } from "./uri.ts";

export type Project = {
  /** Key of the folder that its paths are below. */
  readonly folder: string;
  /** Path of the topology. */
  readonly file: string;
  readonly input: () => CompileInput;
  /** With every rule. */
  readonly check: () => Checked;
  /** What is known at once: the language's problems as they are, the rules' as they last were. */
  readonly soon: () => readonly Problem[];
  /** Asks one more rule; false when all have been asked. */
  readonly step: () => boolean;
  /** Undefined when it could not be read. */
  readonly tree: (path: string) => Tree | undefined;
  /** The topology, then what it includes. */
  readonly paths: () => readonly string[];
  readonly uriOf: (path: string) => string;
  /** Whether what it says depends on a file, be it that the file is absent. */
  readonly reads: (key: string) => boolean;
  /** Forgets what it knows of a file. */
  readonly touch: (key: string) => void;
  /** Where a span of the topology or of a problem lies now; undefined when its text is gone. */
  readonly locate: (span: Span) => Located | undefined;
  /** The topology if nothing is wrong with its language, for what is derived from it. */
  readonly sound: () => Topology | undefined;
};

export type Located = {
  readonly path: string;
  /** Where the part of the file begins that moves as one, from 0. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly range: () => Range;
};
export type ReadFile = (folder: string, path: string) => FileRead;

export function project(
  folder: string,
  file: string,
  readFile: ReadFile,
  { today, facts = () => [] }: Pick<Surroundings, "today" | "facts">,
): Project {
  let kept = memo();
  let reading: Reading | undefined;
  let checked: Checked | undefined;
  /** What rules found, and how many have been asked. */
  let found: Problem[] = [];
  let asked = 0;
  /** What came of it when all had been asked. */
  let last: readonly Problem[] = [];
  let paths: readonly string[] | undefined;
  const texts = new Map<string, FileRead>();
  const trees = new Map<string, Tree>();
  const text = (path: string): FileRead => {
    const key = join(folder, path);
    if (!texts.has(key)) texts.set(key, readFile(folder, path));
    return texts.get(key);
  };
  const tree = (path: string): Tree | undefined => {
    const now = text(path);
    if (typeof now !== "string") return undefined;
    let known = trees.get(path);
    if (known?.source.text !== now) {
      known = parse({ name: path, text: now }, () => undefined, isLandmark);
      trees.set(path, known);
    }
    return known;
  };
  const input = (): CompileInput => {
    const config = text(CONFIG);
    return {
      file,
      read: text,
      today: today(),
      facts: facts(folder),
      ...(typeof config === "string" ? { config } : {}),
    };
  };
  const readNow = (): Reading => {
    if (reading === undefined) {
      try {
        reading = begin({ ...input(), memo: kept });
      } catch (error) {
        // What was being made is half made.
        kept = memo();
        throw error;
      }
      found = [];
      asked = 0;
    }
    return reading;
  };
  const step = (): boolean => {
    const now = readNow();
    if (asked >= rules.length || !isSound(now)) return false;
    for (const problem of ask(now, rules.slice(asked, ++asked))) found.push(problem);
    return true;
  };
  const checkNow = (): Checked => {
    while (step());
    const now = readNow();
    if (checked === undefined) {
      checked = { topology: now.topology, problems: withRules(now, found, today()) };
      const own = new Set(now.problems);
      if (isSound(now)) last = checked.problems.filter((p) => !own.has(p));
    }
    return checked;
  };
  return {
    folder,
    file,
    input,
    check: checkNow,
    soon: () => {
      const now = readNow();
      return asked === rules.length || !isSound(now) ? checkNow().problems : [...now.problems, ...last];
    },
    step,
    tree,
    paths: () => (paths ??= closure(file, text)),
    uriOf: (path) => join(folder, path),
    reads: (key) => texts.has(key),
    touch: (key) => {
      texts.delete(key);
      reading = undefined;
      checked = undefined;
      paths = undefined;
    },
    locate: (span) => {
      const whole = inWhole(span);
      const part = kept.offsetOf(whole.source);
      if (part === undefined && whole.source.file !== undefined) return undefined;
      const { file: path, offset, line: first } = part ?? { file: whole.source.name, offset: 0, line: 0 };
      const line = first + whole.line;
      return {
        path,
        line,
        start: offset + whole.start,
        end: offset + whole.end,
        range: () => {
          const { start: from, end: to } = rangeOf(span.source, span.start, span.end);
          return { start: { ...from, line: from.line + line }, end: { ...to, line: to.line + line } };
        },
      };
    },
    sound: () => (isSound(readNow()) ? readNow().topology : undefined),
  };
}

function isSound({ problems }: Reading): boolean {
  return problems.every((p) => p.severity !== "error");
}

const INCLUDE = /(?:^|[;{}])[ \t]*include[ \t]+(?:"([^"\r\n]+)"|'([^'\r\n]+)'|([^\s;"'{}]+))/gm;

/** What a text includes by lbc's `include`, or by nginx's of the same form; as written. */
export function includesOf(text: string): readonly string[] {
  const read = text.startsWith("\ufeff") ? text.slice(1) : text;
  return read.includes("include") ? [...read.matchAll(INCLUDE)].map((m) => m[1] ?? m[2] ?? m[3] ?? "") : [];
}

/** A topology's path, and those of the files it includes that can be read. */
export function closure(file: string, text: (path: string) => FileRead): readonly string[] {
  const found = new Set<string>();
  const visit = (path: string) => {
    if (found.has(path) || found.size > 1000) return;
    const source = text(path);
    if (typeof source !== "string") return;
    found.add(path);
    for (const target of includesOf(source)) {
      const inner = resolve(path, target);
      if (inner?.endsWith(".lb") === true) visit(inner);
    }
  };
  visit(file);
  return [...found];
}
