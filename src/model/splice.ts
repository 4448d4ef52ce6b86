/** Ranges and snippets: statements become the plain ones that they stand for. */
import { isKeeping, keeping, textTest } from "../syntax/kept.ts";
import type { Statement, Word } from "../syntax/tree.ts";
import type { Source } from "../text/source.ts";
import { didYouMean } from "../text/suggest.ts";
import { MAX_STATEMENTS, tooMany, type Expansion } from "./expansion.ts";
import { include } from "./includes.ts";
import type { Memo } from "./memo.ts";
import { substitute } from "./params.ts";
import { isRegexPlace, rangeLengths, stepRanges } from "./ranges.ts";

/** What kind of statements these are: declarations, a block of lbc's own words, or native ones. */
type Place = "top" | "block" | "native" | "upstream";

export function spliceAll(
  statements: readonly Statement[],
  state: Expansion,
  place: Place,
  into: Statement[],
  step?: Step,
): void {
  const { memo } = state.input;
  const plain = place === "top" ? memo?.each("is plain", statements, undefined, isPlain).values : undefined;
  const isKept = isKeeping(statements);
  if (isKept) keeping(into);
  // What is in use, and where a range is, is not of the statement alone.
  const isAlone = place === "top" || (isKept && step === undefined && state.using.length === 0);
  for (let i = 0; i < statements.length; i++) {
    const statement = statements[i];
    if (state.full || statement === undefined) return;
    if (place === "top" && (plain?.[i] ?? isPlain(statement))) into.push(statement);
    else if (isAlone && memo !== undefined) spliceOnce(statement, state, place, memo, into);
    else splice(statement, state, place, into, step);
  }
}

/** As before, while neither the statement nor a param nor a snippet has changed. */
function spliceOnce(
  statement: Statement,
  state: Expansion,
  place: Place,
  memo: Memo,
  into: Statement[],
): void {
  const isNative = place === "native" || place === "upstream";
  // What a file inside a block says, and where the limit is reached, is not of the statement alone.
  if (
    (!isNative && (mayInclude(statement) || [...state.snippets.values()].some(mayInclude))) ||
    state.lacksFile ||
    state.count > MAX_STATEMENTS / 2
  ) {
    splice(statement, state, place, into, undefined);
    return;
  }
  const before = state.count;
  const { out, count, used } = memo.once(
    `expansion ${place}`,
    statement,
    state.env,
    state.report,
    (report) => {
      const out: Statement[] = [];
      const own: Expansion = { ...state, report, used: new Set() };
      splice(statement, own, place, out, undefined);
      return { out, count: own.count - before, used: own.used };
    },
  );
  state.count = before + count;
  state.full ||= state.count > MAX_STATEMENTS;
  for (const name of used) state.used.add(name);
  for (const one of out) into.push(one);
}

const mayInclude = textTest((text) => /\binclude\b/.test(text));

/** Whether nothing of the kind is in a whole text; where something is, it may be in a comment. */
const plain = new WeakMap<Source, boolean>();
const SIGNS = ["$(", "..", "use", "include", "param", "snippet"];

function isPlainText(source: Source): boolean {
  let known = plain.get(source);
  if (known === undefined) plain.set(source, (known = !SIGNS.some((sign) => source.text.includes(sign))));
  return known;
}

/** Whether a declaration holds nothing that could be replaced: then it need not be walked. */
const mayChange = textTest((text) => /\$\(|\.\.\d|\b(?:use|include|param|snippet)\b/.test(text));
const isPlain = (statement: Statement): boolean =>
  (statement.source.head === undefined && isPlainText(statement.source)) || !mayChange(statement);

/** The range that an enclosing declaration steps through. */
type Step = { readonly length: number; readonly index: number };

function innerPlace(statement: Statement, place: Place): Place {
  const { keyword } = statement;
  if (place === "top") return keyword === "nginx" || keyword === "global_defs" ? "native" : "block";
  if (place === "block") return keyword === "keepalived" ? "native" : "block";
  return keyword === "upstream" ? "upstream" : "native";
}

function splice(
  original: Statement,
  state: Expansion,
  place: Place,
  into: Statement[],
  step: Step | undefined,
): void {
  const { keyword, words: written, block: inner } = original;
  if (place === "top" && (keyword === "param" || keyword === "snippet")) return;
  if (keyword === "use" && place !== "top" && use(original, state, place, into, step)) return;
  const native = place === "native" || place === "upstream";
  const words = written.map((w) => substitute(w, state, native));
  const noted = new Set<Word>();
  if (keyword === "include" && place === "block") {
    const included: Statement[] = [];
    state.including.push(original.source.file ?? original.source.name);
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
    // What is repeated counts by its words as well.
    if (tooMany(original, state, own === undefined ? 1 : 1 + (words.length >> 2))) return;
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
    const { source, start, end } = original;
    if (inner !== undefined) {
      const block: Statement[] = [];
      const innerStep = own !== undefined ? { length: own, index } : step;
      spliceAll(inner, state, innerPlace(original, place), block, innerStep);
      into.push({ source, start, end, keyword: first.value, words: [first, ...rest], block });
    } else if (own !== undefined || step !== undefined || expanded.some((w, i) => w !== written[i]))
      into.push({ source, start, end, keyword: first.value, words: [first, ...rest] });
    else into.push(original);
  }
}

/** A statement that stands for what is missing in its block. */
function reportedStatement({ source, start, end, words: [keyword] }: Statement): Statement {
  return { source, start, end, keyword: keyword.value, words: [{ ...keyword, reported: true }] };
}

/** Splices a snippet; false when the statement is nginx's own `use`. */
function use(
  statement: Statement,
  state: Expansion,
  place: Place,
  into: Statement[],
  step: Step | undefined,
): boolean {
  const { words } = statement;
  const name = words[1];
  const snippet = name === undefined ? undefined : state.snippets.get(name.value);
  if (snippet === undefined || name === undefined || words.length !== 2) {
    if (place === "native" || place === "upstream") return false;
    if (state.lacksName && name !== undefined) {
      into.push(reportedStatement(statement));
      return true;
    }
    const meant = name === undefined ? undefined : didYouMean(name.value, state.snippets.keys());
    const help = meant === undefined ? "declare it with `snippet NAME { … }`" : `did you mean \`${meant}\`?`;
    const message = name === undefined ? "`use` needs a NAME" : `no snippet is called \`${name.value}\``;
    state.report({ code: "name/unknown", severity: "error", message, span: name ?? statement, help });
    into.push(reportedStatement(statement));
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
  state.used.add(`snippet ${name.value}`);
  spliceAll(snippet.block ?? [], state, place, into, step);
  state.using.pop();
  return true;
}
