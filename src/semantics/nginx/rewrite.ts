/**
 * What `return`, `rewrite`, `break`, `set` and `if` make of a URI: ngx_http_rewrite_module of nginx 1.22.1.
 */
import { matching } from "../regex/automaton.ts";
import type { Condition, Inside, Statement } from "./config.ts";
import { matches, Variables, type Now } from "./variables.ts";

export type Act =
  /** The statements end without an answer; `uri` is what they left. */
  | ({ readonly kind: "through"; readonly changed: boolean } & Left)
  /** An answer without asking anything else: no access rule, no file. `direct`: `error_page` does not see it. */
  | ({
      readonly kind: "answer";
      readonly code: number;
      readonly direct: boolean;
      readonly by: Statement;
      /** The Location; absent where it is not known, and of an answer that has none. */
      readonly text?: string;
    } & Left)
  | { readonly kind: "unknown"; readonly construct: string; readonly by: Statement };

/** What statements leave of a request. */
export type Left = {
  readonly uri: string;
  /** The query: a `?` in a replacement is put before it, one at the end takes it away. */
  readonly args: string;
  /** A rewrite matched: to nginx the request is an internal one from now on. */
  readonly rewritten: boolean;
  /** By `rewrite … break`, or `break` after a rewrite: the location's name is not looked for in the URI any more. */
  readonly cut: boolean;
  /** The query was set: what the client sent is not sent on as it is. */
  readonly queried: boolean;
  /** Each `if` of a location that holds, in order: the settings of the last take the place of the location's. */
  readonly ifs: readonly Inside[];
  /** An `if` may hold that does nothing but take away what the location has. */
  readonly doubtful: boolean;
};
type State = { -readonly [K in keyof Left]: Left[K] } & {
  changed: boolean;
  ifs: Inside[];
  /** Groups are escaped, as in a redirect, until a rewrite has matched. */
  quotes: boolean;
};

/** Runs statements on a URI. `changed`: the location is looked for again, unless they are those of a server. */
export function run(
  statements: readonly Statement[],
  uri: string,
  args = "",
  variables: Variables = new Variables(),
): Act {
  const state: State = {
    uri,
    args,
    changed: false,
    rewritten: false,
    cut: false,
    queried: false,
    ifs: [],
    doubtful: false,
    quotes: true,
  };
  const end = runList(statements, state, variables);
  return end === undefined || end === "stop" ? { ...state, kind: "through" } : end;
}

/** `stop`: what follows is not looked at; undefined where nothing ends the list. */
function runList(
  statements: readonly Statement[],
  state: State,
  variables: Variables,
): Act | "stop" | undefined {
  for (const by of statements) {
    const end = runOne(by, state, variables);
    if (variables.isTorn) return { kind: "unknown", construct: "variable", by };
    if (end !== undefined) return end;
  }
  return undefined;
}

function runOne(by: Statement, state: State, variables: Variables): Act | "stop" | undefined {
  switch (by.kind) {
    case "return": {
      const text = by.text === undefined ? undefined : variables.expand(by.text, state);
      const answer = { ...state, kind: "answer" as const, code: by.code, direct: isDirect(by), by };
      return text === undefined ? answer : { ...answer, text };
    }
    case "break":
      if (state.changed) state.cut = true;
      state.changed = false;
      return "stop";
    case "set": {
      const value = variables.expand(by.value, state, state.quotes);
      if (by.name.toLowerCase() !== "args") variables.set(by.name, value);
      else if (value === undefined) return { kind: "unknown", construct: "variable", by };
      else {
        state.args = value;
        state.queried = true;
      }
      return undefined;
    }
    case "if": {
      variables.lacking = undefined;
      const holds = by.condition && isTrue(by.condition, state, variables);
      if (holds === false) return undefined;
      if (holds === undefined)
        return mayHold(by, state, variables) ? undefined : { kind: "unknown", construct: "if", by };
      if (by.inside !== undefined) state.ifs.push(by.inside);
      return runList(by.statements, state, variables);
    }
    case "rewrite":
      return rewritten(by, state, variables);
  }
}

/** Whether an `if` of which nobody knows whether it holds decides about nothing but variables. */
function mayHold(by: Statement & { kind: "if" }, state: State, variables: Variables): boolean {
  const { statements, inside, condition } = by;
  if (statements.some((s) => s.kind !== "set" || s.name.toLowerCase() === "args")) return false;
  if (inside !== undefined && (inside.handler !== undefined || inside.root !== undefined)) return false;
  if (inside !== undefined && inside.errorPages.length > 0) return false;
  for (const s of statements) if (s.kind === "set") variables.set(s.name, undefined);
  if (condition?.test !== undefined && "pattern" in condition.test) {
    variables.captures = undefined;
    for (const name of condition.test.pattern.names?.keys() ?? []) variables.set(name, undefined);
  }
  if (inside !== undefined) state.doubtful = true;
  return true;
}

