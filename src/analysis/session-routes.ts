/** nginx's maps from a session's cookie to the upstream of the Tomcat that the session's id names. */
import type { Span } from "../text/source.ts";
import type { Level } from "./directives.ts";

export type RouteMap = {
  /** The cookie that is read. */
  readonly cookie: string;
  /** Of the map that names the upstreams. */
  readonly span: Span;
  /** Lines in order; without a route the line is for what no other fits. */
  readonly targets: readonly { readonly route?: string; readonly upstream: string; readonly span: Span }[];
};

/** What decides `$variable`; undefined unless it is the end of a session's id, as far as can be read. */
export function routeMapOf(top: Level, variable: string): RouteMap | undefined {
  const map = mapTo(top, variable);
  if (map === undefined) return undefined;
  const lines = map.block ?? [];
  if (lines.some((d) => d.args[0]?.value.includes("$") === true || d.name === "include")) return undefined;
  const source = map.args[0]?.value.slice(1) ?? "";
  const direct = /^cookie_(\w+)$/.exec(source)?.[1];
  const cookie = direct ?? suffixOf(top, source);
  if (cookie === undefined) return undefined;
  type Target = RouteMap["targets"][number];
  const targets = lines.flatMap((d): Target[] => {
    const upstream = d.args[0]?.value;
    if (upstream === undefined || d.name === "hostnames" || d.name === "volatile") return [];
    if (d.name === "default") return [{ upstream, span: d.span }];
    const route = direct === undefined ? d.name : /^~\*?(?:\.[*+])?\\?\.?(\w+)\$$/.exec(d.name)?.[1];
    return route === undefined ? [] : [{ route, upstream, span: d.span }];
  });
  // Without a line for a route it is another cookie's map: of a campaign, of blue and green.
  return targets.every((t) => t.route === undefined) ? undefined : { cookie, span: map.span, targets };
}

const mapTo = (top: Level, variable: string) =>
  top.find((d) => d.name === "map" && d.block !== undefined && d.args[1]?.value === `$${variable}`);

/** The cookie of which a map keeps the part that an expression captures. */
function suffixOf(top: Level, variable: string): string | undefined {
  const map = mapTo(top, variable);
  const captures = map?.block?.some(
    (d) => d.name.startsWith("~") && d.args[0]?.value.startsWith("$") === true,
  );
  return captures === true ? /^\$cookie_(\w+)$/.exec(map?.args[0]?.value ?? "")?.[1] : undefined;
}
