/** What every word of a file is, by the vocabulary: what completion, hover, names and colours are made from. */
import type { Statement, Tree, Word } from "../syntax/tree.ts";
import { keepalivedContexts } from "../vocabulary/keepalived-keywords.ts";
import { FREE_FORM, innerContexts, type Context } from "../vocabulary/nginx.ts";
import { declarations } from "../vocabulary/vocabulary.ts";
import type { BlockDefinition, Parameter, WordDefinition } from "../vocabulary/word.ts";

/** What may stand in a block. */
export type Inside =
  | { readonly kind: "words"; readonly block: BlockDefinition; readonly name: string }
  | { readonly kind: "nginx"; readonly contexts: readonly Context[] }
  | { readonly kind: "keepalived"; readonly context: string }
  /** Data, or the block of a statement that is not understood. */
  | { readonly kind: "anything" };

export type Role =
  /** Begins a statement, or a `word value` pair on its line. */
  | { readonly kind: "keyword"; readonly definition: WordDefinition; readonly inside: Inside }
  | { readonly kind: "argument"; readonly parameter: Parameter; readonly definition: WordDefinition }
  /** The `on` between a name and its hosts. */
  | { readonly kind: "joint" }
  | { readonly kind: "directive"; readonly inside: Inside }
  | { readonly kind: "directive argument"; readonly inside: Inside }
  | { readonly kind: "unknown"; readonly inside: Inside };

/** One word with its role and the statements around it, its own the last. */
export type Use = {
  readonly word: Word;
  readonly role: Role;
  readonly path: readonly Statement[];
  /** Its place among the words of its statement. */
  readonly index: number;
};

const TOP: Inside = { kind: "words", block: { words: declarations }, name: "a topology" };
const ANYTHING: Inside = { kind: "anything" };

/** Calls `see` with every word. A snippet is what the first place that uses it makes of it. */
export function visitWords(tree: Tree, see: (use: Use) => void): void {
  const snippets = new Map<string, Inside>();
  const waiting: Statement[] = [];
  const visit = (statements: readonly Statement[], inside: Inside, around: readonly Statement[]) => {
    for (const statement of statements) {
      const path = [...around, statement];
      const [keyword, name] = statement.words;
      if (keyword.value === "use" && name !== undefined && around.length > 0 && !snippets.has(name.value))
        snippets.set(name.value, inside);
      const roles = rolesOf(statement, inside, around.length === 0);
      for (const [index, word] of statement.words.entries())
        see({ word, role: roles[index] ?? { kind: "unknown", inside }, path, index });
      if (statement.block === undefined) continue;
      if (around.length === 0 && keyword.value === "snippet") waiting.push(statement);
      else visit(statement.block, insideOf(statement, inside), path);
    }
  };
  visit(tree.statements, TOP, []);
  while (waiting.length > 0) {
    // One that others use is told by them.
    const known = waiting.findIndex((s) => snippets.has(s.words[1]?.value ?? ""));
    const [next] = waiting.splice(Math.max(known, 0), 1);
    if (next !== undefined)
      visit(next.block ?? [], snippets.get(next.words[1]?.value ?? "") ?? ANYTHING, [next]);
  }
}

/** What may stand in a statement's block. */
export function insideOf(statement: Statement, outside: Inside): Inside {
  const { value } = statement.words[0];
  if (outside.kind === "words") {
    const definition = definitionOf(value, outside.block);
    if (definition?.native === "nginx") return { kind: "nginx", contexts: ["main", "events", "http"] };
    if (definition?.native === "keepalived")
      return { kind: "keepalived", context: KEEPALIVED[outside.name] ?? "global_defs" };
    return definition?.block === undefined
      ? ANYTHING
      : { kind: "words", block: definition.block, name: value };
  }
  if (outside.kind === "nginx")
    return FREE_FORM.has(value)
      ? ANYTHING
      : { kind: "nginx", contexts: innerContexts(value, outside.contexts) };
  if (outside.kind === "keepalived") {
    const inner = keepalivedContexts().get(outside.context)?.get(value)?.block;
    return inner === undefined || inner.entries ? ANYTHING : { kind: "keepalived", context: inner.context };
  }
  return ANYTHING;
}

const KEEPALIVED: Readonly<Record<string, string>> = {
  vip: "vrrp_instance",
  sync_group: "vrrp_sync_group",
  virtual_server: "virtual_server",
};

function definitionOf(word: string, block: BlockDefinition): WordDefinition | undefined {
  if (Object.hasOwn(block.words, word)) return block.words[word];
  return block.open?.pattern.test(word) === true ? block.open.word : undefined;
}

/** `use`, `include` and `waive` may stand in any block. */
const ANYWHERE = new Set(["use", "include", "waive"]);
export const useDefinition: WordDefinition = {
  parameters: [{ name: "NAME", type: { kind: "name" } }],
  help: "the statements of a snippet",
  becomes: "the statements",
  many: true,
};

function rolesOf({ words }: Statement, inside: Inside, isTop: boolean): readonly Role[] {
  const [keyword] = words;
  const general =
    !isTop && ANYWHERE.has(keyword.value) && (inside.kind !== "nginx" || keyword.value === "waive");
  if (inside.kind === "words" || general) {
    const definition = general
      ? keyword.value === "use"
        ? useDefinition
        : declarations[keyword.value]
      : inside.kind === "words"
        ? definitionOf(keyword.value, inside.block)
        : undefined;
    return definition === undefined ? [] : argumentsOf(words, definition, inside);
  }
  if (inside.kind === "anything") return [];
  return words.map((_, i): Role => ({ kind: i === 0 ? "directive" : "directive argument", inside }));
}

/** As `reader` of the vocabulary takes them. */
function argumentsOf(words: readonly Word[], definition: WordDefinition, inside: Inside): readonly Role[] {
  const roles: Role[] = [{ kind: "keyword", definition, inside }];
  const pairs: Inside = {
    kind: "words",
    block: definition.block ?? { words: {} },
    name: words[0]?.value ?? "",
  };
  const inner = definition.block?.words ?? {};
  const take = (of: WordDefinition) => {
    const from = roles.length;
    for (const parameter of of.parameters) {
      if (words[roles.length]?.value === "on" && parameter.name.startsWith("on "))
        roles.push({ kind: "joint" });
      for (;;) {
        const word = words[roles.length];
        const mayBePair = roles.length > from || parameter.type.kind === "reference";
        if (word === undefined || (word.quote === "" && mayBePair && Object.hasOwn(inner, word.value))) break;
        roles.push({ kind: "argument", parameter, definition: of });
        if (parameter.rest !== true) break;
      }
    }
  };
  take(definition);
  while (roles.length < words.length) {
    const value = words[roles.length]?.value ?? "";
    const pair = Object.hasOwn(inner, value) ? inner[value] : undefined;
    if (pair === undefined) return roles;
    roles.push({ kind: "keyword", definition: pair, inside: pairs });
    take(pair);
  }
  return roles;
}
