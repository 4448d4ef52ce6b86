/** What may stand at the cursor. */
import type { CompletionItem, CompletionList, CompletionParams } from "vscode-languageserver-protocol";
import { ONLY } from "../model/checks.ts";
import { parse } from "../syntax/parse.ts";
import type { Word } from "../syntax/tree.ts";
import { check } from "../vocabulary/blocks/virtual-server.ts";
import { keepalivedContexts } from "../vocabulary/keepalived-keywords.ts";
import { compareVersions } from "../vocabulary/version.ts";
import { nginxDirective, nginxNames } from "../vocabulary/nginx.ts";
import { declarations, isLandmark } from "../vocabulary/vocabulary.ts";
import { signature, type BlockDefinition, type WordDefinition } from "../vocabulary/word.ts";
import { cursorAt, useAt, type Cursor } from "./cursor.ts";
import { describeDirective, describeWord } from "./describe.ts";
import type { Context } from "./context.ts";
import { CompletionKind } from "./kinds.ts";
import { rangeOf } from "./positions.ts";
import { useDefinition, type Inside, type Use } from "./roles.ts";
import { nativeValues, variableItems } from "./native-values.ts";
import { nameItems, valueItems, type Item } from "./values.ts";

/** Stands where the cursor is, so that the parser says what is expected there. */
const MARK = "\ue000";

/** Asked again with every letter: units depend on the digits before them. */
export function completion(params: CompletionParams, context: Context): CompletionList {
  return { isIncomplete: true, items: [...itemsOf(params, context)] };
}

