/** Which names the statements of an nginx tier use, and which they declare. */
import type { Directive, NginxTier } from "../../model/topology.ts";
import { once } from "../once.ts";

export type Mentions = {
  /** Words of letters, digits, dots and hyphens in any place that declares nothing, in lower case. */
  readonly words: ReadonlySet<string>;
  /** Without the `$`. */
  readonly variables: ReadonlySet<string>;
  /** False when a file of nginx's own is read as well: it may use anything. */
  readonly isWhole: boolean;
  /** Whether a pass takes its target from a variable: any word may then be one. */
  readonly passesByVariable: boolean;
};
export type Declared = { readonly name: string; readonly directive: Directive };
type Kind = "upstream" | "variable" | "zone" | "log format" | "named location";

export const mentionsOf = once((tier: NginxTier): Mentions => {
  const words = new Set<string>();
  const variables = new Set<string>();
  let [isWhole, passesByVariable] = [true, false];
  const read = (text: string) => {
    for (const word of text.toLowerCase().split(/[^\w.-]+/)) words.add(word);
    for (const [named] of text.toLowerCase().matchAll(/@[\w.-]+/g)) words.add(named);
    for (const [inside] of text.toLowerCase().matchAll(/(?<=\[)[0-9a-f:.]+(?=\])/g)) words.add(inside);
    for (const [, braced, plain] of text.matchAll(/\$(?:\{(\w+)\}|(\w+))/g))
      variables.add(braced ?? plain ?? "");
  };
  walk(tier.directives, (directive) => {
    const { name, args } = directive;
    const own = declaration(directive);
    for (const [i, { value }] of args.entries()) if (i !== own?.at) read(value);
    // In a map the first word is a value too.
    read(name);
    if (name === "include" && args[0]?.value.endsWith("mime.types") !== true) isWhole = false;
    if (name.endsWith("_pass") && /^(?:\w+:\/\/)?[^/]*\$/.test(args[0]?.value ?? "")) passesByVariable = true;
  });
  return { words, variables, isWhole, passesByVariable };
});

/** What a tier declares of a kind, in the order in which nginx reads it. */
export function declaredIn(tier: NginxTier, kind: Kind): readonly Declared[] {
  const out: Declared[] = [];
  walk(tier.directives, (directive) => {
    const own = declaration(directive);
    if (own?.kind === kind) out.push({ name: own.name, directive });
  });
  return out;
}

function walk(directives: readonly Directive[], visit: (directive: Directive) => void): void {
  for (const directive of directives) {
    visit(directive);
    if (directive.block !== undefined) walk(directive.block, visit);
  }
}

/** The name that a statement declares, and which of its arguments that is. */
function declaration({ name, args, block }: Directive) {
  const of = (kind: Kind, at: number, text = args[at]?.value ?? "") => ({ kind, at, name: text });
  switch (name) {
    case "upstream":
      return block === undefined ? undefined : of("upstream", 0);
    case "map":
    case "split_clients":
    case "geo": {
      const at = name === "geo" ? args.length - 1 : 1;
      return block === undefined ? undefined : of("variable", at, args[at]?.value.replace(/^\$/, ""));
    }
    case "log_format":
      return of("log format", 0);
    case "location":
      return args[0]?.value.startsWith("@") === true ? of("named location", 0) : undefined;
    case "limit_req_zone":
    case "limit_conn_zone":
    case "proxy_cache_path": {
      const at = args.findIndex((a) => /^(?:zone|keys_zone)=/.test(a.value));
      return at < 0 ? undefined : of("zone", at, /=([^:]*)/.exec(args[at]?.value ?? "")?.[1]);
    }
    default:
      return undefined;
  }
}
