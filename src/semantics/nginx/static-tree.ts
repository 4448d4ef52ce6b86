/**
 * The tree of prefix and exact locations as nginx before 1.23.4 builds and walks it, where a name that is longer than
 * its parent's by more than 255 bytes counts modulo 256: ngx_http_create_locations_list,
 * ngx_http_create_locations_tree and ngx_http_core_find_static_location.
 */
import type { LocationConf } from "./config.ts";

/** The child of a level that a URI finds without regular expressions. */
export type StaticFound =
  | { readonly kind: "none" }
  | { readonly kind: "exact" | "prefix"; readonly location: LocationConf }
  /** The URI with a slash more is the name of a location that passes requests on: 301, or 404 if `internal`. */
  | { readonly kind: "redirect"; readonly location: LocationConf };

type Entry = { readonly name: string; exact?: LocationConf; inclusive?: LocationConf; list: Entry[] };
type TreeNode = {
  readonly text: string;
  readonly exact: LocationConf | undefined;
  readonly inclusive: LocationConf | undefined;
  readonly redirects: boolean;
  left?: TreeNode;
  right?: TreeNode;
  tree?: TreeNode;
};

/** A function that finds the static child of a level for a URI, in the old way. */
export function oldTree(
  locations: readonly LocationConf[],
  redirects: (location: LocationConf) => boolean,
): (uri: string) => StaticFound {
  const byName = new Map<string, Entry>();
  for (const location of locations) {
    const { match } = location;
    if (match.kind === "regex" || match.kind === "named") continue;
    let entry = byName.get(match.name);
    if (entry === undefined) byName.set(match.name, (entry = { name: match.name, list: [] }));
    if (match.kind === "exact") entry.exact ??= location;
    else entry.inclusive ??= location;
  }
  const sorted = [...byName.values()].sort((a, b) => (before(a.name, b.name) ? -1 : 1));
  const root = grow(nest(sorted), 0, redirects);
  return (uri) => walk(root, uri);
}

/** ngx_filename_cmp: a slash sorts before every other byte. */
function before(a: string, b: string): boolean {
  return a.replaceAll("/", "\0") < b.replaceAll("/", "\0");
}

/** Puts entries under the prefix they begin with. */
function nest(sorted: readonly Entry[]): Entry[] {
  const out: Entry[] = [];
  for (let i = 0; i < sorted.length;) {
    const entry = sorted[i++];
    if (entry === undefined) break;
    out.push(entry);
    if (entry.inclusive === undefined) continue;
    const from = i;
    while (sorted[i]?.name.startsWith(entry.name) === true) i++;
    entry.list = nest(sorted.slice(from, i));
  }
  return out;
}

function grow(
  entries: readonly Entry[],
  prefix: number,
  redirects: (location: LocationConf) => boolean,
): TreeNode | undefined {
  const middle = entries.length >> 1;
  const entry = entries[middle];
  if (entry === undefined) return undefined;
  const { exact, inclusive, name } = entry;
  const node: TreeNode = {
    // One byte holds the length.
    text: name.slice(prefix).slice(0, (name.length - prefix) & 255),
    exact,
    inclusive,
    redirects: [exact, inclusive].some((l) => l !== undefined && redirects(l)),
  };
  const left = grow(entries.slice(0, middle), prefix, redirects);
  const right = grow(entries.slice(middle + 1), prefix, redirects);
  const tree = grow(entry.list, name.length, redirects);
  if (left !== undefined) node.left = left;
  if (right !== undefined) node.right = right;
  if (tree !== undefined) node.tree = tree;
  return node;
}

function walk(root: TreeNode | undefined, whole: string): StaticFound {
  let found: StaticFound = { kind: "none" };
  let node = root;
  let uri = whole;
  while (node !== undefined) {
    const { text, exact, inclusive } = node;
    const length = Math.min(uri.length, text.length);
    const ours = uri.slice(0, length);
    const theirs = text.slice(0, length);
    if (ours !== theirs) {
      node = before(ours, theirs) ? node.left : node.right;
      continue;
    }
    if (uri.length > text.length) {
      if (inclusive === undefined) {
        node = node.right;
        continue;
      }
      found = { kind: "prefix", location: inclusive };
      node = node.tree;
      uri = uri.slice(length);
      continue;
    }
    if (uri.length === text.length) {
      if (exact !== undefined) return { kind: "exact", location: exact };
      return inclusive === undefined ? found : { kind: "prefix", location: inclusive };
    }
    if (uri.length + 1 === text.length && node.redirects) {
      const location = exact ?? inclusive;
      if (location !== undefined) found = { kind: "redirect", location };
    }
    node = node.left;
  }
  return found;
}
