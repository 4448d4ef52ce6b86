/** Statements → fields: checks statements against the vocabulary, and reads their values. */
import type { Report } from "../problems/problem.ts";
import type { Statement, Word } from "../syntax/tree.ts";
import type { Located, Span } from "../text/source.ts";
import { didYouMean } from "../text/suggest.ts";
import { elsewhere } from "./elsewhere.ts";
import { readValue, wanted, type Value } from "./values.ts";
import { signature, type BlockDefinition, type Parameter, type WordDefinition } from "./word.ts";

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

const noStatements: readonly Statement[] = [];
const none: ReadonlyMap<string, Field[]> = new Map();

/** Where problems go, and how many there were: what was read while their number stood still has no flaw. */
type Problems = {
  readonly report: Report;
  count: number;
  /** For the words of one line: where one is wrong, those after it may only seem so, and are not reported. */
  readonly first: Report;
  /** How many problems there were when the line began; -1 when it has a word that is reported already. */
  lineFrom: number;
  /** How many `first` was told of, reported or not. */
  seen: number;
  /** The index of the word after the arguments that were read last. */
  next: number;
};

function counting(report: Report): Problems {
  const problems: Problems = {
    count: 0,
    report: (problem) => {
      problems.count++;
      report(problem);
    },
    lineFrom: 0,
    seen: 0,
    next: 0,
    first: (problem) => {
      problems.seen++;
      if (problems.count === problems.lineFrom) problems.report(problem);
    },
  };
  return problems;
}

/** The words of a block as they are looked up. */
type Table = { readonly words: ReadonlyMap<string, WordDefinition>; readonly required: readonly string[] };

const tables = new WeakMap<BlockDefinition, Table>();

function tableOf(block: BlockDefinition): Table {
  let table = tables.get(block);
  if (table === undefined) {
    const words = Object.entries(block.words);
    const required = words.flatMap(([name, word]) => (word.required === true ? [name] : []));
    tables.set(block, (table = { words: new Map(words), required }));
  }
  return table;
}

/** Reads the statements of one block; `keyword` is what opened it. */
function readBlock(
  statements: readonly Statement[],
  block: BlockDefinition,
  keyword: Word,
  lenient: boolean,
  problems: Problems,
  into: Map<string, Field[]>,
): void {
  const { words } = tableOf(block);
  let meant: Set<string> | undefined;
  /** Whether a statement is not understood at all: it may be any that is missing. */
  let hasHole = false;
  // By index, here and in other loops of this file: `for … of` makes an object a step until V8 optimizes it.
  for (let i = 0; i < statements.length; i++) {
    const statement = statements[i];
    if (statement === undefined) continue;
    const { keyword: name, words: written } = statement;
    const known = words.get(name);
    if (known !== undefined) {
      add(into, name, known, readField(statement, written, known, problems), problems.report);
    } else if (block.open?.pattern.test(name) === true && isLikelyOpen(statement, written, block)) {
      const field = readField(statement, written, block.open.word, problems);
      add(into, "*", block.open.word, field, problems.report);
    } else {
      const word = unknownWord(written[0], block, keyword.value, problems.report);
      if (word !== undefined) (meant ??= new Set()).add(word);
      else hasHole = true;
    }
  }
  if (!lenient && !hasHole) checkRequired(block, keyword, into, meant, problems.report);
}

