/** JSON that a person wrote or that came from elsewhere, with the places of what is in it. */
import { findNodeAtLocation, parseTree, printParseErrorCode, type Node, type ParseError } from "jsonc-parser";
import type { Source, Span } from "./source.ts";

/** From the outermost value inward: names of properties, numbers of items. */
export type JsonPath = readonly (string | number)[];

export type Json = {
  readonly value: unknown;
  /** The place of a value; of the outermost one when there is none. */
  readonly at: (path: JsonPath) => Span;
  /** The place of a property's name. */
  readonly nameAt: (path: JsonPath) => Span;
};

/** Reads a text, or says what is wrong where. A byte order mark may stand before it. */
export function readJson(source: Source): Json | { readonly reason: string; readonly span: Span } {
  const text = source.text.replace(/^\uFEFF/, " ");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return mistakeIn(source, text);
  }
  let tree: Node | undefined;
  // Only who asks for a place pays for it.
  const find = (path: JsonPath): Node | undefined => {
    tree ??= parseTree(text);
    return tree === undefined ? undefined : (findNodeAtLocation(tree, [...path]) ?? tree);
  };
  const spanOf = (node: Node | undefined): Span => {
    const start = node?.offset ?? 0;
    return { source, start, end: start + (node?.length ?? 0) };
  };
  return {
    value,
    at: (path) => spanOf(find(path)),
    nameAt: (path) => {
      const node = find(path);
      return spanOf(node?.parent?.type === "property" ? node.parent.children?.[0] : node);
    },
  };
}

/** The place a JSON pointer names, as a path. */
export function pathOf(pointer: string): JsonPath {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((part) => (/^(0|[1-9]\d*)$/.test(part) ? Number(part) : part));
}

/** What is wrong with a value, as a validator of a schema says it. */
export type Misfit = {
  readonly keyword?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly message?: string;
};

/** It in words, behind the value's name. */
export function misfitText({ keyword, params = {}, message }: Misfit = {}): string {
  switch (keyword) {
    case "enum": {
      const allowed = Array.isArray(params["allowedValues"]) ? params["allowedValues"] : [];
      return `takes ${allowed.map((v) => JSON.stringify(v)).join(", ")}`;
    }
    case "required":
      return `lacks \`${String(params["missingProperty"])}\``;
    case "additionalProperties":
      return `has no \`${String(params["additionalProperty"])}\``;
    default:
      return message ?? "does not fit";
  }
}

function mistakeIn(source: Source, text: string): { readonly reason: string; readonly span: Span } {
  const errors: ParseError[] = [];
  parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  if (text.trim() === "") return { reason: "it is empty", span: { source, start: 0, end: 0 } };
  // JSON.parse is the stricter of the two: a control character in a string, say.
  if (first === undefined) return { reason: "this is not JSON", span: { source, start: 0, end: 0 } };
  return {
    reason: `this is not JSON: ${wordsOf(printParseErrorCode(first.error))}`,
    span: { source, start: first.offset, end: first.offset + first.length },
  };
}

/** `CloseBraceExpected`: close brace expected. */
function wordsOf(code: string): string {
  return code.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
}
