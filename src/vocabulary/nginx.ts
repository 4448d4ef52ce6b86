/** nginx's directives: which exist in a version, where each may stand, and with how many arguments. */
import type { Directive } from "./directive.ts";
import type { Version } from "./version.ts";
import { catalogue } from "./nginx-catalogue.ts";

export type Context =
  | "main"
  | "events"
  | "http"
  | "server"
  | "location"
  | "upstream"
  | "if in server"
  | "if in location"
  | "limit_except";

export type NginxDirective = {
  readonly name: string;
  readonly contexts: readonly Context[];
  readonly min: number;
  readonly max: number;
  readonly flag: boolean;
  readonly block: boolean;
  readonly since?: Version;
  readonly removed?: Version;
  /** The release into whose build Debian has carried it. */
  readonly backported?: Version;
  /** Contexts in which it takes fewer arguments. */
  readonly maxIn?: Partial<Readonly<Record<Context, number>>>;
  /** Contexts, and numbers of arguments from one up, that came later than the directive. */
  readonly later?: readonly { readonly what: Context | number; readonly since: Version }[];
};

const CONTEXTS: Readonly<Record<string, Context>> = {
  m: "main",
  e: "events",
  h: "http",
  s: "server",
  l: "location",
  u: "upstream",
  S: "if in server",
  L: "if in location",
  x: "limit_except",
};

let table: ReadonlyMap<string, NginxDirective> | undefined;

function parseCatalogue(): ReadonlyMap<string, NginxDirective> {
  const out = new Map<string, NginxDirective>();
  for (const row of catalogue().trim().split("\n")) {
    const [name = "", contexts = "", shape = "", ...versions] = row.split(" ");
    const counts = /^(\d+)(?:-(\d+)|(\+))?/.exec(shape);
    const since = versions.find((v) => v.startsWith("+"));
    const removed = versions.find((v) => v.startsWith("-"));
    const backported = versions.find((v) => v.startsWith("~"));
    const fewer = versions.flatMap((v) => {
      const match = /^([a-zA-Z])=(\d+)$/.exec(v);
      const context = CONTEXTS[match?.[1] ?? ""];
      return context === undefined ? [] : [[context, Number(match?.[2])] as const];
    });
    const later = versions.flatMap((v) => {
      const match = /^([a-zA-Z]|\d)\+(.+)$/.exec(v);
      const what = CONTEXTS[match?.[1] ?? ""] ?? Number(match?.[1]);
      return match === null ? [] : [{ what, since: (match[2] ?? "").split(".").map(Number) }];
    });
    const min = counts === null ? 1 : Number(counts[1]);
    out.set(name, {
      name,
      contexts: [...contexts].flatMap((c) => CONTEXTS[c] ?? []),
      min,
      max: counts === null ? 1 : counts[3] === "+" ? Infinity : Number(counts[2] ?? min),
      flag: shape.startsWith("flag"),
      block: shape.endsWith("{"),
      ...(since === undefined ? {} : { since: since.slice(1).split(".").map(Number) }),
      ...(removed === undefined ? {} : { removed: removed.slice(1).split(".").map(Number) }),
      ...(backported === undefined ? {} : { backported: backported.slice(1).split(".").map(Number) }),
      ...(fewer.length === 0 ? {} : { maxIn: Object.fromEntries(fewer) }),
      ...(later.length === 0 ? {} : { later }),
    });
  }
  return out;
}

const serverBlock: NginxDirective = {
  name: "server",
  contexts: ["http"],
  min: 0,
  max: 0,
  flag: false,
  block: true,
};
const upstreamServer: NginxDirective = {
  name: "server",
  contexts: ["upstream"],
  min: 1,
  max: Infinity,
  flag: false,
  block: false,
};

/** The directive of a name; `server` is another one inside `upstream`. */
export function nginxDirective(name: string, context: Context): NginxDirective | undefined {
  if (name === "server") return context === "upstream" ? upstreamServer : serverBlock;
  table ??= parseCatalogue();
  return table.get(name);
}

/** Names of the directives that may stand in a context, for completion and for "did you mean". */
export function nginxNames(contexts: readonly Context[]): readonly string[] {
  table ??= parseCatalogue();
  const own = [...table.values()]
    .filter((d) => d.contexts.some((c) => contexts.includes(c)))
    .map((d) => d.name);
  return contexts.includes("http") || contexts.includes("upstream") ? [...own, "server"] : own;
}

/** Blocks whose statements are data, not directives. */
export const FREE_FORM: ReadonlySet<string> = new Set([
  "map",
  "geo",
  "types",
  "split_clients",
  "charset_map",
]);

/** Blocks of modules that stand beside `http`, not in it. */
export const MAIN_BLOCKS: ReadonlySet<string> = new Set(["stream", "mail", "rtmp"]);

/** Names of the upstreams of a section, in lower case, as nginx compares them. */
export function upstreamsOf(section: readonly Directive[]): ReadonlySet<string> {
  return new Set(
    section.flatMap((d) =>
      d.name === "upstream" && d.args[0] !== undefined ? [d.args[0].value.toLowerCase()] : [],
    ),
  );
}

/** The contexts of what stands in a block, from those its directive stands in. */
export function innerContexts(name: string, from: readonly Context[]): readonly Context[] {
  switch (name) {
    case "http":
      return ["http"];
    case "events":
      return ["events"];
    case "server":
      return ["server"];
    case "upstream":
      return ["upstream"];
    case "if":
      return from.includes("server") ? ["if in server"] : ["if in location"];
    case "limit_except":
      return ["limit_except"];
    default:
      return ["location"];
  }
}
