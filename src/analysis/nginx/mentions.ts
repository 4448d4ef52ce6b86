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
  const seen = new Set<string>();
  const read = (text: string) => {
    if (seen.has(text)) return;
    seen.add(text);
    const lower = text.toLowerCase();
    for (const word of lower.split(/[^\w.-]+/)) words.add(word);
    if (text.includes("@")) for (const [named] of lower.matchAll(/@[\w.-]+/g)) words.add(named);
    if (text.includes("["))
      for (const [inside] of lower.matchAll(/(?<=\[)[0-9a-f:.]+(?=\])/g)) words.add(inside);
    if (text.includes("$"))
      for (const [, braced, plain] of text.matchAll(/\$(?:\{(\w+)\}|(\w+))/g))
        variables.add(braced ?? plain ?? "");
  };
  walk(tier.directives, (directive) => {
    const { name, args } = directive;
    const own = declaration(directive);
    for (const [i, { value }] of args.entries()) if (i !== own?.at) read(value);
    // In a map the first word is a value too.
    read(name);
    if (readsMore(directive)) isWhole = false;
    if (name.endsWith("_pass") && /^(?:\w+:\/\/)?[^/]*\$/.test(args[0]?.value ?? "")) passesByVariable = true;
  });
  return { words, variables, isWhole, passesByVariable };
});

/** Whether a statement reads a file of nginx's own, which may declare and use anything. */
export function readsMore({ name, args }: Directive): boolean {
  return name === "include" && args[0]?.value.endsWith("mime.types") !== true;
}

/** What a tier declares of a kind, in the order in which nginx reads it. */
export function declaredIn(tier: NginxTier, kind: Kind): readonly Declared[] {
  return declarationsOf(tier).get(kind) ?? [];
}

const declarationsOf = once((tier: NginxTier): ReadonlyMap<Kind, readonly Declared[]> => {
  const out = new Map<Kind, Declared[]>();
  walk(tier.directives, (directive) => {
    const own = declaration(directive);
    if (own === undefined) return;
    const { kind, name } = own;
    const known = out.get(kind);
    if (known === undefined) out.set(kind, [{ name, directive }]);
    else known.push({ name, directive });
  });
  return out;
});

/** What a tier declares of a kind and no word of it names; none where an unknown file may name it. */
export function unnamedIn(tier: NginxTier, kind: Kind): readonly Declared[] {
  const declared = declaredIn(tier, kind);
  if (declared.length === 0) return declared;
  const { words, isWhole } = mentionsOf(tier);
  return isWhole ? declared.filter(({ name }) => !words.has(name.toLowerCase())) : [];
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
