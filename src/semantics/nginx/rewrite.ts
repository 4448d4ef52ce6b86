/**
 * What `return`, `rewrite`, `break` and `if` make of a URI: ngx_http_rewrite_module of nginx 1.22.1. Variables are known
 * as far as the caller says.
 */
import { matching } from "../regex/automaton.ts";
import { capturesOf } from "../regex/captures.ts";
import type { Pattern } from "../regex/pattern.ts";
import type { Condition, Statement } from "./config.ts";

export type Act =
  /** The statements end without an answer; `uri` is what they left. */
  | {
      readonly kind: "through";
      readonly uri: string;
      /** The query: a `?` in a replacement is put before it, one at the end takes it away. */
      readonly args: string;
      readonly changed: boolean;
      /** A rewrite matched: to nginx the request is an internal one from now on. */
      readonly rewritten: boolean;
    }
  /** An answer without asking anything else: no access rule, no file. `direct`: `error_page` does not see it. */
  | {
      readonly kind: "answer";
      readonly uri: string;
      readonly args: string;
      readonly code: number;
      readonly direct: boolean;
      readonly by: Statement;
      /** The Location of a `rewrite`; absent where it is not known. */
      readonly text?: string;
    }
  | { readonly kind: "unknown"; readonly construct: string; readonly by: Statement };

/** What is known of a request besides its URI and query. */
export type Known = {
  /** The value of a variable, by its name; undefined where the request does not decide it. */
  readonly variable: (
    name: string,
    now: { readonly uri: string; readonly args: string },
  ) => string | undefined;
  /** The path that the client sent has a `%` or a `+`: nginx then escapes captures in queries and redirects. */
  readonly isEscaped: boolean;
  /** `$1` and on, of the last expression that matched; undefined where that is not known. */
  captures: readonly string[] | undefined;
};

export function nothingKnown(): Known {
  return { variable: () => undefined, isEscaped: false, captures: undefined };
}

/** Runs statements on a URI. `changed`: the location is looked for again, unless they are those of a server. */
export function run(
  statements: readonly Statement[],
  uri: string,
  args = "",
  known: Known = nothingKnown(),
): Act {
  let now = uri;
  let query = args;
  let changed = false;
  let rewritten = false;
  for (const by of statements) {
    switch (by.kind) {
      case "return":
        return { kind: "answer", uri: now, args: query, code: by.code, direct: isDirect(by), by };
      case "break":
        return { kind: "through", uri: now, args: query, changed: false, rewritten };
      case "if": {
        const holds = by.condition && isTrue(by.condition, now, query, known);
        if (holds === false) continue;
        const act = holds === true ? run(by.statements, now, query, known) : undefined;
        // The settings of an `if` that holds take the place of the location's.
        return act?.kind === "answer" ? act : { kind: "unknown", construct: "if", by };
      }
      case "rewrite": {
        const matched = matches(by.pattern, now);
        if (typeof matched === "string") return { kind: "unknown", construct: matched, by };
        if (!matched) continue;
        capture(by.pattern, now, known);
        const { replacement, flag } = by;
        const outside = /^(?:https?:\/\/|\$scheme)/.test(replacement);
        if (outside || flag === "redirect" || flag === "permanent") {
          const text = redirectText(replacement, now, query, known);
          const code = flag === "permanent" ? 301 : 302;
          return {
            kind: "answer",
            uri: now,
            args: query,
            code,
            direct: false,
            by,
            ...(text === undefined ? {} : { text }),
          };
        }
        const asks = replacement.endsWith("?") ? replacement.slice(0, -1) : replacement;
        const [, path = "", stated] = /^([^?]*)(?:\?(.*))?$/s.exec(asks) ?? [];
        const to = substitute(path, now, query, known, false);
        const own = stated === undefined ? undefined : substitute(stated, now, query, known, true);
        if (to === undefined || (stated !== undefined && own === undefined))
          return { kind: "unknown", construct: "variable", by };
        now = to;
        query = queryAfter(replacement.endsWith("?"), own, query);
        // "the rewritten URI has a zero length"
        if (now === "") return { kind: "answer", uri: now, args: query, code: 500, direct: false, by };
        changed = true;
        rewritten = true;
        if (flag === "last") return { kind: "through", uri: now, args: query, changed: true, rewritten };
        if (flag === "break") return { kind: "through", uri: now, args: query, changed: false, rewritten };
      }
    }
  }
  return { kind: "through", uri: now, args: query, changed, rewritten };
}

/** Remembers the groups of an expression that has matched. */
export function capture(pattern: Pattern, text: string, known: Known): void {
  const found = capturesOf(pattern, text);
  known.captures = found === "no match" ? undefined : found;
}

