/**
 * The words of the language as a TextMate grammar: the colours of an editor before its language server speaks.
 * vscode-extension/syntaxes/lb.tmLanguage.json is what this gives.
 */
import { keepalivedContexts } from "./keepalived-keywords.ts";
import { nginxNames } from "./nginx.ts";
import { declarations } from "./vocabulary.ts";
import type { BlockDefinition, ValueType, WordDefinition } from "./word.ts";

type Pattern = {
  readonly name?: string;
  readonly contentName?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly beginCaptures?: Readonly<Record<string, { readonly name: string }>>;
  readonly captures?: Readonly<Record<string, { readonly name: string }>>;
  readonly include?: string;
  readonly patterns?: readonly Pattern[];
};

/** What a word ends at, and what begins a statement. */
const END = String.raw`(?=[\s;{}]|$)`;
const START = String.raw`(?:(?<=[;{}])|^)[ \t]*`;
/** The name after a word that declares something. */
const NAME = String.raw`(?:[ \t]+([\w.-]+))?`;

const words = (list: Iterable<string>): string =>
  [...new Set(list)]
    .sort((a, b) => (a < b ? -1 : 1))
    .map((word) => word.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`))
    .join("|");

const DECLARES = { "1": { name: "keyword.control.lb" }, "2": { name: "entity.name.type.lb" } };

export function textmate(): object {
  const named = Object.entries(declarations).flatMap(
    ([
      word,
      {
        parameters: [first],
      },
    ]) => (first?.type.kind === "name" ? [word] : []),
  );
  const inner = innerWords(declarations);
  const natives = ["nginx", "keepalived"].map((program) => ({
    program,
    heads: Object.keys(declarations).filter((word) => declarations[word]?.native === program),
  }));
  const keepalived = [...keepalivedContexts().values()].flatMap((context) => [...context.keys()]);
  const nginx = nginxNames(["main", "events", "http", "server", "location", "upstream", "limit_except"]);
  const native = (heads: string, program: string): Pattern => ({
    begin: `${START}(${heads})${END}${NAME}`,
    end: String.raw`(?<=\})`,
    beginCaptures: DECLARES,
    patterns: [
      {
        begin: String.raw`\{`,
        end: String.raw`\}`,
        contentName: `meta.embedded.${program}.lb`,
        patterns: [{ include: `#${program}` }],
      },
      { include: "#values" },
    ],
  });
  return {
    name: "lbc topology",
    scopeName: "source.lb",
    fileTypes: ["lb"],
    comment: "Made from the vocabulary by src/vocabulary/textmate.ts.",
    patterns: [
      ...natives.map(({ heads, program }) => native(words(heads), program)),
      { match: `${START}(${words(named)})${END}${NAME}`, captures: DECLARES },
      {
        match: `${START}(${words(Object.keys(declarations))})${END}`,
        captures: { "1": { name: "keyword.control.lb" } },
      },
      { include: "#lbc" },
    ],
    repository: {
      lbc: {
        patterns: [
          native("keepalived", "keepalived"),
          {
            match: `${START}(use|include|waive)${END}`,
            captures: { "1": { name: "keyword.control.lb" } },
          },
          {
            name: "keyword.operator.word.lb",
            match: String.raw`(?<=[ \t])(?:on|because|until|from|down)${END}`,
          },
          {
            match: String.raw`(?:(?<=[;{}\s])|^)(${words(inner.names)})${END}`,
            captures: { "1": { name: "support.type.property-name.lb" } },
          },
          {
            name: "constant.language.lb",
            match: String.raw`(?<=[ \t])(?:${words(inner.choices)})${END}`,
          },
          { include: "#values" },
        ],
      },
      nginx: { patterns: directives(nginx, "nginx") },
      keepalived: { patterns: directives(keepalived, "keepalived") },
      values: {
        patterns: [
          { name: "comment.line.number-sign.lb", match: String.raw`(?:(?<=[\s;{}])|^)#.*$` },
          ...['"', "'"].map((quote) => ({
            name: `string.quoted.${quote === '"' ? "double" : "single"}.lb`,
            begin: String.raw`(?:(?<=[\s;{}])|^)${quote}`,
            end: quote,
            patterns: [
              { name: "constant.character.escape.lb", match: String.raw`\\.` },
              { include: "#variables" },
            ],
          })),
          { name: "constant.other.date.lb", match: String.raw`(?<=[ \t])\d{4}-\d\d-\d\d${END}` },
          {
            name: "constant.numeric.address.lb",
            match: String.raw`(?<=[\s;{}])(?:\d{1,3}\.){3}(?:\d{1,3}|\[\d+\.\.\d+\])(?:/\d+)?(?=[\s;{}:]|$)`,
          },
          {
            name: "constant.numeric.address.lb",
            match: String.raw`(?<=[\s;{}\[])(?=[\da-fA-F]*:)[\da-fA-F:.]*:[\da-fA-F:.]*(?:/\d+)?(?=[\s;{}\]]|$)`,
          },
          {
            match: String.raw`(\[)(\d+)(\.\.)(\d+)(\])`,
            captures: {
              "1": { name: "punctuation.section.brackets.begin.lb" },
              "2": { name: "constant.numeric.lb" },
              "3": { name: "keyword.operator.range.lb" },
              "4": { name: "constant.numeric.lb" },
              "5": { name: "punctuation.section.brackets.end.lb" },
            },
          },
          {
            name: "constant.numeric.lb",
            match: String.raw`(?<=[\s;{}])-?\d+(?:\.\d+)*(?:(?:ms|[smhdwykgMKG])(?:\d+(?:ms|[smhd]))*)?${END}`,
          },
          {
            name: "constant.numeric.port.lb",
            match: String.raw`(?<=[\w\]]:)\d+(?:/(?:tcp|udp|sctp))?${END}`,
          },
          { include: "#variables" },
          { name: "punctuation.terminator.statement.lb", match: ";" },
        ],
      },
      variables: {
        patterns: [
          { name: "variable.other.param.lb", match: String.raw`\$\([\w.-]+\)` },
          { name: "variable.other.nginx.lb", match: String.raw`\$(?:\{\w+\}|\w+)` },
        ],
      },
    },
  };
}