function itemsOf(params: CompletionParams, context: Context): readonly CompletionItem[] {
  const cursor = cursorAt(params, context);
  if (cursor === undefined) return [];
  const { tree, offset } = cursor;
  const { name, text } = tree.source;
  if (tree.comments.some((c) => c.start < offset && offset <= c.end)) return [];
  const marked = text.slice(0, offset) + MARK + text.slice(offset);
  const use = useAt(
    parse({ name, text: marked }, () => undefined, isLandmark),
    offset,
  );
  if (use === undefined || !use.word.value.includes(MARK)) return [];
  const before = text.slice(use.word.start, offset);
  const param = /\$\(([A-Za-z0-9_-]*)$/.exec(before);
  const variable = takesVariables(use) ? /\$\{?([A-Za-z0-9_]*)$/.exec(before) : null;
  const begun = param ?? variable;
  const quoted = /^["']/.test(before) ? 1 : 0;
  const start = begun === null ? use.word.start + quoted : offset - (begun[1] ?? "").length;
  const items =
    param !== null
      ? nameItems(cursor, ["param"])
      : variable !== null
        ? variableItems(cursor)
        : isInclude(use)
          ? includeItems(cursor, context, quoted === 1)
          : itemsAt(use, before.slice(quoted), cursor);
  // The rest of the word under the cursor is replaced too.
  const rest = begun === null ? /^[A-Za-z0-9_.[\]:/-]*/.exec(text.slice(offset))?.[0].length : 0;
  const range = rangeOf(tree.source, start, offset + (rest ?? 0));
  return items.map(({ documentation, text: inserted, ...item }) => ({
    ...item,
    textEdit: { range, newText: inserted ?? item.label },
    ...(documentation === undefined ? {} : { documentation: { kind: "markdown", value: documentation } }),
  }));
}

const takesVariables = ({ role }: Use): boolean =>
  role.kind === "directive argument" && role.inside.kind === "nginx";

const isInclude = ({ role, path, index }: Use): boolean =>
  role.kind === "argument" && index === 1 && path.at(-1)?.words[0].value === "include";

/** Files that may be included: those in or below the folder of the file, but itself. */
function includeItems(
  { project, path }: Cursor,
  { surroundings }: Context,
  isQuoted: boolean,
): readonly Item[] {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  return surroundings
    .list(project.folder)
    .filter((other) => other.startsWith(folder) && other !== path && other !== project.file)
    .map((other) => other.slice(folder.length))
    .map((label) => ({ label, kind: CompletionKind.file, ...(isQuoted ? {} : { text: `"${label}"` }) }));
}

function itemsAt(use: Use, before: string, cursor: Cursor): readonly Item[] {
  const { role, index, path } = use;
  if (index === 0 && "inside" in role) return keywordItems(role.inside, path, cursor);
  if (role.kind === "directive argument") return nativeValues(use, before, cursor);
  const pairs = pairsOf(use);
  const words = path.at(-1)?.words ?? [];
  const pairItems = pairs === undefined ? [] : wordItems(pairs, words);
  if (role.kind !== "argument") return pairItems;
  const { parameter, definition } = role;
  const joint = parameter.name.startsWith("on ") && path.at(-1)?.words[index - 1]?.value !== "on";
  // Behind a keyword stands its value, and only then another.
  const previous = words[index - 1];
  const first =
    definition.parameters[0] === parameter &&
    (previous === words[0] || pairs?.words[previous?.value ?? ""] === definition);
  return [
    ...(joint && !words.some((w) => w.value === "on") ? [{ label: "on", kind: CompletionKind.keyword }] : []),
    ...valueItems(use, parameter, before, cursor),
    ...(first ? [] : pairItems),
  ];
}

/** The words that may follow on the statement's own line. */
function pairsOf({ path, index }: Use): BlockDefinition | undefined {
  const statement = path.at(-1);
  if (statement === undefined || index === 0) return undefined;
  const keyword = useAt(
    { source: statement.source, statements: [path[0] ?? statement], comments: [] },
    statement.start,
  );
  return keyword?.role.kind === "keyword" ? keyword.role.definition.block : undefined;
}

function keywordItems(inside: Inside, path: Use["path"], cursor: Cursor): readonly Item[] {
  const nested = path.length > 1;
  const snippets = nested && nameItems(cursor, ["snippet"]).length > 0;
  const use = snippets ? [wordItem("use", useDefinition)] : [];
  const waive =
    nested && declarations["waive"] !== undefined ? [wordItem("waive", declarations["waive"])] : [];
  switch (inside.kind) {
    case "words":
      return [...wordItems(inside.block, stated(path, cursor)), ...(nested ? [...use, ...waive] : [])];
    case "nginx": {
      const version = cursor.project.check().topology.target.nginx;
      const names = nginxNames(inside.contexts).filter((name) => {
        const known = nginxDirective(name, inside.contexts[0] ?? "main");
        return (
          (known?.since === undefined || compareVersions(version, known.since) >= 0) &&
          (known?.removed === undefined || compareVersions(version, known.removed) < 0)
        );
      });
      return [...names.map((name) => directiveItem(name, inside)), ...use, ...waive];
    }
    case "keepalived":
      return [...(keepalivedContexts().get(inside.context)?.keys() ?? [])].map((name) =>
        directiveItem(name, inside),
      );
    case "anything":
      return use;
  }
}

/** The words that a block has already, on the line of its statement too; its own last word is the one that is typed. */
function stated(path: Use["path"], { tree }: Cursor): readonly Word[] {
  const around = path.at(-2);
  const block = around === undefined ? tree.statements : (around.block ?? []);
  const [, ...pairs] = around?.words ?? [];
  return [...pairs, ...block.map((s) => s.words[0])];
}

/** Those that may stand beside what is there, and in a check of its kind. */
function wordItems(block: BlockDefinition, beside: readonly Word[]): readonly Item[] {
  const there = new Set(beside.map((w) => w.value));
  const kind = block === check.block ? beside.find((w) => w.value !== "check")?.value : undefined;
  const isOther = (name: string) => kind !== undefined && ONLY.get(name)?.includes(kind) === false;
  const { open } = block;
  const usual = (open?.usual ?? []).filter((name) => !there.has(name));
  return [
    ...Object.entries(block.words)
      .filter(([name, word]) => (word.many === true || !there.has(name)) && !isOther(name))
      .map(([name, word]) => wordItem(name, word)),
    ...(open === undefined ? [] : usual.map((name) => wordItem(name, open.word))),
  ];
}

function wordItem(name: string, definition: WordDefinition): Item {
  return {
    label: name,
    kind: CompletionKind.keyword,
    detail: signature(name, definition),
    documentation: describeWord(name, definition),
    // What must be there comes first.
    sortText: `${definition.required === true ? 0 : 1}${name}`,
  };
}

function directiveItem(name: string, inside: Inside): Item {
  const documentation = describeDirective(name, inside);
  return {
    label: name,
    kind: CompletionKind.function,
    ...(documentation === undefined ? {} : { documentation }),
  };
}