function isTrue(
  { variable, test, isNot }: Condition,
  uri: string,
  args: string,
  known: Known,
): boolean | undefined {
  const value = known.variable(variable, { uri, args });
  if (value === undefined) return undefined;
  if (test === undefined) return value !== "" && value !== "0";
  if ("value" in test) {
    const other = substitute(test.value, uri, args, known, false);
    return other === undefined ? undefined : (value === other) !== isNot;
  }
  const matched = matches(test.pattern, value);
  if (typeof matched === "string") return undefined;
  if (matched) capture(test.pattern, value, known);
  return matched !== isNot;
}

/** A text with its variables and captures; undefined where one is not known. */
function substitute(
  text: string,
  uri: string,
  args: string,
  { captures, variable, isEscaped }: Known,
  escapes: boolean,
): string | undefined {
  let isKnown = true;
  const out = text.replace(
    /\$(?:\{(\w+)\}|([1-9])|(\w+))/g,
    (_, braced?: string, digit?: string, bare?: string) => {
      const name = braced ?? digit ?? bare ?? "";
      if (/^[1-9]$/.test(name)) {
        if (captures === undefined) isKnown = false;
        const value = captures?.[Number(name) - 1] ?? "";
        return escapes && isEscaped ? escapeArgs(value) : value;
      }
      const value = variable(name, { uri, args });
      if (value === undefined) isKnown = false;
      return value ?? "";
    },
  );
  return isKnown && !/\$(?!\w)/.test(text.replaceAll(/\$\{\w+\}/g, "")) ? out : undefined;
}

/** The Location of a rewrite: ngx_http_script_regex_end_code. */
function redirectText(replacement: string, uri: string, args: string, known: Known): string | undefined {
  const isBare = replacement.endsWith("?");
  const text = substitute(isBare ? replacement.slice(0, -1) : replacement, uri, args, known, true);
  if (text === undefined) return undefined;
  const shown = unescapeRedirect(text);
  if (isBare || args === "") return shown;
  return `${shown}${replacement.includes("?") ? "&" : "?"}${args}`;
}

/** NGX_UNESCAPE_REDIRECT: up to a `?` what need not be escaped is decoded. */
function unescapeRedirect(text: string): string {
  let out = "";
  for (let i = 0; i < text.length; i++) {
    const hex = text.charAt(i) === "%" ? /^[\da-f]{2}/i.exec(text.slice(i + 1, i + 3))?.[0] : undefined;
    if (text.charAt(i) === "?") return out + text.slice(i);
    if (hex === undefined) out += text.charAt(i);
    else {
      const byte = parseInt(hex, 16);
      i += 2;
      if (byte === 63) return `${out}?${text.slice(i + 1)}`;
      out += byte > 37 && byte < 127 ? String.fromCharCode(byte) : `%${hex}`;
    }
  }
  return out;
}

/** NGX_ESCAPE_ARGS. */
function escapeArgs(text: string): string {
  return text.replace(
    // eslint-disable-next-line no-control-regex
    /[\0-\x20"#%&+;<>?\\^`{|}\x7f-\xff]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

/** The query after a rewrite: ngx_http_script_regex_end_code. */
function queryAfter(isBare: boolean, stated: string | undefined, args: string): string {
  if (stated === undefined) return isBare ? "" : args;
  return isBare || args === "" ? stated : `${stated}&${args}`;
}

/** Whether the statements answer every request by themselves, so that nothing behind them is ever reached. */
export function alwaysAnswers(statements: readonly Statement[]): Statement | undefined {
  for (const by of statements) {
    if (by.kind === "return") return by;
    if (by.kind === "break") return undefined;
    if (by.kind === "rewrite") {
      const { pattern, flag, replacement } = by;
      const { initial, full } = matching(pattern);
      if (pattern.undecidable !== undefined || !full(initial)) {
        // A rewrite that may stop the list keeps what follows from being certain.
        if (flag === "last" || flag === "break") return undefined;
        continue;
      }
      if (/^(?:https?:\/\/|\$scheme)/.test(replacement)) return by;
      if (flag === "redirect" || flag === "permanent") return by;
      if (flag !== undefined) return undefined;
    }
  }
  return undefined;
}

/** `return` below 400, or with a text: sent as it is. The redirects are errors to nginx, with a place to go. */
function isDirect({ code, text }: Statement & { readonly kind: "return" }): boolean {
  if ([301, 302, 303, 307, 308].includes(code)) return false;
  return code < 400 || text !== undefined;
}

function matches(pattern: Pattern, uri: string): boolean | string {
  const { initial, step, accepts } = matching(pattern);
  let state = initial;
  for (let i = 0; i < uri.length; i++) state = step(state, uri.charCodeAt(i));
  if (!accepts(state)) return false;
  return pattern.undecidable ?? true;
}
