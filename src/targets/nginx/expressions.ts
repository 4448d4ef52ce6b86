/** Expressions that nginx does not compile when it starts: regular ones, conditions, names of variables. */
import { toBytes } from "../../analysis/nginx/bytes.ts";
import type { Argument, Directive } from "../../model/topology.ts";
import type { Report } from "../../problems/problem.ts";
import { readIf } from "../../semantics/nginx/condition.ts";
import { isPlain } from "../../semantics/regex/refused/plain.ts";
import { readSyntax } from "../../semantics/regex/refused/refused.ts";
import { judgeEach } from "../../syntax/kept.ts";
import type { Span } from "../../text/source.ts";
import { FREE_FORM, MAIN_BLOCKS } from "../../vocabulary/nginx.ts";
import {
  expressionsIn,
  expressionsInMap,
  type Expression,
  type Part,
  type Pattern,
} from "../../vocabulary/nginx-texts.ts";
import { isIn, nginxVariable } from "../../vocabulary/nginx-variables.ts";
import { compareVersions, type Version } from "../../vocabulary/version.ts";

export const judgeExpressions = judgeEach((directive: Directive, version: Version, report) => {
  const { name, args, block } = directive;
  if (MAIN_BLOCKS.has(name)) return;
  if (name === "if") judgeCondition(args, report);
  const declared = declaredBy(directive);
  if (declared !== undefined) judgeSet(declared.name, partOf(declared.at), version, report);
  for (const expression of expressionsIn(directive)) judge(expression, version, report);
  if (block === undefined) return;
  if (name === "map")
    for (const line of block)
      for (const expression of expressionsInMap(keyOf(line), line.args)) judge(expression, version, report);
  if (!FREE_FORM.has(name)) judgeExpressions(block, version, report);
});

/** The arguments of directives that are the variable which they declare. */
export const DECLARING: ReadonlyMap<string, number> = new Map([
  ["set", 0],
  ["auth_request_set", 0],
  ["perl_set", 0],
  ["map", 1],
  ["split_clients", 1],
  ["geo", -1],
]);

/** The variable that a statement declares, in lower case. */
export function declaredBy({
  name,
  args,
}: Directive): { readonly name: string; readonly at: Argument } | undefined {
  const at = args.at(DECLARING.get(name) ?? Infinity);
  return at?.value.startsWith("$") === true ? { name: at.value.slice(1).toLowerCase(), at } : undefined;
}

/** Whether the quote of a word is not closed: what follows was read into it. */
export function isOpen({ quote, span }: Argument): boolean {
  return (quote === '"' || quote === "'") && !span.source.text.startsWith(quote, span.end - 1);
}

/** The key of a line of a `map`, which is its name. */
export function keyOf({ name, args, span }: Directive): Argument {
  return { value: name, quote: "", span: { ...span, end: args[0]?.span.start ?? span.end } };
}

const partOf = (at: Argument): Part => ({ at, start: 0, text: at.value });

type Place = { readonly part: Part; readonly start?: number; readonly end?: number };

/** The place of characters of a part; that of the argument where it is written otherwise. */
export function within({ part, start = 0, end = part.text.length }: Place): Span {
  const { span, value } = part.at;
  const found = span.source.text.indexOf(value, span.start);
  if (value === "" || found < 0 || found + value.length > span.end) return span;
  return { ...span, start: found + part.start + start, end: found + part.start + end };
}

function judge(expression: Expression, version: Version, report: Report): void {
  if (isOpen(expression.part.at)) return;
  if (expression.kind === "pattern") judgePattern(expression, version, report);
  else if (expression.kind === "text")
    for (const { name, start, end } of referencesIn(expression.part.text, expression.isLog))
      if (name === undefined)
        report({
          code: "nginx/variable-form",
          severity: "error",
          message: `nginx does not start: \`${expression.part.text.slice(start, end + 1)}\` names no variable`,
          span: within({ part: expression.part, start, end }),
          help: expression.part.text.startsWith("$(", start)
            ? "`param NAME VALUE` declares what `$(NAME)` stands for"
            : "write `$name` or `${name}`; for a `$` itself, a variable that holds one by `geo` or `map`",
        });
}

export type Reference = {
  /** In lower case; undefined where nginx reads none. */
  readonly name: string | undefined;
  readonly start: number;
  readonly end: number;
};

