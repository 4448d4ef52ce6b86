/** Applies safe fixes, and proves by building before and after that nothing else changes. */
import { asDeclared, check, type CompileInput } from "./check.ts";
import { compile } from "./compile.ts";
import type { Fix, Problem } from "./problems/problem.ts";
import type { RuleSettings } from "./rules/run.ts";
import { rules } from "./rules/rules.ts";
import type { Artifact } from "./targets/artifact.ts";
import type { Span } from "./text/source.ts";

export type Fixed = {
  /** New texts of the files that change. */
  readonly files: ReadonlyMap<string, string>;
  readonly applied: readonly Problem[];
  /** Fixes that would have changed more than what they mend, and so were left. */
  readonly left: readonly Problem[];
};

/** One at a time, each judged on what the others left. At most this many. */
const MOST = 500;

/** Judged by what is declared: what was found on hosts stays so, whatever the topology says. */
export function fixAll(given: CompileInput): Fixed {
  const input = asDeclared(given);
  const files = new Map<string, string>();
  const read = (path: string) => files.get(path) ?? input.read(path);
  const now: CompileInput = { ...input, read };
  const applied: Problem[] = [];
  const left: Problem[] = [];
  const tried = new Set<string>();
  for (let round = 0; round < MOST; round++) {
    const { problems } = check(now);
    const next = problems.find((p) => p.fix?.safe === true && !tried.has(keyOf(p)));
    if (next?.fix === undefined) break;
    const texts = edited(next.fix, read);
    const after: CompileInput = { ...input, read: (path) => texts.get(path) ?? read(path) };
    if (isProven(now, after, next, problems)) {
      for (const [path, text] of texts) files.set(path, text);
      applied.push(next);
    } else {
      tried.add(keyOf(next));
      left.push(next);
    }
  }
  return { files, applied, left };
}

function keyOf({ code, span, message }: Problem): string {
  return `${code} ${span.source.name} ${span.source.text.slice(span.start, span.end)} ${message}`;
}

/** The files a fix touches, changed. */
function edited(fix: Fix, read: CompileInput["read"]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { span, text } of [...fix.edits].sort((a, b) => b.span.start - a.span.start)) {
    const { name } = span.source;
    const before = texts.get(name) ?? read(name);
    if (typeof before !== "string") continue; // read a moment ago
    texts.set(name, before.slice(0, span.start) + text + before.slice(span.end));
  }
  return texts;
}

/** The problem is gone, none is new, and every emitted line that changed was caused by what the fix edited. */
function isProven(
  before: CompileInput,
  after: CompileInput,
  mended: Problem,
  problems: readonly Problem[],
): boolean {
  const left = check(after).problems;
  const counts = (list: readonly Problem[]) => {
    const out = new Map<string, number>();
    for (const p of list) out.set(p.code, (out.get(p.code) ?? 0) + 1);
    return out;
  };
  const had = counts(problems);
  const has = counts(left);
  if ((has.get(mended.code) ?? 0) >= (had.get(mended.code) ?? 0)) return false;
  if ([...has].some(([code, n]) => n > (had.get(code) ?? 0))) return false;
  const edits = mended.fix?.edits ?? [];
  const old = compile({ ...before, rules: silent });
  const fresh = compile({ ...after, rules: silent });
  const stated = (lines: Artifact["lines"], spans: readonly Span[]) =>
    lines.every(({ span }) => span === undefined || spans.some((edit) => touches(span, edit)));
  const was = linesOf(old.artifacts);
  const is = linesOf(fresh.artifacts);
  const gone = changed(was, is);
  const come = changed(is, was);
  return (
    stated(
      gone,
      edits.map((e) => e.span),
    ) && stated(come, shifted(edits))
  );
}

/** Rules judge twice here; what is emitted does not depend on them. */
const silent: RuleSettings = new Map(rules.map((rule) => [rule.code, { severity: "off" }] as const));

function linesOf(artifacts: readonly Artifact[]): ReadonlyMap<string, Artifact["lines"]> {
  return new Map(artifacts.map(({ path, lines }) => [path, lines]));
}

/** Lines that the other build does not have as often in the same file. */
function changed(
  of: ReadonlyMap<string, Artifact["lines"]>,
  other: ReadonlyMap<string, Artifact["lines"]>,
): Artifact["lines"] {
  return [...of].flatMap(([path, lines]) => {
    const there = new Map<string, number>();
    for (const { text } of other.get(path) ?? []) there.set(text, (there.get(text) ?? 0) + 1);
    return lines.filter(({ text }) => {
      const left = there.get(text) ?? 0;
      there.set(text, left - 1);
      return left <= 0;
    });
  });
}

function touches(span: Span, edit: Span): boolean {
  return span.source.name === edit.source.name && span.start <= edit.end && edit.start <= span.end;
}

/** Where the edits' texts stand afterwards. */
function shifted(edits: Fix["edits"]): readonly Span[] {
  const moved = new Map<string, number>();
  return [...edits]
    .sort((a, b) => a.span.start - b.span.start)
    .map(({ span, text }) => {
      const { name } = span.source;
      const by = moved.get(name) ?? 0;
      moved.set(name, by + text.length - (span.end - span.start));
      return { source: span.source, start: span.start + by, end: span.start + by + text.length };
    });
}