/** The block of a program: its directives at the start of a statement, whatever opens a block inside it. */
function directives(names: readonly string[], program: string): readonly Pattern[] {
  return [
    {
      match: `${START}(use|waive)${END}(?=[ \\t]+[^ \\t;]+/)`,
      captures: { "1": { name: "keyword.control.lb" } },
    },
    {
      match: `${START}(${words(names)})${END}`,
      captures: { "1": { name: `support.function.directive.${program}.lb` } },
    },
    ...(program === "nginx"
      ? [
          {
            name: "string.regexp.lb",
            match: String.raw`(?<=[ \t]~\*?[ \t]|[ \t]~|[ \t]~\*)[^\s;{"']+`,
          },
          {
            name: "keyword.operator.modifier.nginx.lb",
            match: String.raw`(?<=[ \t])(?:=|\^~|~\*?)(?=[ \t])`,
          },
        ]
      : []),
    { name: "constant.language.lb", match: String.raw`(?<=[ \t])(?:on|off)${END}` },
    { begin: String.raw`\{`, end: String.raw`\}`, patterns: [{ include: `#${program}` }] },
    { include: "#values" },
  ];
}

/** The words of every block, and the words that are values. */
function innerWords(of: Readonly<Record<string, WordDefinition>>) {
  const names = new Set<string>();
  const choices = new Set<string>();
  const seen = new Set<BlockDefinition>();
  const take = (type: ValueType) => {
    if (type.kind === "choice") for (const choice of type.of) choices.add(choice);
  };
  const visit = (definition: WordDefinition) => {
    for (const { type } of definition.parameters) take(type);
    const { block } = definition;
    if (block === undefined || seen.has(block)) return;
    seen.add(block);
    for (const [name, word] of Object.entries(block.words)) {
      names.add(name);
      visit(word);
    }
    if (block.open !== undefined) visit(block.open.word);
  };
  for (const definition of Object.values(of)) visit(definition);
  return { names, choices };
}
