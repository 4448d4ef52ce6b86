/**
 * nginx's hash tables of names. Building one fails when a name needs more than a bucket: ngx_hash_init keeps
 * align8(length + 2) + 8 bytes for an element and 8 for the end of a bucket, and a bucket has 64 bytes unless a
 * directive says more: 46 bytes for a name. Measured on 1.22.1.
 */
import type { Argument, Directive } from "../../model/topology.ts";
import { gatherEach } from "../../syntax/kept.ts";
import type { Span } from "../../text/source.ts";

/** Bytes of the longest name that a bucket of 64 bytes holds. */
const MAX_NAME = 46;

/** Sizes that the names of the http section need and nobody states, as statements. */
export function hashSizes(http: readonly Directive[], stated: ReadonlySet<string>): readonly string[] {
  const names = { server_names: [], variables: [], map: [], types: [], proxy_headers: [] } as Record<
    "server_names" | "variables" | "map" | "types" | "proxy_headers",
    string[]
  >;
  walk(http, ({ name, args, block }) => {
    const first = args[0]?.value ?? "";
    if (name === "server_name") names.server_names.push(...args.map((a) => a.value));
    else if (name === "set" || name === "auth_request_set") names.variables.push(first);
    else if (name === "geo" || name === "map" || name === "split_clients")
      names.variables.push(args.at(-1)?.value ?? "");
    else if (name === "proxy_set_header" || name === "proxy_hide_header") names.proxy_headers.push(first);
    if (name === "map") names.map.push(...(block ?? []).map((d) => d.name).filter((k) => !k.startsWith("~")));
    if (name === "types") names.types.push(...(block ?? []).flatMap((d) => d.args.map((a) => a.value)));
  });
  const out = Object.entries(names).flatMap(([table, all]) => {
    const longest = Math.max(0, ...all.slice(0, 100_000).map(bytesOf));
    const directive = `${table}_hash_bucket_size`;
    if (longest <= MAX_NAME || stated.has(directive)) return [];
    const needed = Math.ceil((longest + 2) / 8) * 8 + 16;
    return [`${directive} ${Math.ceil(needed / 64) * 64}`];
  });
  const servers = names.server_names.length;
  // With many names nginx would warn that the table is not optimal.
  return servers > 200 && !stated.has("server_names_hash_max_size")
    ? [...out, `server_names_hash_max_size ${2 ** Math.ceil(Math.log2(servers * 4))}`]
    : out;
}

/** Names too long for tables whose buckets no statement enlarges. */
export function tooLongNames(
  directives: readonly Directive[],
): readonly { readonly text: string; readonly span: Span }[] {
  const found = longIn(directives, undefined);
  // Its own directive stands in a server or location only.
  const enlarged = found.includes(ENLARGED);
  return found.flatMap((f) =>
    f === ENLARGED || (f.isReferer && enlarged) ? [] : [{ text: f.at.value, span: f.at.span }],
  );
}

type Long = { readonly at: Argument; readonly isReferer: boolean };
/** Stands for a statement that makes place for every referer. */
const ENLARGED = "enlarged";

const longIn = gatherEach<Directive, undefined, Long | typeof ENLARGED>(({ name, args, block }, _, into) => {
  const over = (of: readonly Argument[], part: (text: string) => string = (t) => t, isReferer = false) => {
    for (const at of of) if (bytesOf(part(at.value)) > MAX_NAME) into.push({ at, isReferer });
  };
  if (/^(?:fastcgi|uwsgi|scgi|grpc)_hide_header$|^grpc_set_header$/.test(name)) over(args.slice(0, 1));
  else if (/^(?:fastcgi|uwsgi|scgi)_param$/.test(name)) {
    // Only parameters that stand for headers are in a table.
    if (args[0]?.value.startsWith("HTTP_") === true) over(args.slice(0, 1), (t) => t.slice(5));
  } else if (/^(?:gzip|sub_filter|ssi|addition|charset|xslt)_types$/.test(name)) over(args);
  else if (name === "valid_referers")
    // Of a wildcard the name alone counts.
    over(
      args.filter((a) => !a.value.startsWith("~")),
      (t) => t.replace(/\/.*$/s, "").replace(/^\*?\.|\.\*$/g, ""),
      true,
    );
  else if (name === "referer_hash_bucket_size") into.push(ENLARGED);
  if (block !== undefined && !DATA.has(name)) for (const inner of longIn(block, undefined)) into.push(inner);
});

/** Blocks that hold data. */
const DATA = new Set(["map", "types", "geo", "split_clients", "charset_map"]);

function walk(directives: readonly Directive[], visit: (directive: Directive) => void): void {
  for (const directive of directives) {
    visit(directive);
    const { name, block } = directive;
    if (block !== undefined && !DATA.has(name)) walk(block, visit);
  }
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text.replace(/^\$/, "")).length;
}
