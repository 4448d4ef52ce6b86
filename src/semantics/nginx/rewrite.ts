/**
 * What `return`, `rewrite` and `break` make of a URI: ngx_http_rewrite_module of nginx 1.22.1. Replacements with
 * variables and conditions of `if` are not known.
 */
import { matching } from "../regex/automaton.ts";
import type { Pattern } from "../regex/pattern.ts";
import type { Statement } from "./config.ts";

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
      readonly code: number;
      readonly direct: boolean;
      readonly by: Statement;
    }
  | { readonly kind: "unknown"; readonly construct: string; readonly by: Statement };

/** Runs statements on a URI. `changed`: the location is looked for again, unless they are those of a server. */
export function run(statements: readonly Statement[], uri: string, args = ""): Act {
  let now = uri;
  let query = args;
  let changed = false;
  let rewritten = false;
  for (const by of statements) {
    switch (by.kind) {
      case "return":
        return { kind: "answer", uri: now, code: by.code, direct: isDirect(by), by };
      case "break":
        return { kind: "through", uri: now, args: query, changed: false, rewritten };
      case "if":
        return { kind: "unknown", construct: "if", by };
      case "rewrite": {
        const matched = matches(by.pattern, now);
        if (typeof matched === "string") return { kind: "unknown", construct: matched, by };
        if (!matched) continue;
        const { replacement, flag } = by;
        const outside = /^(?:https?:\/\/|\$scheme)/.test(replacement);
        if (outside || flag === "redirect" || flag === "permanent")
          return { kind: "answer", uri: now, code: flag === "permanent" ? 301 : 302, direct: false, by };
        if (replacement.includes("$")) return { kind: "unknown", construct: "variable", by };
        now = replacement.replace(/\?.*$/s, "");
        query = queryAfter(replacement, query);
        changed = true;
        rewritten = true;
        if (flag === "last") return { kind: "through", uri: now, args: query, changed: true, rewritten };
        if (flag === "break") return { kind: "through", uri: now, args: query, changed: false, rewritten };
      }
    }
  }
  return { kind: "through", uri: now, args: query, changed, rewritten };
}

/** The query after a rewrite: ngx_http_script_regex_end_code. */
function queryAfter(replacement: string, args: string): string {
  const stated = /\?(.*)$/s.exec(replacement)?.[1];
  if (stated === undefined) return args;
  if (replacement.endsWith("?")) return stated.slice(0, -1);
  return args === "" ? stated : `${stated}&${args}`;
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
