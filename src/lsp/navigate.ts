/** Names across the files of a topology: where one is declared, and where it is used. */
import type {
  DocumentHighlight,
  Location,
  Range,
  ReferenceParams,
  RenameParams,
  TextDocumentPositionParams,
  WorkspaceEdit,
} from "vscode-languageserver-protocol";
import type { Tree } from "../syntax/tree.ts";
import { isName } from "../vocabulary/values.ts";
import { cursorAt, type Cursor } from "./cursor.ts";
import type { Context } from "./context.ts";
import { expand, namesIn, type NameKind, type Naming } from "./names.ts";
import { rangeOf } from "./positions.ts";
import type { Project } from "./project.ts";
import { renamed } from "./rename.ts";

/** A name at its place. */
export type Placed = { readonly naming: Naming; readonly tree: Tree; readonly uri: string };

export function namingAt({ tree, offset }: Cursor): Naming | undefined {
  return namesIn(tree).find((n) => n.start <= offset && offset <= n.end);
}

export function allNames(project: Project): readonly Placed[] {
  return project.paths().flatMap((path) => {
    const tree = project.tree(path);
    const uri = project.uriOf(path);
    return tree === undefined ? [] : namesIn(tree).map((naming) => ({ naming, tree, uri }));
  });
}

/** Everything that names what one name does: the declarations first. */
export function sameThing(names: readonly Placed[], naming: Naming): readonly Placed[] {
  const declared = new Map<NameKind, Set<string>>();
  for (const { naming: n } of names) {
    const [kind] = n.kinds;
    if (!n.declares || kind === undefined) continue;
    const known = declared.get(kind) ?? new Set();
    declared.set(kind, known);
    for (const name of expand(n.text)) known.add(name);
  }
  // Where several kinds may be meant, the first that has the name is.
  const kindOf = (n: Naming) =>
    n.declares ? n.kinds[0] : n.kinds.find((k) => expand(n.text).some((name) => declared.get(k)?.has(name)));
  const kind = kindOf(naming);
  if (kind === undefined) return [];
  const wanted = new Set(expand(naming.text));
  return names
    .filter(
      ({ naming: n }) =>
        n.kinds.includes(kind) && expand(n.text).some((name) => wanted.has(name)) && kindOf(n) === kind,
    )
    .sort((a, b) => Number(b.naming.declares) - Number(a.naming.declares));
}

const rangeOfName = ({ naming, tree }: Placed): Range => rangeOf(tree.source, naming.start, naming.end);
const locationOf = (placed: Placed): Location => ({ uri: placed.uri, range: rangeOfName(placed) });

function found(params: TextDocumentPositionParams, context: Context) {
  const cursor = cursorAt(params, context);
  const naming = cursor === undefined ? undefined : namingAt(cursor);
  if (cursor === undefined || naming === undefined) return undefined;
  return { cursor, naming, places: sameThing(allNames(cursor.project), naming) };
}

export function definition(params: TextDocumentPositionParams, context: Context): readonly Location[] {
  return (found(params, context)?.places ?? []).filter((p) => p.naming.declares).map(locationOf);
}

export function references(params: ReferenceParams, context: Context): readonly Location[] {
  return (found(params, context)?.places ?? [])
    .filter((p) => params.context.includeDeclaration || !p.naming.declares)
    .map(locationOf);
}

export function highlights(
  params: TextDocumentPositionParams,
  context: Context,
): readonly DocumentHighlight[] {
  const here = found(params, context);
  return (here?.places ?? [])
    .filter((p) => p.tree === here?.cursor.tree)
    .map((p) => ({ range: rangeOfName(p), kind: p.naming.declares ? 3 : 2 }));
}

export function prepareRename(params: TextDocumentPositionParams, context: Context) {
  const here = found(params, context);
  if (here === undefined || !here.places.some((p) => p.naming.declares)) return null;
  const { cursor, naming } = here;
  return { range: rangeOf(cursor.tree.source, naming.start, naming.end), placeholder: naming.text };
}

export function rename(
  params: RenameParams,
  context: Context,
): WorkspaceEdit | { readonly refused: string } | null {
  const here = found(params, context);
  if (here === undefined) return null;
  const { newName } = params;
  const { naming, places } = here;
  if (!expand(newName).every(isName)) return { refused: `\`${newName}\` is no name` };
  const clash = allNames(here.cursor.project).find(
    ({ naming: n }) =>
      n.declares &&
      n.kinds[0] === places[0]?.naming.kinds[0] &&
      !places.some((p) => p.naming === n) &&
      expand(n.text).some((name) => expand(newName).includes(name)),
  );
  if (clash !== undefined)
    return { refused: `there is a ${clash.naming.kinds[0]} \`${clash.naming.text}\` already` };
  const changes: Record<string, { range: Range; newText: string }[]> = {};
  for (const place of places) {
    const text = renamed(place.naming.text, naming.text, newName);
    if (text === undefined)
      return { refused: `\`${place.naming.text}\` cannot be written with \`${newName}\`: rename it alone` };
    const document = context.files.documents.get(place.uri);
    (changes[document?.uri ?? place.uri] ??= []).push({ range: rangeOfName(place), newText: text });
  }
  return { changes };
}
