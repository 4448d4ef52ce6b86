/**
 * Which location a normalised URI belongs to: ngx_http_core_find_location of nginx 1.22.1, with nesting. Page:
 * spec/semantics/nginx.md; held to nginx by test/real/nginx-differential.test.ts.
 */
import type { Supposed } from "../regex/first.ts";
import type { LocationConf, ServerConf } from "./config.ts";
import { levelOf, nameOf, type LevelIndex } from "./level.ts";

/** The location is the last of `path`, which begins at the server's level; an empty path is the server itself. */
export type Selection =
  | { readonly kind: "location"; readonly path: readonly LocationConf[] }
  /** 301 to the last location's name, before anything else is looked at; 404 when that location is `internal`. */
  | { readonly kind: "redirect"; readonly path: readonly LocationConf[] }
  /** It depends on a regex location whose language is not known. */
  | { readonly kind: "unknown"; readonly construct: string; readonly at: LocationConf };

export type Holder = ServerConf | LocationConf;

let nothing: LevelIndex | undefined;
const indexes = new WeakMap<Holder, { readonly version: readonly number[]; readonly index: LevelIndex }>();

/** The locations directly inside. In a regex location only regexes are ever found. */
export function indexOf(holder: Holder, version: readonly number[]): LevelIndex {
  const known = indexes.get(holder);
  if (known !== undefined && known.version === version) return known.index;
  if (holder.locations.length === 0) return (nothing ??= levelOf([], version));
  const index = levelOf(holder.locations, version);
  indexes.set(holder, { version, index });
  return index;
}

/**
 * The location of a URI. Without a supposition about regexes that cannot be decided, the answer may be unknown.
 * `version` is the one object of an HttpConf.
 */
export function selectLocation(
  server: ServerConf,
  uri: string,
  version: readonly number[],
  supposed?: Supposed,
): Selection {
  const at = search(server, [], uri, version, supposed);
  return at.selection;
}

type Step = { readonly selection: Selection; readonly final: boolean };

function search(
  holder: Holder,
  path: readonly LocationConf[],
  uri: string,
  version: readonly number[],
  supposed: Supposed | undefined,
): Step {
  const index = indexOf(holder, version);
  let current: Selection = { kind: "location", path };
  let asksRegexes = true;
  // Static locations inside a regex location are never put into a tree.
  if (!("match" in holder) || holder.match.kind !== "regex") {
    const found = index.findStatic(uri);
    if (found.kind !== "none") {
      const inner = [...path, found.location];
      if (found.kind === "exact") return { selection: { kind: "location", path: inner }, final: true };
      if (found.kind === "redirect") return { selection: { kind: "redirect", path: inner }, final: true };
      asksRegexes = found.location.match.kind !== "caret";
      const nested = search(found.location, inner, uri, version, supposed);
      if (nested.final) return nested;
      current = nested.selection;
    }
  }
  if (asksRegexes && index.regexes.length > 0) {
    const regex = index.regexes[index.first.find(uri, supposed ?? "match")];
    if (regex !== undefined) {
      const construct = regex.match.kind === "regex" ? regex.match.pattern.undecidable : undefined;
      if (construct !== undefined && supposed === undefined)
        return { selection: { kind: "unknown", construct, at: regex }, final: true };
      return { ...search(regex, [...path, regex], uri, version, supposed), final: true };
    }
  }
  return { selection: current, final: false };
}

/** The named location of a server; of two of one name the first. */
export function namedLocation(server: ServerConf, name: string): LocationConf | undefined {
  return server.locations.find((l) => l.match.kind === "named" && nameOf(l) === name);
}
