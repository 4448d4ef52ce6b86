/** What is known of the word under the cursor. */
import type { Hover, HoverParams } from "vscode-languageserver-protocol";
import type { Topology } from "../model/topology.ts";
import { artifactsAt } from "./emitted.ts";
import { keepalivedContexts } from "../vocabulary/keepalived-keywords.ts";
import { showValues } from "../vocabulary/reference.ts";
import { readValue } from "../vocabulary/values.ts";
import type { WordDefinition } from "../vocabulary/word.ts";
import { cursorAt, useAt, type Cursor } from "./cursor.ts";
import { describeDirective, describeWord } from "./describe.ts";
import { budgetsAt, budgetText, holders, survival, verdictText } from "./facts.ts";
import type { Context } from "./context.ts";
import { allNames, namingAt, sameThing, type Placed } from "./navigate.ts";
import { expand, type Naming } from "./names.ts";
import { alternativesAt, describeValue, describeValues } from "./native.ts";
import { rangeOf } from "./positions.ts";
import type { Use } from "./roles.ts";
import type { Span } from "../text/source.ts";

export function hover(params: HoverParams, context: Context): Hover | null {
  const cursor = cursorAt(params, context);
  const use = cursor === undefined ? undefined : useAt(cursor.tree, cursor.offset);
  if (cursor === undefined || use === undefined) return null;
  const naming = namingAt(cursor);
  const parts = [
    ...(naming === undefined ? aboutWord(use) : aboutName(naming, cursor)),
    ...aboutPlace(use, cursor),
  ].filter((p) => p !== "");
  if (parts.length === 0) return null;
  const { start, end } = naming ?? use.word;
  return {
    contents: { kind: "markdown", value: parts.join("\n\n---\n\n") },
    range: rangeOf(cursor.tree.source, start, end),
  };
}

function aboutWord(use: Use): readonly string[] {
  const { word, role } = use;
  switch (role.kind) {
    case "keyword":
      return [describeWord(word.value, role.definition)];
    case "argument":
      return [aboutValue(word.value, role.parameter.name, role.parameter.type, role.definition)];
    case "directive":
      return [describeDirective(word.value, role.inside) ?? ""];
    case "directive argument":
      return [aboutArgument(use)];
    default:
      return [];
  }
}

/** What may stand there, of an argument of nginx's own. */
function aboutArgument({ path, index, role }: Use): string {
  const directive = path.at(-1)?.words[0].value ?? "";
  if (!("inside" in role)) return "";
  if (role.inside.kind === "keepalived") {
    const value = keepalivedContexts().get(role.inside.context)?.get(directive)?.values[index - 1];
    return value === undefined ? "" : `of \`${directive}\`: ${describeValue(value)}`;
  }
  if (role.inside.kind !== "nginx") return "";
  if (directive === "server" && !role.inside.contexts.includes("upstream")) return "";
  const values = describeValues(alternativesAt(directive, index));
  return values === undefined ? "" : `of \`${directive}\`: ${values}`;
}

type Type = WordDefinition["parameters"][number]["type"];

/** `1m30s` is 90 s, and what else it may be. */
function aboutValue(text: string, name: string, type: Type, { help }: WordDefinition): string {
  const reading = readValue(text, type);
  const number = typeof reading === "number" ? reading : undefined;
  const unit = type.kind === "duration" ? " seconds" : type.kind === "size" ? " bytes" : "";
  const value = number === undefined || String(number) === text ? "" : ` = ${number}${unit}`;
  return `\`${name}\`${value}: ${help}\n\n- ${showValues(type)}`;
}

/** Lines of a declaration that are shown. */
const MOST_LINES = 12;

function aboutName(naming: Naming, cursor: Cursor): readonly string[] {
  const places = sameThing(allNames(cursor.project), naming);
  const declared = places.filter((p) => p.naming.declares);
  const [first] = declared;
  const topology = cursor.project.sound();
  return [
    ...(first === undefined ? [] : [declarationText(first)]),
    expand(naming.text).length > 1
      ? `${expand(naming.text).length} names: ${listed(expand(naming.text))}`
      : "",
    declared.length > 1 ? `and ${declared.length - 1} declarations more` : "",
    usedAt(places.length - declared.length),
    ...(first?.naming.kinds[0] === "vip" && topology !== undefined ? vipFacts(topology, naming) : []),
  ];
}

const usedAt = (places: number): string => `used at ${places} place${places === 1 ? "" : "s"}`;

function listed(names: readonly string[]): string {
  return names.length <= 8 ? names.join(", ") : `${names.slice(0, 4).join(", ")}, …, ${names.at(-1)}`;
}

function declarationText({ naming, tree }: Placed): string {
  const { start, end } = naming.statement;
  const lines = tree.source.text.slice(start, end).split(/\r?\n/);
  const shown = lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES - 1), "  …"] : lines;
  return `\`\`\`lb\n${shown.join("\n").replaceAll("```", "` ` `")}\n\`\`\``;
}

function vipFacts(topology: Topology, naming: Naming): readonly string[] {
  const names = new Set(expand(naming.text));
  return topology.vips
    .filter((v) => names.has(v.name))
    .slice(0, 4)
    .flatMap((vip) => [
      `who holds \`${vip.name}\`:\n\n${holders(topology, vip)
        .map((line) => `- ${line}`)
        .join("\n")}`,
    ]);
}

/** Verdicts, budgets and what is emitted, of the statement that the keyword begins. */
function aboutPlace({ path, index, word, role }: Use, { project, path: file }: Cursor): readonly string[] {
  const statement = path.at(-1);
  const topology = project.sound();
  if (statement === undefined || topology === undefined) return [];
  const isHere = (span: Span) => {
    const at = project.locate(span);
    return at?.start === statement.start && at.path === file;
  };
  const isIn = (start: number, end: number) => (span: Span) => {
    const at = project.locate(span);
    return at !== undefined && at.start >= start && at.end <= end && at.path === file;
  };
  const keyword = statement.words[0].value;
  if (keyword === "location") return [verdictText(topology, isHere) ?? ""];
  // A word of the statement's line, with its value, or a value.
  const last = role.kind === "keyword" ? statement.words[index + 1] : undefined;
  if (index > 0 && role.kind !== "directive argument")
    return [artifactsAt(project, isIn(word.start, (last ?? word).end))];
  const server = topology.virtualServers.find((v) => isHere(v.span));
  if (server !== undefined && word.value === "virtual_server") return [survival(server)];
  const budgets = budgetsAt(topology, isHere).map((b) => `- ${budgetText(b)}`);
  return [
    budgets.length === 0 ? "" : `budgets:\n\n${budgets.join("\n")}`,
    artifactsAt(project, isIn(statement.start, statement.end)),
  ];
}