function rewritten(
  by: Statement & { kind: "rewrite" },
  state: State,
  variables: Variables,
): Act | "stop" | undefined {
  const { pattern, replacement, flag } = by;
  const matched = matches(pattern, state.uri);
  if (typeof matched === "string") return { kind: "unknown", construct: matched, by };
  if (!matched) {
    variables.captures = [];
    return undefined;
  }
  variables.capture(pattern, state.uri);
  state.rewritten = true;
  const outside = /^(?:https?:\/\/|\$scheme)/.test(replacement);
  if (outside || flag === "redirect" || flag === "permanent") {
    const text = redirectText(replacement, state, variables);
    const code = flag === "permanent" ? 301 : 302;
    const answer = { ...state, kind: "answer" as const, code, direct: false, by };
    return text === undefined ? answer : { ...answer, text };
  }
  const isBare = replacement.endsWith("?");
  const asks = isBare ? replacement.slice(0, -1) : replacement;
  const [, path = "", stated] = /^([^?]*)(?:\?(.*))?$/s.exec(asks) ?? [];
  // nginx reads the whole, to measure it, before it writes a part.
  variables.expand(asks, state);
  const to = variables.expand(path, state);
  const own = stated === undefined ? undefined : variables.expand(stated, state, true);
  if (to === undefined || (stated !== undefined && own === undefined))
    return { kind: "unknown", construct: "variable", by };
  state.uri = to;
  state.args = queryAfter(isBare, own, state.args);
  // "the rewritten URI has a zero length"
  if (to === "") return { ...state, kind: "answer", code: 500, direct: false, by };
  state.changed = flag !== "break";
  if (flag === "break") state.cut = true;
  state.quotes = false;
  return flag === undefined ? undefined : "stop";
}

function isTrue({ variable, test, isNot }: Condition, now: State, variables: Variables): boolean | undefined {
  const value = variables.valueOf(variable, now);
  if (value === undefined) return undefined;
  if (test === undefined) return value !== "" && value !== "0";
  if ("value" in test) {
    const other = variables.expand(test.value, now, now.quotes);
    return other === undefined ? undefined : (value === other) !== isNot;
  }
  const matched = matches(test.pattern, value);
  if (typeof matched === "string") return undefined;
  if (matched) variables.capture(test.pattern, value);
  else variables.captures = [];
  return matched !== isNot;
}

/** The Location of a rewrite: ngx_http_script_regex_end_code. */
function redirectText(replacement: string, now: Now, variables: Variables): string | undefined {
  const isBare = replacement.endsWith("?");
  const text = variables.expand(isBare ? replacement.slice(0, -1) : replacement, now, true);
  if (text === undefined) return undefined;
  const shown = unescapeRedirect(text);
  if (isBare || now.args === "") return shown;
  return `${shown}${replacement.includes("?") ? "&" : "?"}${now.args}`;
}

/** NGX_UNESCAPE_REDIRECT: up to a `?` what need not be escaped is decoded, and of a broken escape a part is lost. */
function unescapeRedirect(text: string): string {
  let out = "";
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === "?") return out + text.slice(i);
    if (c !== "%") {
      out += c;
      continue;
    }
    const first = text.charAt(++i);
    if (!/[\da-f]/i.test(first)) {
      out += first;
      continue;
    }
    const second = text.charAt(++i);
    if (!/[\da-f]/i.test(second)) continue;
    const byte = parseInt(first + second, 16);
    if (byte === 63) return `${out}?${text.slice(i + 1)}`;
    out += byte > 37 && byte < 127 ? String.fromCharCode(byte) : `%${first}${second}`;
  }
  return out;
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
    if (by.kind === "break" || (by.kind === "if" && mayStop(by.statements))) return undefined;
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

/** Whether statements may end the list that they stand in without an answer. */
function mayStop(statements: readonly Statement[]): boolean {
  return statements.some(
    (s) =>
      s.kind === "break" ||
      (s.kind === "rewrite" && (s.flag === "last" || s.flag === "break")) ||
      (s.kind === "if" && mayStop(s.statements)),
  );
}

/** `return` below 400, or with a text: sent as it is. The redirects are errors to nginx, with a place to go. */
function isDirect({ code, text }: Statement & { readonly kind: "return" }): boolean {
  if ([301, 302, 303, 307, 308].includes(code)) return false;
  return code < 400 || text !== undefined;
}
