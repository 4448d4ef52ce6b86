/**
 * Includes, parameters, snippets and ranges: a tree in which only plain statements are left.
 * Statements that hold none of these pass through as they are, so that the common case costs nothing.
 */
import type { Problem, Report } from "../problems/problem.ts";
import { parse } from "../syntax/parse.ts";
import type { Statement, Tree, Word } from "../syntax/tree.ts";
import type { Source } from "../text/source.ts";
import { didYouMean } from "../text/suggest.ts";
import { isLandmark } from "../vocabulary/vocabulary.ts";
import { isRegexPlace, rangeLengths, stepRanges } from "./ranges.ts";

export type ExpandInput = {
  readonly file: string;
  readonly read: (path: string) => string | undefined;
  readonly params: ReadonlyMap<string, string>;
};

/** Statements all files together may expand to, uses of snippets counted as well. */
const MAX_STATEMENTS = 500_000;

type State = {
  readonly input: ExpandInput;
  readonly report: Report;
  readonly params: Map<string, string>;
  readonly snippets: Map<string, Statement>;
  readonly trees: Tree[];
  /** Includes and uses under way, for the ring in a message. */
  readonly including: string[];
  readonly using: string[];
  count: number;
  full: boolean;
};

/** Reads the file and what it includes. */
export function expand(
  input: ExpandInput,
  report: Report,
): { readonly statements: Statement[]; readonly trees: readonly Tree[] } {
  const state: State = {
    input,
    report,
    params: new Map(),
    snippets: new Map(),
    trees: [],
    including: [],
    using: [],
    count: 0,
    full: false,
  };
  const text = input.read(input.file);
  const statements: Statement[] = [];
  if (text === undefined) {
    const source = { name: input.file, text: "" };
    const help = "name a topology of at most 8 MiB; `lbc init` writes a first one";
    report({
      code: "file/unreadable",
      severity: "error",
      message: `cannot read ${input.file}`,
      span: spanOf(source),
      help,
    });
  } else {
    const loaded = load(input.file, text, state);
    collect(loaded, state);
    spliceAll(loaded, state, "top", statements);
  }
  for (const [name, value] of input.params) {
    void value;
    if (!state.params.has(name)) {
      const source = state.trees[0]?.source ?? { name: input.file, text: "" };
      const meant = didYouMean(name, state.params.keys());
      const help =
        meant === undefined ? `add \`param ${name} VALUE\` to the file` : `did you mean \`${meant}\`?`;
      report({
        code: "param/unknown",
        severity: "error",
        message: `--param ${name}: the file has no such param`,
        span: spanOf(source),
        help,
      });
    }
  }
  return { statements, trees: state.trees };
}

function spanOf(source: Source) {
  return { source, start: 0, end: 0 };
}

/** Parses a file and splices its top-level includes. */
function load(file: string, text: string, state: State): Statement[] {
  const tree = parse({ name: file, text }, state.report, isLandmark);
  state.trees.push(tree);
  state.including.push(file);
  const out: Statement[] = [];
  for (const statement of tree.statements) {
    if (statement.words[0].value === "include") include(statement, state, out);
    else out.push(statement);
  }
  state.including.pop();
  return out;
}

function include(statement: Statement, state: State, into: Statement[]): void {
  const target = statement.words[1];
  const problem = (message: string, help: string): void =>
    state.report({ code: "file/include", severity: "error", message, span: target ?? statement, help });
  if (target === undefined || statement.words.length > 2 || statement.block !== undefined) {
    problem("`include` takes one file", 'write `include "hosts.lb"`');
    return;
  }
  const path = resolve(state.including.at(-1) ?? "", target.value);
  if (path === undefined) {
    problem(
      `\`${target.value}\` is outside the project's folder`,
      "include files beside or below the topology",
    );
    return;
  }
  if (state.including.includes(path)) {
    const ring = [...state.including.slice(state.including.indexOf(path)), path].join(" → ");
    problem(`the files include each other: ${ring}`, "remove one of the includes");
    return;
  }
  if (state.trees.length >= 1000) {
    problem("more than 1000 included files", "include each file once");
    return;
  }
  const text = state.input.read(path);
  if (text === undefined)
    problem(`cannot read ${path}`, "check the name; it is taken from the including file's folder");
  else for (const inner of load(path, text, state)) into.push(inner);
}

