/** Judges the arguments of a directive by the catalogue of their values. */
import { readOffset } from "../semantics/nginx/words.ts";
import type { Argument, Directive } from "./directive.ts";
import type { Version } from "./version.ts";
import type { Problem, Report } from "../problems/problem.ts";
import type { Span } from "../text/source.ts";
import { didYouMean } from "../text/suggest.ts";
import { compareVersions } from "./version.ts";
import {
  holds,
  nginxArguments,
  shown,
  type Alternative,
  type Form,
  type NginxValue,
  type Term,
} from "./nginx-values.ts";

/** Parameters of a server in an upstream, which lbc also takes as `weight 2`. */
export const SERVER_PAIRS: ReadonlySet<string> = new Set([
  "weight",
  "max_conns",
  "max_fails",
  "fail_timeout",
  "slow_start",
  "route",
  "service",
]);

/** `head` is the place of the keyword. */
export function judgeArguments(
  { name, args: written }: Directive,
  head: Span,
  { version, report }: { readonly version: Version; readonly report: Report },
): void {
  const known = nginxArguments(name);
  // A block of code is no word.
  if (known === undefined || written.at(-1)?.quote === "{") return;
  const args = name === "server" ? joinPairs(written) : written;
  const form = formOf(known.forms, args.length);
  if (form === undefined) return;
  const { terms, repeated, needed } = form;
  const after = terms.length - 1 - repeated;
  if (
    terms.length === 1 &&
    terms[0]?.anyCase === true &&
    terms[0].repeats &&
    args.length > 1 &&
    name !== "limit_except"
  )
    judgeTwice(args, report);
  for (let i = 0; i < args.length; i++) {
    const fromEnd = args.length - i;
    const at = repeated < 0 || i < repeated ? i : fromEnd <= after ? terms.length - fromEnd : repeated;
    const arg = args[i];
    const term = terms[at];
    if (arg === undefined || term === undefined) continue;
    const problem = problemOf(arg, term, name, version);
    // What follows a word that is wrong is wrong because of it, more often than not.
    if (problem !== undefined) {
      report(problem);
      return;
    }
  }
  if (needed.length === 0 || args.some(({ value }) => needed.some((a) => accepts(a, value, false)))) return;
  const texts = needed.map((a) => (a.text === "" ? "an address" : `\`${a.text}\``)).join(" or ");
  report({
    code: "nginx/value",
    severity: "error",
    message: `\`${name}\` needs ${texts}: nginx refuses the configuration`,
    span: head,
    help: `add ${texts}`,
  });
}

/** In a list of words: nginx takes it, and warns. */
function judgeTwice(args: readonly Argument[], report: Report): void {
  const seen = new Set<string>();
  for (const { value, span } of args) {
    if (seen.has(value.toLowerCase()))
      report({
        code: "nginx/value",
        severity: "warning",
        message: `\`${value}\` stands twice: nginx warns`,
        span,
        help: "keep one",
      });
    seen.add(value.toLowerCase());
  }
}

function formOf(forms: readonly Form[], count: number): Form | undefined {
  for (const form of forms) {
    const { length } = form.terms;
    if (form.repeated < 0 ? count === length : count >= length - 1) return form;
  }
  return undefined;
}

/** `weight 2` → `weight=2`, at the place of both. */
function joinPairs(args: readonly Argument[]): readonly Argument[] {
  const out: Argument[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    const next = args[i + 1];
    if (arg === undefined) break;
    if (i > 0 && next !== undefined && SERVER_PAIRS.has(arg.value)) {
      const span = { ...arg.span, end: Math.max(arg.span.end, next.span.end) };
      out.push({ value: `${arg.value}=${next.value}`, quote: "", span });
      i++;
    } else out.push(arg);
  }
  return out;
}

function accepts({ text: own, value }: Alternative, text: string, anyCase: boolean): boolean {
  if (value === undefined) return own === text || (anyCase && own.toLowerCase() === text.toLowerCase());
  return text.startsWith(own) && holds(value, text.slice(own.length));
}

function exists({ since, removed }: Alternative, version: Version): boolean {
  return (
    (since === undefined || compareVersions(version, since) >= 0) &&
    (removed === undefined || compareVersions(version, removed) < 0)
  );
}

const MOST_TAKEN = 1000;

function isTaken({ alternatives, anyCase, taken }: Term, text: string, version: Version): boolean {
  if (taken.get(text) === version) return true;
  for (const a of alternatives) {
    if (!accepts(a, text, anyCase) || !exists(a, version)) continue;
    if (taken.size < MOST_TAKEN) taken.set(text, version);
    return true;
  }
  return false;
}

