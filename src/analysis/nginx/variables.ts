/** The variables that an http section makes: `map`, `geo`, `set`, named groups. */
import type { Directive } from "../../model/topology.ts";
import { parseAddress, parsePrefix, widthOf } from "../../semantics/net/address.ts";
import { lower } from "../../semantics/nginx/host.ts";
import { nameTable } from "../../semantics/nginx/names.ts";
import type { Variable, VariablesConf } from "../../semantics/nginx/config.ts";
import { parsePattern } from "../../semantics/regex/parse.ts";
import { toBytes } from "./bytes.ts";

export function variablesOf(http: readonly Directive[]): VariablesConf {
  const variables = new Map<string, Variable>();
  for (const directive of http) {
    const { name, args, block } = directive;
    if (block === undefined || !(name === "map" || name === "geo" || name === "split_clients")) continue;
    const to = args.at(-1)?.value.replace(/^\$/, "").toLowerCase();
    if (to !== undefined) variables.set(to, readerOf[name](directive, block));
  }
  const assigned = new Set<string>();
  assignedIn(http, assigned);
  // Of a group and a map of one name nginx takes whichever it reads last.
  for (const name of assigned) if (variables.has(name) && isGroup(http, name)) variables.set(name, OPAQUE);
  return {
    ...(variables.size === 0 ? {} : { variables }),
    ...(assigned.size === 0 ? {} : { assigned }),
  };
}

const OPAQUE: Variable = { kind: "opaque" };
type Reader = (directive: Directive, block: readonly Directive[]) => Variable;
const readerOf: Readonly<Record<"map" | "geo" | "split_clients", Reader>> = {
  map: mapOf,
  geo: geoOf,
  split_clients: () => OPAQUE,
};
const valueOf = ({ args }: Directive) => toBytes(args[0]?.value ?? "");

function mapOf({ args }: Directive, block: readonly Directive[]): Variable {
  if (block.some((d) => d.name === "include" && d.args.length === 1)) return OPAQUE;
  const isFlag = (d: Directive, name: string) => d.name === name && d.args.length === 0;
  const lines = block.filter((d) => d.args.length === 1);
  const plain = lines.filter((d) => d.name !== "default" && !d.name.startsWith("~"));
  const keys = plain.map((d) => [toBytes(d.name).replace(/^\\/, ""), valueOf(d)] as const);
  const otherwise = lines.find((d) => d.name === "default");
  return {
    kind: "map",
    source: toBytes(args[0]?.value ?? ""),
    exact: new Map(keys.map(([key, value]) => [lower(key), value])),
    patterns: lines
      .filter((d) => d.name.startsWith("~"))
      .map((d) => {
        const text = toBytes(d.name);
        const isCaseless = text.startsWith("~*");
        return { pattern: parsePattern(text.slice(isCaseless ? 2 : 1), isCaseless), value: valueOf(d) };
      }),
    otherwise: otherwise === undefined ? "" : valueOf(otherwise),
    volatile: block.some((d) => isFlag(d, "volatile")),
    ...(block.some((d) => isFlag(d, "hostnames")) ? { hosts: hostsOf(keys) } : {}),
  };
}

/** The names of a `map` with `hostnames` are found as those of servers are. */
function hostsOf(keys: readonly (readonly [string, string])[]) {
  const names = keys.map(([text, origin]) => ({ text, origin }));
  const table = nameTable([
    { origin: undefined, access: [], errorPages: [], listens: [], names, statements: [], locations: [] },
  ]);
  return (host: string) => table.find(host, "match")?.name.origin as string | undefined;
}

const GEO_FLAGS = new Set(["ranges", "proxy", "proxy_recursive", "include", "delete"]);

function geoOf({ args }: Directive, block: readonly Directive[]): Variable {
  if (block.some((d) => GEO_FLAGS.has(d.name))) return OPAQUE;
  const otherwise = block.find((d) => d.name === "default");
  return {
    kind: "geo",
    source: args.length > 1 ? toBytes(args[0]?.value ?? "") : "$remote_addr",
    blocks: block.flatMap((d) => {
      if (d.name === "default") return [];
      const address = parseAddress(d.name);
      const found = parsePrefix(d.name) ?? (address && { address, length: widthOf(address.family) });
      return found === undefined ? [] : [{ ...found, value: valueOf(d) }];
    }),
    otherwise: otherwise === undefined ? "" : valueOf(otherwise),
  };
}

const NAMED_GROUP = /\(\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/g;
/** Their arguments may be expressions. */
const EXPRESSIONS = new Set(["location", "server_name", "rewrite", "if"]);

/** The names that `set` and named groups make, in lower case; `$args` and `$limit_rate` are nginx's own. */
function assignedIn(directives: readonly Directive[], out: Set<string>): void {
  for (const d of directives) {
    if (d.name === "set") {
      const name = d.args[0]?.value.slice(1).toLowerCase() ?? "";
      if (name !== "args" && name !== "limit_rate") out.add(name);
    }
    for (const name of groupsOf(d)) out.add(name);
    if (d.name === "map") for (const { name } of d.block ?? []) for (const n of namedIn(name)) out.add(n);
    else if (d.name === "server" || d.name === "location" || d.name === "if") assignedIn(d.block ?? [], out);
  }
}

function groupsOf({ name, args }: Directive): readonly string[] {
  return EXPRESSIONS.has(name) ? args.flatMap((a) => namedIn(a.value)) : [];
}

function namedIn(text: string): readonly string[] {
  if (!text.includes("(?")) return [];
  return [...text.matchAll(NAMED_GROUP)].map(([, a, b]) => (a ?? b ?? "").toLowerCase());
}

function isGroup(directives: readonly Directive[], name: string): boolean {
  return directives.some(
    (d) =>
      groupsOf(d).includes(name) ||
      (d.name === "map"
        ? (d.block ?? []).some((l) => namedIn(l.name).includes(name))
        : isGroup(d.block ?? [], name)),
  );
}
