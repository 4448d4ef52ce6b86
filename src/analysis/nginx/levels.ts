/** What a block of nginx statements says at its own level, as the model of nginx reads it. */
import type { Argument, Directive } from "../../model/topology.ts";
import { parseAddress, parsePrefix, widthOf } from "../../semantics/net/address.ts";
import type {
  AccessRule,
  AccessSource,
  Condition,
  ErrorPage,
  Inside,
  Level,
  Statement,
  TryFiles,
} from "../../semantics/nginx/config.ts";
import { readIf } from "../../semantics/nginx/condition.ts";
import { parsePattern } from "../../semantics/regex/parse.ts";
import { toBytes } from "./bytes.ts";

const textOf = (argument: Argument | undefined) => toBytes(argument?.value ?? "");
const isOn = (directive: Directive) => /^on$/i.test(directive.args[0]?.value ?? "");

/** Statements that the level's model has no place for are left out. */
export function levelOf(block: readonly Directive[]): Level {
  const level: { -readonly [K in keyof Level]: Level[K] } = {
    origin: undefined,
    access: NONE,
    errorPages: NONE,
  };
  const access: AccessRule[] = [];
  const errorPages: ErrorPage[] = [];
  const index: string[] = [];
  for (const d of block) {
    switch (d.name) {
      case "allow":
      case "deny":
        access.push(...accessOf([d]));
        break;
      case "error_page":
        errorPages.push(...errorPageOf(d));
        break;
      case "satisfy": {
        const value = d.args[0]?.value;
        if (value === "all" || value === "any") level.satisfy = value;
        else delete level.satisfy;
        break;
      }
      case "auth_basic":
      case "auth_request":
        level.auth = level.auth === true || d.args[0]?.value !== "off";
        break;
      case "merge_slashes":
        level.mergeSlashes = isOn(d);
        break;
      case "recursive_error_pages":
        level.recursiveErrorPages = isOn(d);
        break;
      case "index":
        index.push(...d.args.map(textOf));
        break;
      case "root":
      case "alias":
        level.root = { kind: d.name, value: textOf(d.args[0]), origin: d };
    }
  }
  if (access.length > 0) level.access = access;
  if (errorPages.length > 0) level.errorPages = errorPages;
  if (index.length > 0) level.index = index;
  return level;
}

/** Of the thousands of locations most have none. */
const NONE: readonly never[] = [];

export function accessOf(block: readonly Directive[]): readonly AccessRule[] {
  return block.flatMap((d): AccessRule[] => {
    if (d.name !== "allow" && d.name !== "deny") return [];
    const from = sourceOf(d.args[0]?.value ?? "");
    return from === undefined ? [] : [{ origin: d, allow: d.name === "allow", from }];
  });
}

function sourceOf(value: string): AccessSource | undefined {
  if (value === "all") return { kind: "all" };
  if (value === "unix:") return { kind: "unix" };
  // nginx takes leading zeros for decimal.
  const plain = value.replace(/(^|\.)0+(?=\d)/g, "$1");
  const block = parsePrefix(plain);
  if (block !== undefined) return { kind: "block", ...block };
  const address = parseAddress(plain);
  return address === undefined ? undefined : { kind: "block", address, length: widthOf(address.family) };
}

function errorPageOf(directive: Directive): readonly ErrorPage[] {
  const words = directive.args.map(textOf);
  const target = words.pop();
  if (target === undefined) return [];
  const answer = words.findLast((w) => w.startsWith("="));
  const codes = words.filter((w) => /^\d+$/.test(w)).map(Number);
  const code = Number(answer?.slice(1));
  return [
    {
      origin: directive,
      codes,
      target,
      ...(answer === undefined ? {} : { answer: answer === "=" ? ("of the target" as const) : code }),
    },
  ];
}

/** Directives of the rewrite module. `insideOf` reads an `if` of a location. */
export function statementsOf(
  block: readonly Directive[],
  insideOf?: (directive: Directive) => Inside,
): readonly Statement[] {
  const out: Statement[] = [];
  for (const d of block) {
    const statement = statementOf(d, insideOf);
    if (statement !== undefined) out.push(statement);
  }
  return out;
}

function statementOf(d: Directive, insideOf?: (directive: Directive) => Inside): Statement | undefined {
  switch (d.name) {
    case "return": {
      const [first = "", second] = d.args.map(textOf);
      const code = /^\d{1,3}$/.test(first) ? Number(first) : undefined;
      // An address alone is a redirect.
      if (code === undefined) return { origin: d, kind: "return", code: 302, text: first };
      return { origin: d, kind: "return", code, ...(second === undefined ? {} : { text: second }) };
    }
    case "rewrite": {
      const [first = "", replacement = "", flag] = d.args.map(textOf);
      const known = flag === "last" || flag === "break" || flag === "redirect" || flag === "permanent";
      const pattern = parsePattern(first, false);
      const common = { origin: d, kind: "rewrite" as const, pattern, replacement };
      return known ? { ...common, flag } : common;
    }
    case "break":
      return { origin: d, kind: "break" };
    case "if":
      return {
        origin: d,
        kind: "if",
        statements: statementsOf(d.block ?? [], insideOf),
        ...conditionOf(d),
        ...(insideOf === undefined ? {} : { inside: insideOf(d) }),
      };
    case "set": {
      const [first, value = ""] = d.args.map(textOf);
      // It limits the rate of an answer, and nothing else.
      if (first === undefined || /^\$limit_rate$/i.test(first)) return undefined;
      return { origin: d, kind: "set", name: first.slice(1), value };
    }
    default:
      return undefined;
  }
}

function conditionOf({ args }: Directive): { readonly condition?: Condition } {
  const words = readIf(args.map(textOf));
  if (words.kind !== "variable" && words.kind !== "compare") return {};
  const variable = /^\$(\w+)$/.exec(words.of.text)?.[1];
  if (variable === undefined) return {};
  if (words.kind === "variable") return { condition: { variable, isNot: false } };
  const { operator, value } = words;
  const isNot = operator.startsWith("!");
  const test = operator.endsWith("=")
    ? { value: value.text }
    : { pattern: parsePattern(value.text, operator.endsWith("*")) };
  return { condition: { variable, isNot, test } };
}

export function tryFilesOf(block: readonly Directive[]): TryFiles | undefined {
  const directive = block.findLast((d) => d.name === "try_files");
  if (directive === undefined) return undefined;
  const words = directive.args.map(textOf);
  const last = words.pop();
  return last === undefined ? undefined : { origin: directive, files: words, last };
}