/** A word that must stand in a block and does not, unless another was `meant` for it. */
function checkRequired(
  block: BlockDefinition,
  keyword: Word,
  fields: Fields,
  meant: ReadonlySet<string> | undefined,
  report: Report,
): void {
  const { words, required } = tableOf(block);
  for (let i = 0; i < required.length; i++) {
    const name = required[i] ?? "";
    const definition = words.get(name);
    if (definition === undefined || fields.has(name) || meant?.has(name) === true) continue;
    report({
      code: "word/missing",
      severity: "error",
      message: `${quoted(keyword.value)} needs \`${name}\`: ${definition.help}`,
      span: keyword,
      help: `add \`${signature(name, definition)}\``,
    });
  }
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
  const { words } = tableOf(block);
  const out = new Map<string, Statement[]>();
  for (const statement of statements) {
    const { keyword } = statement;
    const known = words.get(keyword);
    if (known === undefined) {
      unknownWord(statement.words[0], block, where, report);
      continue;
    }
    const before = out.get(keyword);
    if (before === undefined) out.set(keyword, [statement]);
    else {
      if (known.many !== true && before[0] !== undefined) repeated(keyword, statement, before[0], report);
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

/** An open word whose value cannot be right is rather a known one misspelt. */
function isLikelyOpen(statement: Statement, words: Statement["words"], block: BlockDefinition): boolean {
  const parameter = block.open?.word.parameters[0];
  const first = words[1];
  if (statement.block !== undefined || parameter === undefined || first === undefined) return false;
  return (
    first.reported === true ||
    readValue(first.value, parameter.type) !== undefined ||
    // Nor does `ram 4g` name an interface, but `eth0 10.0.0` does.
    (/\d/.test(words[0].value) && didYouMean(words[0].value, Object.keys(block.words)) === undefined)
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
  const said = elsewhere(keyword.value, block, where);
  const meant = said === undefined ? didYouMean(keyword.value, known) : undefined;
  report({
    code: "word/unknown",
    severity: "error",
    message: `\`${clip(keyword.value)}\` is not a word of ${quoted(where)}`,
    span: keyword,
    help:
      said ??
      (meant !== undefined
        ? `did you mean \`${meant}\`?`
        : known.length === 0
          ? "nothing may stand here"
          : `here may stand ${known
              .slice(0, 12)
              .map((w) => `\`${w}\``)
              .join(
                ", ",
              )}${known.length > 12 ? ", …" : ""}${block.open === undefined ? "" : `, or the name of ${block.open.what}`}`),
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

/** Gives a reader of statements by their definitions, one at a time. */
export function reader(report: Report): (statement: Statement, definition: WordDefinition) => Field {
  const problems = counting(report);
  return (statement, definition) => readField(statement, statement.words, definition, problems);
}

function readField(
  statement: Statement,
  words: Statement["words"],
  definition: WordDefinition,
  problems: Problems,
): Field {
  const { block } = statement;
  const keyword = words[0];
  const before = problems.count;
  const marked = words.some(isReported);
  const { report } = problems;
  problems.lineFrom = marked ? -1 : before;
  const args = readArguments(keyword, words, 1, definition, problems);
  const { next } = problems;
  // Most statements are leaves: no pairs, no block.
  const leaf = next === words.length && (block === undefined || definition.block === undefined);
  const own = leaf ? undefined : new Map<string, Field[]>();
  if (own !== undefined) readPairs(keyword, words, next, definition, own, problems);
  const fields = own ?? none;
  // A line with a word too few or too many may well lack what the block needs for that very reason.
  const lenient = marked || problems.count > before;
  let native: readonly Statement[] = noStatements;
  if (block === undefined) {
    if (definition.block !== undefined && !lenient)
      checkRequired(definition.block, keyword, fields, undefined, report);
  } else if (definition.native !== undefined) {
    // In a block that is never closed nobody knows what belongs where.
    if (keyword.reported !== true) native = block;
  } else if (own !== undefined && definition.block !== undefined)
    readBlock(block, definition.block, keyword, lenient, problems, own);
  else {
    report({
      code: "word/block",
      severity: "error",
      message: `\`${keyword.value}\` takes no block`,
      span: keyword,
      help: `write \`${signature(keyword.value, definition)}\``,
    });
  }
  return { keyword, span: statement, args, fields, native, flawed: marked || problems.count > before };
}

const isReported = (word: Word): boolean => word.reported === true;

const noArguments: Located<Value>[] = [];

function readArguments(
  keyword: Word,
  words: readonly Word[],
  from: number,
  definition: WordDefinition,
  problems: Problems,
): readonly Located<Value>[] {
  let args: Located<Value>[] = noArguments;
  /** Whether an argument could not be read: those after it would pass for it. */
  let unread = false;
  let next = from;
  const inner = definition.block === undefined ? undefined : tableOf(definition.block).words;
  const { parameters } = definition;
  for (let i = 0; i < parameters.length; i++) {
    const parameter = parameters[i];
    if (parameter === undefined) continue;
    let taken = 0;
    if (words[next]?.value === "on" && parameter.name.startsWith("on ")) next++;
    for (;;) {
      const word = words[next];
      const mayBePair = next > from || parameter.type.kind === "reference";
      if (word === undefined || (word.quote === "" && mayBePair && inner?.has(word.value) === true)) break;
      next++;
      taken++;
      const value = readArgument(keyword, word, parameter, problems.first);
      if (value === undefined) unread ||= parameter.rest !== true;
      else if (!unread) {
        // Most have one, and an array that grows gets room for sixteen more.
        if (args.length === 0) args = [value];
        else args.push(value);
      }
      if (parameter.rest !== true) break;
    }
    if (taken === 0 && parameter.optional !== true) {
      problems.first({
        code: "word/arguments",
        severity: "error",
        message: `\`${keyword.value}\` needs ${parameter.name}`,
        span: words.at(-1) ?? keyword,
        help: `write \`${signature(keyword.value, definition)}\``,
      });
      break;
    }
  }
  problems.next = next;
  return args;
}

function readArgument(
  keyword: Word,
  word: Word,
  parameter: Parameter,
  report: Report,
): Located<Value> | undefined {
  if (word.reported === true) return undefined;
  const value = readValue(word.value, parameter.type);
  if (value !== undefined) return { value, span: word };
  report({
    code: "word/value",
    severity: "error",
    message: `\`${clip(word.value)}\` is no ${parameter.name} of \`${keyword.value}\``,
    span: word,
    help: `expected ${wanted(word.value, parameter.type)}`,
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
  problems: Problems,
): void {
  const { first } = problems;
  let next = from;
  while (next < words.length) {
    const word = words[next];
    if (word === undefined || word.reported === true) return;
    const inner = definition.block;
    const known = inner === undefined ? undefined : tableOf(inner).words.get(word.value);
    if (known === undefined) {
      const meant = didYouMean(word.value, Object.keys(inner?.words ?? {}));
      first({
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
    const before = problems.seen;
    const args = readArguments(word, words, next + 1, known, problems);
    next = problems.next;
    const last = words[next - 1] ?? word;
    const span = { source: word.source, start: word.start, end: last.end };
    const flawed = problems.seen > before;
    add(
      into,
      word.value,
      known,
      { keyword: word, span, args, fields: none, native: noStatements, flawed },
      first,
    );
  }
}
