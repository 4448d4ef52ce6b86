/**
 * Which arguments of nginx's directives are texts with variables, and which regular expressions, where nginx reads them
 * when it starts. test/real/nginx-expressions.test.ts asks the real program about every directive of the catalogue.
 */
import type { Argument, Directive } from "./directive.ts";
import { readIf } from "../semantics/nginx/condition.ts";

/** A part of an argument, which ends with it but for the parenthesis of an `if`. */
export type Part = { readonly at: Argument; readonly start: number; readonly text: string };
export type Texts = {
  readonly kind: "text";
  readonly part: Part;
  /** Of a log, where `$1` is a variable as any other. */
  readonly isLog: boolean;
};
/** All behind the `$` is the name. */
export type Name = { readonly kind: "name"; readonly part: Part };
export type Pattern = {
  readonly kind: "pattern";
  readonly part: Part;
  /** Whether its named groups are variables, and how many groups it must have. */
  readonly names: boolean;
  readonly groups?: number;
};
export type Expression = Texts | Name | Pattern;

/** The place of the first argument with variables, and whether all from there on have them. */
type Rule = readonly [from: number, all: boolean];
/** Of names as they are, and of those of modules that pass requests on, behind the module's. */
const RULES: readonly (readonly [RegExp, RegExp | undefined, Rule])[] = [
  [
    /^(?:index|early_hints|proxy_cookie_(?:domain|flags|path)|proxy_redirect|sub_filter|try_files)$/,
    /^(?:cache_bypass|no_cache)$/,
    [0, true],
  ],
  [
    /^(?:alias|auth_basic(?:_user_file)?|hash|http2_push|limit_(?:conn|req)_zone|limit_rate(?:_after)?|map|proxy_method|proxy_set_body|root|secure_link(?:_md5)?|split_clients|ssl_certificate)$/,
    /^(?:bind|cache|cache_key|limit_rate|pass|ssl_certificate|ssl_certificate_key|ssl_name|store)$/,
    [0, false],
  ],
  [/^(?:add_header|add_trailer|auth_request_set|rewrite|set)$/, /^(?:param|set_header)$/, [1, false]],
  [/^log_format$/, undefined, [1, true]],
  [/^(?:error_page|expires)$/, undefined, [-1, false]],
];
const MODULE = /^(?:fastcgi|grpc|memcached(?!_pass)|proxy|scgi|tunnel|uwsgi)_(.*)$/;
/** Took no variables in nginx 1.14, but do since 1.21. */
export const LATER = /^(?:grpc_pass|server)$|ssl_certificate/;

/** Of these a block that has one of its own does not read those around it, and nothing does without a server. */
export const INHERITED = /^(?:fastcgi|grpc|proxy|scgi|uwsgi)_(?:param|set_header)$|^ssl_certificate$/;

/** Read otherwise than by a rule. */
const OTHERWISE =
  /^(?:location|server_name|valid_referers|server|gzip_disable|fastcgi_split_path_info|if|geo|charset|source_charset|return|access_log|aio|disable_symlinks)$/;
const rules = new Map<string, Rule | "otherwise" | undefined>();

function ruleOf(name: string): Rule | "otherwise" | undefined {
  const known = rules.get(name);
  if (known !== undefined || rules.has(name)) return known;
  const own = MODULE.exec(name)?.[1];
  const rule = RULES.find(
    ([plain, ofModule]) => plain.test(name) || (own !== undefined && ofModule?.test(own)),
  );
  const found = OTHERWISE.test(name) ? "otherwise" : rule?.[2];
  rules.set(name, found);
  return found;
}

/** Of most statements nothing is one. */
const NONE: readonly never[] = [];

const whole = (at: Argument): Part => ({ at, start: 0, text: at.value });
const from = (at: Argument, start: number): Part =>
  start === 0 ? whole(at) : { at, start, text: at.value.slice(start) };

/** What of a statement nginx reads as an expression; the lines of a `map` are no statements. */
export function expressionsIn(directive: Directive): readonly Expression[] {
  const { name, args } = directive;
  const rule = ruleOf(name);
  if (rule === undefined) return NONE;
  if (rule === "otherwise") return expressionsOf(directive);
  const [start, all] = rule;
  const read = all
    ? start === 0
      ? args
      : args.slice(start)
    : args.length === 0
      ? args
      : args.slice(start, start + 1 || undefined);
  switch (name) {
    case "rewrite":
      return [...args.slice(0, 1).map((at) => pattern(whole(at))), ...texts(read)];
    case "proxy_cookie_domain":
    case "proxy_cookie_flags":
    case "proxy_cookie_path":
    case "proxy_redirect": {
      const [first, ...more] = read;
      if (first?.value.startsWith("~") !== true) return texts(read);
      return [...patternBehind(first, name !== "proxy_cookie_flags"), ...texts(more)];
    }
    case "try_files":
      return texts(read.filter((at) => at !== args.at(-1) || !at.value.startsWith("=")));
    case "log_format":
      return texts(read[0]?.value.startsWith("escape=") === true ? read.slice(1) : read, 0, true);
    default:
      return texts(read);
  }
}