/** Of nginx's own variables those that most files use: for these the catalogue is not read. */
const COMMON =
  /^(?:args|(?:arg|cookie|http|upstream_http)_\w+|host|proxy_add_x_forwarded_for|remote_addr|request(?:_method|_uri)?|scheme|server_(?:name|port)|uri)$/;

/** By text, of logs behind a blank: the same ones stand in location after location. */
let notable = new Map<string, readonly Reference[]>();

/**
 * The variables in a text, as ngx_http_script_compile finds them, without those of groups and those that every release
 * has.
 */
export function referencesIn(text: string, isLog: boolean): readonly Reference[] {
  const key = isLog ? ` ${text}` : text;
  let found = notable.get(key);
  if (found === undefined) {
    if (notable.size > 10_000) notable = new Map();
    notable.set(key, (found = readReferences(text, isLog)));
  }
  return found;
}

function readReferences(text: string, isLog: boolean): readonly Reference[] {
  const out: Reference[] = [];
  const form = isLog ? /\$(?:\{(\w*)(\}?)|(\w+))?/g : /\$(?:([1-9])|\{(\w*)(\}?)|(\w+))?/g;
  for (const match of text.matchAll(form)) {
    const [group, braced, brace, plain] = isLog ? [undefined, ...match.slice(1)] : match.slice(1);
    if (group !== undefined) continue;
    const name = (braced === undefined ? plain : brace === "" ? "" : braced)?.toLowerCase();
    const start = match.index;
    const end = start + match[0].length;
    if (name === undefined || name === "") out.push({ name: undefined, start, end });
    else if (!isEverywhere(name)) out.push({ name, start, end });
  }
  return out;
}

/** Whether every release has a variable. */
export function isEverywhere(name: string): boolean {
  if (COMMON.test(name)) return true;
  const own = nginxVariable(name);
  return own !== undefined && own.since === undefined;
}

function judgePattern({ part, names, groups }: Pattern, version: Version, report: Report): void {
  if (groups === undefined && isPlain(part.text)) return;
  const text = toBytes(part.text);
  const { refusal, groups: found, names: named } = readSyntax(text);
  const refuse = (why: string, span: Span, help: string) => {
    report({
      code: "nginx/regex",
      severity: "error",
      message: `nginx does not start: the regular expression ${why}`,
      span,
      help,
    });
  };
  if (refusal !== undefined) {
    const { why, start, end, onlyPcre2 } = refusal;
    // Older ones are built with PCRE.
    if (onlyPcre2 && compareVersions(version, [1, 21, 5]) < 0) return;
    const c = text.charAt(start);
    refuse(
      why,
      text === part.text ? within({ part, start, end }) : part.at.span,
      /[()[\]*+?{]/.test(c)
        ? `write \`\\${c}\` if the character stands for itself`
        : "nginx compiles it with PCRE2 when it starts",
    );
  } else if (groups !== undefined && found !== undefined && found !== groups)
    refuse(
      `has ${found} groups, and must have ${groups}`,
      within({ part }),
      "`(?:…)` groups and does not count",
    );
  if (names) for (const name of named) judgeSet(name.toLowerCase(), part, version, report);
}

function judgeSet(name: string, part: Part, version: Version, report: Report): void {
  const own = nginxVariable(name);
  if (own === undefined || own.isSettable || !isIn(own, version)) return;
  const at = part.text.toLowerCase().indexOf(name);
  report({
    code: "nginx/variable-set",
    severity: "error",
    message: `nginx does not start: \`$${name}\` is its own, and nothing else may set it`,
    span: within(at < 0 ? { part } : { part, start: at, end: at + name.length }),
    help: "take another name",
  });
}

function judgeCondition(args: readonly Argument[], report: Report): void {
  const words = readIf(args.map((a) => a.value));
  const at = words.kind === "wrong" ? args[words.index] : undefined;
  if (words.kind !== "wrong" || at === undefined) return;
  report({
    code: "nginx/condition",
    severity: "error",
    message: `nginx does not start: this is no condition, as ${words.why}`,
    span: at.span,
    help: "write `($x)`, `($x = text)`, `($x ~ expression)` or `(-f file)`; `map` makes one variable of several tests",
  });
}
