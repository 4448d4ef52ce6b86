/** Statements → fields: checks statements against the vocabulary, and reads their values. */
import type { Report } from "../problems/problem.ts";
import type { Statement, Word } from "../syntax/tree.ts";
import type { Located, Span } from "../text/source.ts";
import { didYouMean } from "../text/suggest.ts";
import { readValue, type Value } from "./values.ts";
import type { BlockDefinition, Parameter, WordDefinition } from "./word.ts";

export type Field = {
  readonly keyword: Word;
  /** The whole statement, or the `word value` pair. */
  readonly span: Span;
  /** Values in the order of the definition's parameters; a `rest` parameter has as many as were written. */
  readonly args: readonly Located<Value>[];
  /** The words of its block and the pairs on its line. */
  readonly fields: Fields;
  /** The statements of a native block. */
  readonly native: readonly Statement[];
  /** A problem inside it is already reported: what it lacks is not worth another. */
  readonly flawed: boolean;
};

/** Fields by keyword; those an open block takes are under `*`. */
export type Fields = ReadonlyMap<string, readonly Field[]>;

const none: Map<string, Field[]> = new Map();

/** What a definition wants, as it is shown: `director HOST [priority POINTS]…`. */
export function signature(keyword: string, definition: WordDefinition): string {
  const parameters = definition.parameters.map((p) => {
    const shown = p.rest === true ? `${p.name}…` : p.name;
    return p.optional === true ? `[${shown}]` : shown;
  });
  return [keyword, ...parameters].join(" ");
}

/** Reads the statements of one block. `where` names the block in messages: `vip`. */
export function readBlock(
  statements: readonly Statement[],
  block: BlockDefinition,
  where: { readonly name: string; readonly span: Span },
  report: Report,
  into: Map<string, Field[]> = new Map(),
): Fields {
  let meant: Set<string> | undefined;
  for (const statement of statements) {
    const keyword = statement.words[0];
    const known = Object.hasOwn(block.words, keyword.value) ? block.words[keyword.value] : undefined;
    if (known !== undefined) {
      add(into, keyword.value, known, readStatement(statement, known, report), report);
    } else if (block.open?.pattern.test(keyword.value) === true && isLikelyOpen(statement, block)) {
      add(into, "*", block.open.word, readStatement(statement, block.open.word, report), report);
    } else {
      const word = unknownWord(keyword, block, where.name, report);
      if (word !== undefined) (meant ??= new Set()).add(word);
    }
  }
  for (const name of requiredOf(block)) {
    const definition = block.words[name];
    if (definition !== undefined && !into.has(name) && !meant?.has(name)) {
      report({
        code: "word/missing",
        severity: "error",
        message: `${quoted(where.name)} needs \`${name}\`: ${definition.help}`,
        span: where.span,
        help: `add \`${signature(name, definition)}\``,
      });
    }
  }
  return into;
}

/**
 * Statements by keyword, for a block whose fields are read one at a time: what is read and used at once costs the
 * garbage collector nothing. Unknown and repeated words are reported.
 */
export function partition(
  statements: readonly Statement[],
  block: BlockDefinition,
  where: string,
  report: Report,
): ReadonlyMap<string, readonly Statement[]> {
  const out = new Map<string, Statement[]>();
  for (const statement of statements) {
    const keyword = statement.words[0];
    const known = Object.hasOwn(block.words, keyword.value) ? block.words[keyword.value] : undefined;
    if (known === undefined) {
      unknownWord(keyword, block, where, report);
      continue;
    }
    const before = out.get(keyword.value);
    if (before === undefined) out.set(keyword.value, [statement]);
    else {
      if (known.many !== true && before[0] !== undefined)
        repeated(keyword.value, statement, before[0], report);
      before.push(statement);
    }
  }
  return out;
}

function repeated(keyword: string, span: Span, first: Span, report: Report): void {
  report({
    code: "word/duplicate",
    severity: "error",
    message: `\`${keyword}\` is already stated in this block`,
    span,
    related: [{ span: first, message: "first stated here" }],
    help: "keep one of them",
  });
}

const requiredWords = new WeakMap<BlockDefinition, readonly string[]>();

function requiredOf(block: BlockDefinition): readonly string[] {
  let names = requiredWords.get(block);
  if (names === undefined) {
    names = Object.keys(block.words).filter((name) => block.words[name]?.required === true);
    requiredWords.set(block, names);
  }
  return names;
}

/** An open word whose value cannot be right is rather a known one misspelt. */
function isLikelyOpen(statement: Statement, block: BlockDefinition): boolean {
  const parameter = block.open?.word.parameters[0];
  const first = statement.words[1];
  if (statement.block !== undefined || parameter === undefined || first === undefined) return false;
  return (
    first.reported === true ||
    "value" in readValue(first.value, parameter.type) ||
    didYouMean(statement.words[0].value, Object.keys(block.words)) === undefined
  );
}

/** Reports a word that is not of the block, and tells which one was probably meant. */
function unknownWord(
  keyword: Word,
  block: BlockDefinition,
  where: string,
  report: Report,
): string | undefined {
  if (keyword.reported === true) return undefined;
  if (keyword.value === "" && keyword.start === keyword.end) return undefined; // reported by the lexer
  const known = Object.keys(block.words);
  const meant = didYouMean(keyword.value, known);
  report({
    code: "word/unknown",
    severity: "error",
    message: `\`${clip(keyword.value)}\` is not a word of ${quoted(where)}`,
    span: keyword,
    help:
      meant !== undefined
        ? `did you mean \`${meant}\`?`
        : known.length === 0
          ? "nothing may stand here"
          : `here may stand ${known
              .slice(0, 12)
              .map((w) => `\`${w}\``)
              .join(", ")}${known.length > 12 ? ", …" : ""}`,
  });
  return meant;
}

const quoted = (name: string) => (name === "a topology" ? name : `\`${name}\``);
const clip = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

