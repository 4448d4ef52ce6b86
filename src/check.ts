/** The first half of the pipeline: text → tree → topology → rules and promises, problems on the way. Loads no target. */
import { asFound } from "./analysis/found.ts";
import { readConfig } from "./config/config.ts";
import { FACTS, isFacts, judgeFacts, readFacts } from "./facts/facts.ts";
import { judgeAll } from "./judges.ts";
import { build } from "./model/build.ts";
import { expand } from "./model/expand.ts";
import { maybe } from "./model/fields.ts";
import type { Memo } from "./model/memo.ts";
import type { Facts, Topology } from "./model/topology.ts";
import { takeWaivers, type Waiver } from "./model/waivers.ts";
import { textOf, type FileRead } from "./text/source.ts";
import type { Problem, Report } from "./problems/problem.ts";
import { judgeExpectations } from "./promises/judge.ts";
import type { Rule } from "./rules/rule.ts";
import { rules } from "./rules/rules.ts";
import { runRules, type RuleSettings } from "./rules/run.ts";
import { applyWaivers } from "./rules/waive.ts";

export type CompileInput = {
  /** Path of the topology below the project's folder, with `/`. */
  readonly file: string;
  /** Reads a file below the project's folder. */
  readonly read: (path: string) => FileRead;
  /** `--param` values; they win over `param` statements. */
  readonly params?: ReadonlyMap<string, string>;
  /** The text of the project's lbc.json. */
  readonly config?: string;
  /** Names of the files in the folder facts/ that say what was found on the hosts: `web1.json`. */
  readonly facts?: readonly string[];
  /** Severities and options of rules, by code; in place of those of lbc.json. */
  readonly rules?: RuleSettings;
  /** The day it is, as `2027-06-30`: waivers end. Without it they do not. */
  readonly today?: string;
  /** Of the same file before, for who asks again and again; the answer is the same. @internal */
  readonly memo?: Memo;
};

export type { FileRead };
export type Checked = { readonly topology: Topology; readonly problems: readonly Problem[] };

/** Problems after which reading on helps nobody. */
const MAX_PROBLEMS = 1000;

const RANGE = /\[\d+\.\.\d+\]/;

/** Problems about something that is not there: after an error it may be missing for that reason only. */
const FOLLOWS = new Set([
  "expect/unknown-name",
  "nginx/unknown-upstream",
  "nginx/listen-elsewhere",
  "nginx/incomplete",
]);

/** What was read of a topology, and what is wrong with it before any rule is asked. @internal */
export type Reading = Checked & {
  readonly settings: RuleSettings;
  readonly waivers: readonly Waiver[];
  readonly facts: ReadonlyMap<string, Facts>;
};

/** Reads and checks; never throws on any input. `progress` is told of each phase. */
export function check(input: CompileInput, progress?: (phase: string) => void): Checked {
  const reading = begin(input, progress);
  const found = ask(reading, rules);
  progress?.("holding it to its promises");
  return { topology: reading.topology, problems: withRules(reading, found, input.today) };
}

/** Reads what is declared, and asks neither rules nor promises: problems are those of a topology that cannot be understood. @internal */
export function understand(input: CompileInput, progress?: (phase: string) => void): Checked {
  const { topology, problems } = begin(asDeclared(input), progress);
  return { topology, problems };
}

/** Without what was found on hosts. @internal */
export function asDeclared(input: CompileInput): CompileInput {
  return { ...input, facts: [] };
}

/** The first half of a check: `ask` and `withRules` are the others. @internal */
export function begin(input: CompileInput, progress?: (phase: string) => void): Reading {
  const problems: Problem[] = [];
  const report = reporter(problems);
  const { rules: stated, problems: misread } =
    input.config === undefined ? { rules: new Map(), problems: [] } : readConfig(input.config);
  for (const problem of misread) report(problem);
  const { file, read, memo } = input;
  const params = input.params ?? new Map<string, string>();
  const expanded = expand({ file, read, params, ...maybe("memo", memo) }, report);
  const { statements, waivers } = takeWaivers(expanded.statements, report, memo);
  progress?.("reading the names");
  const facts = factsOf(input, report);
  const topology = build(file, statements, report, { ...expanded, facts }, memo);
  progress?.("checking");
  judgeAll(topology, report, memo);
  return { topology, problems, waivers, facts, settings: input.rules ?? stated };
}

function factsOf({ facts = [], read, memo }: CompileInput, report: Report): ReadonlyMap<string, Facts> {
  if (memo === undefined) return readFacts(facts, read, report);
  const texts = memo.same(
    "texts of facts",
    facts.flatMap((name) => [name, read(`${FACTS}/${name}`)]),
  );
  return memo.once("facts", texts, undefined, report, (to) => readFacts(facts, read, to));
}

/** What rules find. @internal */
export function ask({ topology, problems, settings }: Reading, of: readonly Rule[]): readonly Problem[] {
  const found: Problem[] = [];
  // Of a topology that is not understood nothing can be proved.
  if (problems.some((p) => p.severity === "error")) return found;
  runRules(asFound(topology), of, settings, (problem) => found.push(withoutFix(problem)));
  return found;
}

/** All problems, those of promises too, when `found` is what every rule found. @internal */
export function withRules(
  { topology, problems, waivers, facts }: Reading,
  found: readonly Problem[],
  today: string | undefined,
): readonly Problem[] {
  if (problems.some((p) => p.severity === "error")) return problems;
  const all: Problem[] = [];
  const report = reporter(all);
  for (const problem of problems) report(problem);
  judgeFacts(facts, topology.hosts, report);
  const codes = rules.map((rule) => rule.code);
  for (const problem of applyWaivers(found, waivers, codes, today)) report(problem);
  for (const problem of judgeExpectations(topology).problems) report(problem);
  return all;
}

/** Takes each problem once, up to a limit. */
function reporter(into: Problem[]): Report {
  const seen = new Set<string>();
  return (problem) => {
    if (into.length >= MAX_PROBLEMS) return;
    const { code, message, span } = problem;
    // A mistake in the block of a range, or in a snippet, is met once a repetition; in a range each time about
    // another name. What was found on one host says nothing about the next.
    const place = `${code} ${span.source.name} ${span.start} ${span.end}`;
    const key =
      RANGE.test(textOf(span)) && problem.related?.some((r) => isFacts(r.span)) !== true
        ? place
        : `${place} ${message}`;
    if (seen.has(key) || (FOLLOWS.has(code) && into.some((p) => p.severity === "error"))) return;
    seen.add(key);
    into.push(problem);
  };
}

/** No fix edits what was found on a host. */
function withoutFix(problem: Problem): Problem {
  const { fix, ...rest } = problem;
  return fix?.edits.some((edit) => isFacts(edit.span)) === true ? rest : problem;
}
