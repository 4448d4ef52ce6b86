/**
 * The variables of one request: `set`, `map`, `geo`, groups of expressions. Follows ngx_http_variables.c,
 * ngx_http_script.c, ngx_http_map_module.c and ngx_http_geo_module.c of nginx 1.22.1.
 */
import { contains, parseAddress } from "../net/address.ts";
import { matching } from "../regex/automaton.ts";
import { capturesOf } from "../regex/captures.ts";
import type { Pattern } from "../regex/pattern.ts";
import type { Variable, VariablesConf } from "./config.ts";
import { lower } from "./host.ts";

/** The URI and query as they are at the moment. */
export type Now = { readonly uri: string; readonly args: string };

/** The value of one of nginx's own variables; undefined where the request does not decide it. */
export type Builtin = (name: string, now: Now) => string | undefined;

/** A class, because it is the state of one request. */
export class Variables {
  /** `$1` and on, of the last expression that matched; undefined where they are not known. */
  captures: readonly string[] | undefined;
  /** What was set, and what maps gave when they were asked; undefined where it is not known. */
  readonly values = new Map<string, string | undefined>();
  /**
   * A map in a text changed a group that stands before it. nginx has measured that by then, and answers 500, or writes
   * something else: from here on nothing is known.
   */
  isTorn = false;
  /** The last of nginx's own that was asked for and is not known. */
  lacking: string | undefined;
  readonly asking = new Set<string>();
  readonly conf: VariablesConf;
  readonly builtin: Builtin;
  /** The path that the client sent has a `%` or a `+`: nginx then escapes captures in queries and redirects. */
  readonly isEscaped: boolean;
  constructor(
    conf: VariablesConf = {},
    builtin: Builtin = () => undefined,
    isEscaped = false,
    captures: readonly string[] | undefined = undefined,
  ) {
    this.conf = conf;
    this.builtin = builtin;
    this.isEscaped = isEscaped;
    this.captures = captures;
  }

  set(name: string, value: string | undefined): void {
    this.values.set(name.toLowerCase(), value);
  }

  /** Remembers the groups of an expression that has matched. */
  capture(pattern: Pattern, text: string): void {
    const found = pattern.groups === 0 ? [] : capturesOf(pattern, text);
    this.captures = found === "no match" ? undefined : found;
    for (const [name, group] of pattern.names ?? []) this.values.set(name, this.captures?.[group - 1]);
  }

  valueOf(written: string, now: Now): string | undefined {
    const name = written.toLowerCase();
    if (this.values.has(name)) return this.values.get(name);
    const variable = this.conf.variables?.get(name);
    if (variable === undefined) {
      const value = this.conf.assigned?.has(name) === true ? "" : this.builtin(name, now);
      if (value === undefined) this.lacking = name;
      return value;
    }
    // nginx refuses a variable that needs itself.
    if (this.asking.has(name)) return undefined;
    this.asking.add(name);
    const value = this.made(variable, now);
    this.asking.delete(name);
    if (variable.kind !== "map" || !variable.volatile) this.values.set(name, value);
    return value;
  }

  made(variable: Variable, now: Now): string | undefined {
    if (variable.kind === "opaque") return undefined;
    const source = this.expand(variable.source, now);
    if (source === undefined) return undefined;
    if (variable.kind === "map") return this.mapped(variable, source, now);
    const address = parseAddress(source);
    let best: { readonly length: number; readonly value: string } | undefined;
    for (const block of address === undefined ? [] : variable.blocks) {
      if (address !== undefined && contains(block, address) && block.length >= (best?.length ?? 0))
        best = block;
    }
    return best?.value ?? variable.otherwise;
  }

  mapped(map: Variable & { kind: "map" }, source: string, now: Now): string | undefined {
    const key = lower(source);
    const exact = map.hosts === undefined ? map.exact.get(key) : map.hosts(key.replace(/\.$/, ""));
    if (exact !== undefined) return this.expand(exact, now);
    // An empty text is not asked about by an expression.
    for (const { pattern, value } of key === "" ? [] : map.patterns) {
      const matched = matches(pattern, source);
      if (matched === false) continue;
      this.capture(pattern, source);
      return matched === true ? this.expand(value, now) : undefined;
    }
    return this.expand(map.otherwise, now);
  }

  /** A text with its variables and captures; undefined where one is not known. `escapes`: in queries and redirects. */
  expand(text: string, now: Now, escapes = false): string | undefined {
    if (!text.includes("$")) return text;
    let isKnown = true;
    let measured: readonly string[] | undefined;
    const used: [string, string | undefined][] = [];
    const out = text.replace(
      /\$(?:\{(\w+)\}|([1-9])|(\w+))/g,
      (_, braced?: string, digit?: string, bare?: string) => {
        if (digit !== undefined) {
          if (this.captures === undefined) isKnown = false;
          measured ??= this.captures;
          const value = this.captures?.[Number(digit) - 1] ?? "";
          return escapes && this.isEscaped ? escapeArgs(value) : value;
        }
        const name = braced ?? bare ?? "";
        const value = this.valueOf(name, now);
        used.push([name.toLowerCase(), value]);
        if (value === undefined) isKnown = false;
        return value ?? "";
      },
    );
    if (measured !== undefined && measured !== this.captures) this.isTorn = true;
    if (used.length > 1 && used.some(([name, value]) => this.valueOf(name, now) !== value))
      this.isTorn = true;
    if (this.isTorn) return undefined;
    return isKnown && !/\$(?!\w)/.test(text.replaceAll(/\$\{\w+\}/g, "")) ? out : undefined;
  }
}

/** Whether an expression matches; the construct for which that is not known. */
export function matches(pattern: Pattern, text: string): boolean | string {
  const { initial, step, accepts } = matching(pattern);
  let state = initial;
  for (let i = 0; i < text.length; i++) state = step(state, text.charCodeAt(i));
  if (!accepts(state)) return false;
  return pattern.undecidable ?? true;
}

/** NGX_ESCAPE_ARGS. */
function escapeArgs(text: string): string {
  return text.replace(
    // eslint-disable-next-line no-control-regex
    /[\0-\x20"#%&+;<>?\\^`{|}\x7f-\xff]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}