function add(
  into: Map<string, Field[]>,
  key: string,
  definition: WordDefinition,
  field: Field,
  report: Report,
): void {
  const before = into.get(key);
  if (before === undefined) into.set(key, [field]);
  else {
    const first = before[0];
    if (definition.many !== true && first !== undefined) {
      repeated(field.keyword.value, field.span, first.span, report);
    }
    before.push(field);
  }
}

/** Reads one statement by its definition. */
export function readStatement(statement: Statement, definition: WordDefinition, reportTo: Report): Field {
  const { words } = statement;
  const keyword = words[0];
  // Most statements are leaves: no block, no pairs.
  const fields = definition.block === undefined ? none : new Map<string, Field[]>();
  let flawed = words.some((w) => w.reported === true);
  const report: Report = (problem) => {
    flawed = true;
    reportTo(problem);
  };
  const { args, next } = readArguments(keyword, words, 1, definition, report);
  readPairs(keyword, words, next, definition, fields, report);
  // A line with a word too few or too many may well lack what the block needs for that very reason.
  const needed = flawed ? withoutRequired(definition.block) : definition.block;
  let native: readonly Statement[] = [];
  if (statement.block !== undefined) {
    if (definition.native !== undefined) native = statement.block;
    else if (needed !== undefined) {
      readBlock(statement.block, needed, { name: keyword.value, span: keyword }, report, fields);
    } else {
      report({
        code: "word/block",
        severity: "error",
        message: `\`${keyword.value}\` takes no block`,
        span: keyword,
        help: `write \`${signature(keyword.value, definition)}\``,
      });
    }
  } else if (needed !== undefined) {
    readBlock([], needed, { name: keyword.value, span: keyword }, report, fields);
  }
  return { keyword, span: statement, args, fields, native, flawed };
}

function withoutRequired(block: BlockDefinition | undefined): BlockDefinition | undefined {
  if (block === undefined) return undefined;
  const words = Object.entries(block.words).map(([name, word]) => [name, { ...word, required: false }]);
  return { ...block, words: Object.fromEntries(words) as BlockDefinition["words"] };
}

function readArguments(
  keyword: Word,
  words: readonly Word[],
  from: number,
  definition: WordDefinition,
  report: Report,
): { readonly args: readonly Located<Value>[]; readonly next: number } {
  const args: Located<Value>[] = [];
  /** Whether an argument could not be read: those after it would pass for it. */
  let unread = false;
  let next = from;
  const isPair = (word: Word) =>
    definition.block !== undefined && Object.hasOwn(definition.block.words, word.value);
  for (const parameter of definition.parameters) {
    let taken = 0;
    if (words[next]?.value === "on" && parameter.name.startsWith("on ")) next++;
    for (;;) {
      const word = words[next];
      if (word === undefined || (word.quote === "" && next > from && isPair(word))) break;
      next++;
      taken++;
      const value = readArgument(keyword, word, parameter, report);
      if (value === undefined) unread ||= parameter.rest !== true;
      else if (!unread) args.push(value);
      if (parameter.rest !== true) break;
    }
    if (taken === 0 && parameter.optional !== true) {
      report({
        code: "word/arguments",
        severity: "error",
        message: `\`${keyword.value}\` needs ${parameter.name}`,
        span: words.at(-1) ?? keyword,
        help: `write \`${signature(keyword.value, definition)}\``,
      });
      break;
    }
  }
  return { args, next };
}

function readArgument(
  keyword: Word,
  word: Word,
  parameter: Parameter,
  report: Report,
): Located<Value> | undefined {
  if (word.reported === true) return undefined;
  const reading = readValue(word.value, parameter.type);
  if ("value" in reading) return { value: reading.value, span: word };
  report({
    code: "word/value",
    severity: "error",
    message: `\`${clip(word.value)}\` is no ${parameter.name} of \`${keyword.value}\``,
    span: word,
    help: `expected ${reading.wants}`,
  });
  return undefined;
}

/** `word value` pairs after the parameters: the block's words on the statement's own line. */
function readPairs(
  keyword: Word,
  words: readonly Word[],
  from: number,
  definition: WordDefinition,
  into: Map<string, Field[]>,
  report: Report,
): void {
  let next = from;
  while (next < words.length) {
    const word = words[next];
    if (word === undefined || word.reported === true) return;
    const inner = definition.block?.words ?? {};
    const known = Object.hasOwn(inner, word.value) ? inner[word.value] : undefined;
    if (known === undefined) {
      const meant = didYouMean(word.value, Object.keys(inner));
      report({
        code: "word/arguments",
        severity: "error",
        message: `\`${clip(word.value)}\` is one word too many for \`${keyword.value}\``,
        span: word,
        help:
          meant === undefined
            ? `write \`${signature(keyword.value, definition)}\`; a new statement begins on a new line or after \`;\``
            : `did you mean \`${meant}\`?`,
      });
      return;
    }
    let flawed = false;
    const { args, next: after } = readArguments(word, words, next + 1, known, (problem) => {
      flawed = true;
      report(problem);
    });
    const last = words[after - 1] ?? word;
    const span = { source: word.source, start: word.start, end: last.end };
    add(into, word.value, known, { keyword: word, span, args, fields: none, native: [], flawed }, report);
    next = after;
  }
}