/** What is wrong with an argument. */
function problemOf(
  { value: text, span }: Argument,
  term: Term,
  name: string,
  version: Version,
): Problem | undefined {
  if (!term.mixed && isTaken(term, text, version)) return undefined;
  const { alternatives, anyCase } = term;
  const keyed = alternatives.filter((a) => a.key !== "" && text.startsWith(a.key));
  const meant = keyed.length > 0 ? keyed : alternatives;
  const fitting = [...alternatives.filter((a) => a.value?.kind === "var"), ...meant].filter((a) =>
    accepts(a, text, anyCase),
  );
  if (fitting.some((a) => exists(a, version))) return undefined;
  const quoted = text === "" ? '""' : text.slice(0, 60);
  const late = fitting.find((a) => a.since !== undefined);
  if (late?.since !== undefined) {
    const what = late.value?.kind === "var" ? "with a variable" : `with \`${quoted}\``;
    return {
      code: "nginx/version",
      severity: "error",
      message: `\`${name}\` ${what} came with nginx ${late.since.join(".")}; the target is ${version.join(".")}`,
      span,
      help: "remove it, or raise `target { nginx VERSION }`",
    };
  }
  return {
    code: "nginx/value",
    severity: "error",
    message: `\`${name}\` does not take \`${quoted}\`: nginx refuses the configuration`,
    span,
    help: helpFor(
      text,
      meant.filter((a) => exists(a, version)),
      keyed.length > 0,
    ),
  };
}

function helpFor(text: string, alternatives: readonly Alternative[], keyed: boolean): string {
  for (const { text: own, value } of alternatives) {
    if (value === undefined || !text.startsWith(own)) continue;
    const better = respelt(value, text.slice(own.length));
    if (better !== undefined) return `did you mean \`${own}${better}\`?`;
  }
  if (!keyed) {
    const equals = text.indexOf("=") + 1;
    const head = text.slice(0, equals === 0 ? undefined : equals);
    const words = alternatives.filter((a) => a.text !== "");
    const near = didYouMean(
      text,
      words.flatMap((a) => (a.value === undefined ? [a.text] : [])),
    );
    const key =
      near === undefined
        ? didYouMean(
            head,
            words.flatMap((a) => (a.value === undefined ? [] : [a.text])),
          )
        : undefined;
    if (near !== undefined) return `did you mean \`${near}\`?`;
    if (key !== undefined) return `did you mean \`${key}${equals === 0 ? "…" : text.slice(equals)}\`?`;
  }
  const ways = alternatives.map(({ text: own, value }) => {
    if (value === undefined) return `\`${own}\``;
    if (own === "") return shown(value);
    return keyed ? `${shown(value)} after \`${own}\`` : `\`${own}…\``;
  });
  return `write ${[...new Set(ways)].join(" or ")}`;
}

/** The value in units that nginx knows: `40k` where a number is asked, `2g` of a size, `30sec`, `1.5s`, `7dd`. */
function respelt(value: NginxValue, text: string): string | undefined {
  if (text.length > 40) return undefined;
  const bytes = readOffset(text.replace(/b$/i, ""));
  const [, whole, part] = /^(\d+)\.(\d{1,3})s?$/.exec(text) ?? [];
  const candidates = [
    text.trim(),
    text.replace(/b$/i, ""),
    ...(bytes === undefined
      ? []
      : [bytes % 1_048_576n === 0n ? `${bytes / 1_048_576n}m` : "", String(bytes)]),
    text.replace(/\s*s(?:ec(?:ond)?s?)?$/i, "s").replace(/\s*m(?:in(?:ute)?s?)$/i, "m"),
    text.replace(/\s*h(?:ours?)?$/i, "h").replace(/\s*d(?:ays?)?$/i, "d"),
    text.replace(/([a-z])\1+$/i, "$1"),
    whole === undefined ? "" : `${Number(whole) * 1000 + Number((part ?? "").padEnd(3, "0"))}ms`,
  ];
  return candidates.find((c) => c !== "" && c !== text && holds(value, c));
}

/** Statements that nginx refuses a second time in a block; `isFlag` knows those that are on or off. */
export function judgeDuplicates(
  block: readonly Directive[],
  isFlag: (name: string) => boolean,
  report: Report,
): void {
  if (block.length < 2) return;
  const first = new Map<string, Directive>();
  for (const directive of block) {
    const { name } = directive;
    const before = first.get(name);
    if (before === undefined) first.set(name, directive);
    else if (isFlag(name) || nginxArguments(name)?.once === true)
      report({
        code: "nginx/duplicate",
        severity: "error",
        message: `\`${name}\` stands twice in one block: nginx refuses the configuration`,
        span: headOf(directive),
        related: [{ span: headOf(before), message: "the first" }],
        help: "keep one",
      });
  }
}

function headOf({ name, span }: Directive): Span {
  return { ...span, end: Math.min(span.end, span.start + name.length) };
}
