/** The order in which statements are emitted, where it is free. */
import type { Directive } from "../../model/topology.ts";

const METHODS = new Set(["ip_hash", "least_conn", "hash", "random", "least_time", "round_robin"]);

/**
 * In an upstream the balancing method must precede `keepalive`, or nginx loses the latter; so it comes first. With a
 * `backup` server the author's order stays: nginx takes ip_hash, hash and random only after such a server.
 */
export function orderUpstream(directives: readonly Directive[]): readonly Directive[] {
  if (directives.some((d) => d.name === "server" && d.args.some((a) => a.value === "backup")))
    return directives;
  return [
    ...directives.filter((d) => METHODS.has(d.name)),
    ...directives.filter((d) => !METHODS.has(d.name)),
  ];
}

/** What kind of location a statement is: static ones are found by name, regex ones by their order. */
function kindOf({ name, args }: Directive): "other" | "static" | "regex" | "named" {
  if (name !== "location") return "other";
  const first = args[0]?.value ?? "";
  if (first.startsWith("~")) return "regex";
  return first.startsWith("@") ? "named" : "static";
}

function nameOf({ args }: Directive): string {
  return args.length > 1 ? (args[1]?.value ?? "") : (args[0]?.value ?? "").replace(/^(=|\^~)/, "");
}

/**
 * Static locations first and sorted by name, in which order nginx reads them in linear time (before 1.25.3 its
 * sort is quadratic in any other); then the regexes in their own order, which alone has a meaning. An included file
 * may hold regexes too: beside one the author's order stays.
 */
export function orderLocations(directives: readonly Directive[]): readonly Directive[] {
  if (!directives.some((d) => d.name === "location") || directives.some((d) => d.name === "include"))
    return directives;
  const of = (kind: ReturnType<typeof kindOf>) => directives.filter((d) => kindOf(d) === kind);
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  // '/' sorts before every other character of a path, so that a prefix stands before what extends it.
  const key = (d: Directive) => nameOf(d).replaceAll("/", "\u0001");
  const statics = of("static").map((d) => ({ d, key: key(d) }));
  statics.sort((a, b) => compare(a.key, b.key));
  return [...of("other"), ...statics.map(({ d }) => d), ...of("regex"), ...of("named")];
}