function expressionsOf({ name, args, block }: Directive): readonly Expression[] {
  switch (name) {
    case "location": {
      const [first, second] = args;
      if (first === undefined) return NONE;
      if (second !== undefined)
        return first.value === "~" || first.value === "~*" ? [pattern(whole(second))] : [];
      return patternBehind(first, true);
    }
    case "server_name":
    case "valid_referers":
      return args.flatMap((at) =>
        at.value.startsWith("~") ? [pattern(from(at, 1), name === "server_name")] : [],
      );
    case "server": {
      // Keys without a certificate are not read.
      const of = (key: string) => block?.filter((d) => d.name === key) ?? [];
      return of("ssl_certificate").length === 0
        ? []
        : texts(of("ssl_certificate_key").flatMap((d) => d.args));
    }
    case "gzip_disable":
      return args.flatMap((at) => (at.value === "msie6" ? [] : [pattern(whole(at), false)]));
    case "fastcgi_split_path_info":
      return args.slice(0, 1).map((at) => ({ ...pattern(whole(at), false), groups: 2 }));
    case "if":
      return ofCondition(args);
    case "geo":
    case "charset":
    case "source_charset": {
      const [first] = args;
      return first?.value.startsWith("$") === true && (name !== "geo" || args.length > 1)
        ? [{ kind: "name", part: from(first, 1) }]
        : [];
    }
    case "return": {
      const at = args[1] ?? (/^(?:https?:\/\/|\$scheme)/.test(args[0]?.value ?? "") ? args[0] : undefined);
      return at === undefined ? [] : texts([at]);
    }
    case "access_log":
      return [
        ...texts(args.slice(0, 1).filter((a) => !a.value.startsWith("syslog:"))),
        ...texts(
          args.filter((a) => a.value.startsWith("if=")),
          3,
        ),
      ];
    case "aio":
    case "disable_symlinks":
      return args.flatMap((at) => texts([at], /^(?:threads|from)=/.exec(at.value)?.[0].length ?? Infinity));
    default:
      return NONE;
  }
}

/** What of a line of a `map` is one; its key is given as an argument. */
export function expressionsInMap(key: Argument, args: readonly Argument[]): readonly Expression[] {
  return [...patternBehind(key, true), ...(key.value === "include" ? [] : texts(args.slice(0, 1)))];
}

function texts(args: readonly Argument[], start = 0, isLog = false): readonly Texts[] {
  let out: Texts[] | undefined;
  for (const at of args)
    if (at.value.includes("$", start)) (out ??= []).push({ kind: "text", part: from(at, start), isLog });
  return out ?? NONE;
}

function pattern(part: Part, names = true): Pattern {
  return { kind: "pattern", part, names };
}

/** One behind `~`, or behind `~*` where that is another mark. */
function patternBehind(at: Argument, hasCaseless: boolean): readonly Pattern[] {
  const mark = at.value.startsWith("~") ? /^~(\*?)/.exec(at.value) : null;
  return mark === null ? NONE : [pattern(from(at, hasCaseless ? mark[0].length : 1))];
}

function ofCondition(args: readonly Argument[]): readonly Expression[] {
  const words = readIf(args.map((a) => a.value));
  const part = ({ text, index }: { readonly text: string; readonly index: number }): Part | undefined => {
    const at = args[index];
    return at && { at, start: index === 0 ? at.value.indexOf(text, 1) : 0, text };
  };
  if (words.kind === "wrong") return [];
  const out: Expression[] = [];
  if (words.kind !== "file") {
    const of = part(words.of);
    if (of !== undefined)
      out.push({ kind: "name", part: { ...of, start: of.start + 1, text: of.text.slice(1) } });
  }
  const value = words.kind === "variable" ? undefined : part(words.value);
  if (value === undefined) return out;
  if (words.kind === "compare" && words.operator.includes("~")) out.push(pattern(value));
  else if (value.text.includes("$")) out.push({ kind: "text", part: value, isLog: false });
  return out;
}
