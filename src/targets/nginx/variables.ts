/** Variables that are used and that nothing declares: nginx looks for each when it starts (ngx_http_variables_init_vars). */
import { serversOf } from "../../analysis/nginx/listens.ts";
import { readsMore } from "../../analysis/nginx/mentions.ts";
import type { Directive, Topology } from "../../model/topology.ts";
import type { Report } from "../../problems/problem.ts";
import { gatherEach } from "../../syntax/kept.ts";
import { didYouMean } from "../../text/suggest.ts";
import { FREE_FORM, MAIN_BLOCKS, nginxDirective } from "../../vocabulary/nginx.ts";
import {
  expressionsIn,
  expressionsInMap,
  INHERITED,
  LATER,
  type Expression,
  type Part,
} from "../../vocabulary/nginx-texts.ts";
import { isIn, nginxVariable, nginxVariables } from "../../vocabulary/nginx-variables.ts";
import { compareVersions, type Version } from "../../vocabulary/version.ts";
import { declaredBy, DECLARING, isEverywhere, isOpen, keyOf, referencesIn, within } from "./expressions.ts";

type Place = { readonly part: Part; readonly start: number; readonly end: number };
type Used = {
  /** In lower case. */
  readonly name: string;
  /** Where it is used; absent where it is declared, or may be. */
  readonly at?: Place;
  readonly by: string;
  /** Whether it stands beside the servers, which may have another in its place. */
  readonly around?: true;
};

/** A file of nginx's own, a module or a directive that is not known may declare anything. */
const ANYTHING: Used = { name: "", by: "" };

const NAMED_GROUP = /\(\?(?:P?<|')([A-Za-z_]\w*)[>']/g;

export function judgeVariables(
  directives: readonly Directive[],
  { nginx, nginxModules }: Topology["target"],
  report: Report,
): void {
  if (nginxModules.length > 0) return;
  const all = usedIn(directives, true);
  if (all.every(({ at }) => at === undefined) || all.includes(ANYTHING)) return;
  const http = directives.filter((d) => !MAIN_BLOCKS.has(d.name));
  const declared = new Set(all.flatMap(({ at, name }) => (at === undefined ? [name] : [])));
  /** By a directive, whether a server has none of its own. */
  const lacking = new Map<string, boolean>();
  const isRead = ({ by, around }: Used): boolean => {
    if (around === undefined) return true;
    let found = lacking.get(by);
    if (found === undefined) {
      found = serversOf(http).some((s) => s.block?.every((d) => d.name !== by) === true);
      lacking.set(by, found);
    }
    return found;
  };
  /** Of each name that is not there the uses. */
  const unknown = new Map<string, (Used & { readonly at: Place })[]>();
  for (const used of all) {
    const { name, at, by } = used;
    if (at === undefined || declared.has(name)) continue;
    if (LATER.test(by) && compareVersions(nginx, [1, 21, 0]) < 0) continue;
    const own = nginxVariable(name);
    if ((own !== undefined && isIn(own, nginx)) || !isRead(used)) continue;
    const before = unknown.get(name);
    if (before === undefined) unknown.set(name, [{ ...used, at }]);
    else before.push({ ...used, at });
  }
  for (const [name, [first, ...more]] of unknown) {
    if (first === undefined) continue;
    report({
      code: "nginx/unknown-variable",
      severity: "error",
      message: `nginx does not start: nothing declares \`$${name}\`${first.by === "memcached_pass" ? ", under which memcached_pass looks" : ""}`,
      span: within(first.at),
      ...(more.length === 0
        ? {}
        : { related: more.slice(0, 9).map(({ at }) => ({ span: within(at), message: "used here too" })) }),
      help: helpFor(first, declared, nginx),
    });
  }
}

function helpFor({ name, by }: Used, declared: ReadonlySet<string>, nginx: Version): string {
  const since = nginxVariable(name)?.since;
  if (since !== undefined) return `it came with nginx ${since.join(".")}; the target is ${nginx.join(".")}`;
  if (by === "if" && /[=~]/.test(name)) return "write blanks around the operator";
  if (/^\d+$/.test(name)) return "groups are `$1` to `$9`, without braces, and logs have none";
  const known = nginxVariables(nginx).filter((n) => !n.endsWith("_"));
  const meant = didYouMean(name, [...declared, ...known]);
  return meant === undefined ? "declare it with `set` or `map`" : `did you mean \`$${meant}\`?`;
}

const usedIn = gatherEach<Directive, boolean, Used>((directive, isAround, into) => {
  const { name, args, block } = directive;
  if (MAIN_BLOCKS.has(name)) return;
  if (readsMore(directive) || name === "load_module" || nginxDirective(name, "http") === undefined)
    into.push(ANYTHING);
  const declared = declaredBy(directive);
  if (declared !== undefined) into.push({ name: declared.name, by: name });
  // What is wrong in it is said elsewhere.
  else if (DECLARING.has(name)) into.push(ANYTHING);
  for (const at of args) if (isOpen(at)) into.push(ANYTHING);
  const around = isAround && INHERITED.test(name);
  for (const expression of expressionsIn(directive)) use(expression, name, around, into);
  const [first] = args;
  if (name === "memcached_pass" && first !== undefined) {
    const part = { at: first, start: 0, text: first.value };
    into.push({ name: "memcached_key", at: { part, start: 0, end: part.text.length }, by: name });
  }
  if (block === undefined) return;
  if (name === "map")
    for (const line of block) {
      if (line.name === "include") into.push(ANYTHING);
      if (line.args.some(isOpen)) into.push(ANYTHING);
      for (const expression of expressionsInMap(keyOf(line), line.args)) use(expression, name, false, into);
    }
  if (FREE_FORM.has(name)) return;
  for (const inner of usedIn(block, isAround && name === "http")) into.push(inner);
});

function use(expression: Expression, by: string, around: boolean, into: Used[]): void {
  const { part } = expression;
  if (expression.kind === "pattern") {
    if (expression.names && part.text.includes("(?"))
      for (const [, name = ""] of part.text.matchAll(NAMED_GROUP))
        into.push({ name: name.toLowerCase(), by });
    return;
  }
  const add = (name: string, start: number, end: number) => {
    into.push({ name, at: { part, start, end }, by, ...(around ? { around } : {}) });
  };
  if (expression.kind === "name") {
    const name = part.text.toLowerCase();
    if (!isEverywhere(name)) add(name, -1, name.length);
    return;
  }
  for (const { name, start, end } of referencesIn(part.text, expression.isLog))
    if (name !== undefined) add(name, start, end);
}