/** The path of an included file below the project's folder; undefined when it leaves the folder. */
export function resolve(from: string, target: string): string | undefined {
  if (target === "" || target.startsWith("/") || /^[A-Za-z]:|[\\\0]/.test(target)) return undefined;
  const parts = from.split("/").slice(0, -1);
  for (const part of target.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}

/** Takes `param` and `snippet` declarations, wherever in the file they stand. */
function collect(statements: readonly Statement[], state: State): void {
  const places = new Map<string, Statement>();
  for (const statement of statements) {
    const [keyword, name, value] = statement.words;
    if (keyword.value !== "param" && keyword.value !== "snippet") continue;
    if (name === undefined || !/^[A-Za-z_][A-Za-z0-9_-]{0,62}$/.test(name.value)) {
      const help = keyword.value === "param" ? "write `param NAME VALUE`" : "write `snippet NAME { … }`";
      state.report({
        code: "word/arguments",
        severity: "error",
        message: `\`${keyword.value}\` needs a NAME`,
        span: name ?? keyword,
        help,
      });
      continue;
    }
    const key = `${keyword.value} ${name.value}`;
    const first = places.get(key);
    if (first !== undefined) {
      duplicate(key, name, first, state.report);
      continue;
    }
    places.set(key, statement);
    if (keyword.value === "snippet") {
      if (statement.block === undefined || statement.words.length > 2) {
        const message = "`snippet` takes a NAME and a block";
        state.report({
          code: "word/arguments",
          severity: "error",
          message,
          span: keyword,
          help: "write `snippet NAME { … }`",
        });
      } else state.snippets.set(name.value, statement);
    } else if (value === undefined || statement.words.length > 3 || statement.block !== undefined) {
      const message = "`param` takes a NAME and one VALUE";
      state.report({
        code: "word/arguments",
        severity: "error",
        message,
        span: keyword,
        help: "quote a value with spaces",
      });
    } else {
      state.params.set(name.value, state.input.params.get(name.value) ?? substitute(value, state).value);
    }
  }
}

function duplicate(what: string, at: Word, first: Statement, report: Report): void {
  const related: Problem["related"] = [{ span: first, message: "first declared here" }];
  report({
    code: "name/duplicate",
    severity: "error",
    message: `\`${what}\` is declared twice`,
    span: at,
    related,
    help: "rename or remove one",
  });
}

/** `$(name)` in a word; in native text a `$(` that names no parameter is left alone. */
function substitute(word: Word, state: State, native = false): Word {
  if (!word.value.includes("$(")) return word;
  let unknown = false;
  const value = word.value.replace(/\$\(([A-Za-z_][A-Za-z0-9_-]*)\)/g, (whole, name: string) => {
    const known = state.params.get(name);
    if (known !== undefined) return known;
    if (!native) {
      unknown = true;
      const meant = didYouMean(name, state.params.keys());
      const help = meant === undefined ? `add \`param ${name} VALUE\`` : `did you mean \`$(${meant})\`?`;
      state.report({
        code: "param/unknown",
        severity: "error",
        message: `no param is called \`${name}\``,
        span: word,
        help,
      });
    }
    return whole;
  });
  if (value.length > 65_536) {
    state.report({
      code: "param/too-long",
      severity: "error",
      message: "the parameters make this word longer than 65536 characters",
      span: word,
    });
    return { ...word, reported: true };
  }
  if (unknown) return { ...word, value, reported: true };
  return value === word.value ? word : { ...word, value };
}

/** What kind of statements these are: declarations, a block of lbc's own words, or native ones. */
type Place = "top" | "block" | "native" | "upstream";

function spliceAll(
  statements: readonly Statement[],
  state: State,
  place: Place,
  into: Statement[],
  step?: Step,
): void {
  for (const statement of statements) {
    if (state.full) return;
    if (place === "top" && isPlain(statement)) into.push(statement);
    else splice(statement, state, place, into, step);
  }
}

/** Whether a declaration holds nothing that could be replaced: then it need not be walked. */
function isPlain({ source, start, end }: Statement): boolean {
  return !/\$\(|\.\.\d|\b(?:use|include|param|snippet)\b/.test(source.text.slice(start, end));
}

/** The range that an enclosing declaration steps through. */
type Step = { readonly length: number; readonly index: number };

function innerPlace(statement: Statement, place: Place): Place {
  const keyword = statement.words[0].value;
  if (place === "top") return keyword === "nginx" ? "native" : "block";
  if (place === "block") return keyword === "keepalived" ? "native" : "block";
  return keyword === "upstream" ? "upstream" : "native";
}

function splice(
  original: Statement,
  state: State,
  place: Place,
  into: Statement[],
  step: Step | undefined,
): void {
  const keyword = original.words[0].value;
  if (place === "top" && (keyword === "param" || keyword === "snippet")) return;
  if (keyword === "use" && place !== "top" && use(original, state, place, into, step)) return;
  const native = place === "native" || place === "upstream";
  const words = original.words.map((w) => substitute(w, state, native));
  const noted = new Set<Word>();
  if (keyword === "include" && place === "block") {
    const included: Statement[] = [];
    state.including.push(original.source.name);
    include(original, state, included);
    spliceAll(included, state, place, into, step);
    state.including.pop();
    return;
  }
  const inPlace = place === "top" ? words.findIndex((w, i) => i > 1 && w.value === "on") : -1;
  const ranged = words.map((w, i) => {
    if (isRegexPlace(words, i, native)) return [];
    return rangeLengths(w, (problem) => {
      noted.add(w);
      state.report(problem);
    });
  });
  const head = inPlace < 0 ? ranged : ranged.slice(0, inPlace);
  const lengths = new Set(head.flat());
  if (step !== undefined) lengths.delete(step.length);
  if (lengths.size > 1) {
    const shown = [...lengths].join(" and ");
    const message = `ranges of ${shown} in one statement cannot step together`;
    state.report({
      code: "range/length",
      severity: "error",
      message,
      span: original,
      help: "give them the same length",
    });
    return;
  }
  const [own] = lengths;
  const times = own ?? 1;
  for (let index = 0; index < times; index++) {
    if (tooMany(original, state)) return;
    const steps = [
      ...(own === undefined ? [] : [{ length: own, index }]),
      ...(step === undefined ? [] : [step]),
    ];
    const expanded = words.flatMap((w, i): Word[] => {
      const lengthsHere = ranged[i] ?? [];
      if (noted.has(w)) return [{ ...w, reported: true }];
      if (lengthsHere.length === 0) return [w];
      if (inPlace >= 0 && i > inPlace) {
        const stepping = steps.find((s) => lengthsHere.every((l) => l === s.length));
        if (stepping !== undefined) return [stepRanges(w, stepping.index)];
        const [all = 0] = new Set(lengthsHere);
        if (tooMany(original, state, all)) return [];
        return Array.from({ length: all }, (_, k) => stepRanges(w, k));
      }
      const stepping = steps.find((s) => s.length === lengthsHere[0]);
      return [stepRanges(w, stepping?.index ?? 0)];
    });
    const [first, ...rest] = expanded;
    if (first === undefined) continue;
    const changed =
      own !== undefined || step !== undefined || expanded.some((w, i) => w !== original.words[i]);
    let block = original.block;
    if (block !== undefined) {
      const inner: Statement[] = [];
      const innerStep = own !== undefined ? { length: own, index } : step;
      spliceAll(block, state, innerPlace(original, place), inner, innerStep);
      block = inner;
    }
    if (!changed && block === original.block) into.push(original);
    else {
      const { source, start, end } = original;
      into.push({ source, start, end, words: [first, ...rest], ...(block === undefined ? {} : { block }) });
    }
  }
}

/** Counts a statement, or names in one; true, and reported once, when there are too many. */
function tooMany(statement: Statement, state: State, count = 1): boolean {
  if (!state.full && (state.count += count) > MAX_STATEMENTS) {
    state.full = true;
    const message = `the ranges and snippets make more than ${MAX_STATEMENTS} statements`;
    state.report({
      code: "range/too-large",
      severity: "error",
      message,
      span: statement,
      help: "use smaller ranges",
    });
  }
  return state.full;
}

/** Splices a snippet; false when the statement is nginx's own `use`. */
function use(
  statement: Statement,
  state: State,
  place: Place,
  into: Statement[],
  step: Step | undefined,
): boolean {
  const name = statement.words[1];
  const snippet = name === undefined ? undefined : state.snippets.get(name.value);
  if (snippet === undefined || name === undefined || statement.words.length !== 2) {
    if (place === "native" || place === "upstream") return false;
    const meant = name === undefined ? undefined : didYouMean(name.value, state.snippets.keys());
    const help = meant === undefined ? "declare it with `snippet NAME { … }`" : `did you mean \`${meant}\`?`;
    const message = name === undefined ? "`use` needs a NAME" : `no snippet is called \`${name.value}\``;
    state.report({ code: "name/unknown", severity: "error", message, span: name ?? statement, help });
    return true;
  }
  if (state.using.includes(name.value)) {
    const ring = [...state.using.slice(state.using.indexOf(name.value)), name.value].join(" → ");
    const message = `the snippets use each other: ${ring}`;
    state.report({
      code: "name/cycle",
      severity: "error",
      message,
      span: statement,
      help: "remove one `use`",
    });
    return true;
  }
  if (tooMany(statement, state)) return true;
  state.using.push(name.value);
  spliceAll(snippet.block ?? [], state, place, into, step);
  state.using.pop();
  return true;
}
