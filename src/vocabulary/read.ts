/** Statements → fields: checks statements against the vocabulary, and reads their values. */
import type { Problem, Report } from "../problems/problem.ts";
import { isKeeping, remembered } from "../syntax/kept.ts";
import type { Statement, Word } from "../syntax/tree.ts";
import type { Located, Span } from "../text/source.ts";
import { didYouMean } from "../text/suggest.ts";
import { elsewhere } from "./elsewhere.ts";
import { FieldList, noFields, type Field, type Fields } from "./field.ts";
import { innerOf, knownOf, tableOf, type Known, type Table } from "./known.ts";
import { wanted, type Value } from "./values.ts";
import { signature, type BlockDefinition, type WordDefinition } from "./word.ts";

const noStatements: readonly Statement[] = [];

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

/** What has words: a statement, or the keyword of a pair on its line. */
type Head = Statement | Word;

/** Made anew each time it is asked for, so asked for a message only. */
function keywordOf(head: Head): Word {
  return "words" in head ? head.words[0] : head;
}

function argsOf(statement: Statement): readonly Word[] {
  return statement.args ?? statement.words.slice(1);
}

/** Reads the statements of one block; `head` is what opened it. */
function readBlock(
  statements: readonly Statement[],
  block: BlockDefinition,
  table: Table,
  head: Statement,
  lenient: boolean,
  problems: Problems,
  into: FieldList,
): void {
  const { words, open } = table;
  let meant: Set<string> | undefined;
  /** Whether a statement is not understood at all: it may be any that is missing. */
  let hasHole = false;
  const isKept = isKeeping(statements);
  // By index, here and in other loops of this file: `for … of` makes an object a step until V8 optimizes it.
  for (let i = 0; i < statements.length; i++) {
    const statement = statements[i];
    if (statement === undefined) continue;
    const name = statement.keyword;
    const known = words.get(name);
    if (known !== undefined && isKept) {
      const { field, found } = readAlone(statement, known);
      for (const problem of found) problems.report(problem);
      add(into, known, field, problems.report);
      continue;
    }
    const args = argsOf(statement);
    if (known !== undefined) {
      add(into, known, readField(statement, args, known, problems), problems.report);
    } else if (
      open !== undefined &&
      block.open?.pattern.test(name) === true &&
      isLikelyOpen(statement, args, block, open)
    ) {
      add(into, open, readField(statement, args, open, problems), problems.report);
    } else {
      const word = unknownWord(statement.words[0], block, head.keyword, problems.report);
      if (word !== undefined) (meant ??= new Set()).add(word);
      else hasHole = true;
    }
  }
  if (!lenient && !hasHole) checkRequired(table, head, into, meant, problems.report);
}

/** A word that must stand in a block and does not, unless another was `meant` for it. */
function checkRequired(
  { required }: Table,
  head: Statement,
  fields: Fields,
  meant: ReadonlySet<string> | undefined,
  report: Report,
): void {
  for (let i = 0; i < required.length; i++) {
    const word = required[i];
    if (word === undefined || fields.has(word.name) || meant?.has(word.name) === true) continue;
    const { name, definition } = word;
    report({
      code: "word/missing",
      severity: "error",
      message: `${quoted(head.keyword)} needs \`${name}\`: ${definition.help}`,
      span: keywordOf(head),
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
      if (!known.isMany && before[0] !== undefined) repeated(keyword, statement, before[0], report);
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
function isLikelyOpen(
  statement: Statement,
  args: readonly Word[],
  block: BlockDefinition,
  open: Known,
): boolean {
  const parameter = open.parameters[0];
  const [first] = args;
  if (statement.block !== undefined || parameter === undefined || first === undefined) return false;
  return (
    first.reported === true ||
    parameter.read(first.value) !== undefined ||
    // Nor does `ram 4g` name an interface, but `eth0 10.0.0` does.
    (/\d/.test(statement.keyword) && didYouMean(statement.keyword, Object.keys(block.words)) === undefined)
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

function add(into: FieldList, { name, isMany }: Known, field: Field, report: Report): void {
  const first = into.add(name, field);
  if (first !== undefined && !isMany) repeated(field.word, field.span, first.span, report);
}

/** Gives a reader of statements by their definitions, one at a time. */
export function reader(report: Report): (statement: Statement, definition: WordDefinition) => Field {
  const problems = counting(report);
  let known: Known | undefined;
  return (statement, definition) => {
    // Mostly those of one kind are read one after the other.
    if (known?.definition !== definition) known = knownOf(statement.keyword, definition);
    return readField(statement, argsOf(statement), known, problems);
  };
}

function readField(statement: Statement, words: readonly Word[], known: Known, problems: Problems): Field {
  const { block, keyword } = statement;
  const isOpen = statement.isMarked ?? statement.words[0].reported === true;
  const before = problems.count;
  const marked = isOpen || isAnyReported(words);
  const { report } = problems;
  problems.lineFrom = marked ? -1 : before;
  const args = readArguments(statement, words, 0, known, problems);
  const { next } = problems;
  // Most statements are leaves: no pairs, no block.
  const inner = innerOf(known);
  const leaf = next === words.length && (block === undefined || inner === undefined);
  const own = leaf ? undefined : new FieldList();
  if (own !== undefined) readPairs(statement, words, next, known, own, problems);
  const fields = own ?? noFields;
  // A line with a word too few or too many may well lack what the block needs for that very reason.
  const lenient = marked || problems.count > before;
  let native: readonly Statement[] = noStatements;
  if (block === undefined) {
    if (inner !== undefined && !lenient) checkRequired(inner, statement, fields, undefined, report);
  } else if (known.isNative) {
    // In a block that is never closed nobody knows what belongs where.
    if (!isOpen) native = block;
  } else if (own !== undefined && known.block !== undefined && inner !== undefined)
    readBlock(block, known.block, inner, statement, lenient, problems, own);
  else {
    report({
      code: "word/block",
      severity: "error",
      message: `\`${keyword}\` takes no block`,
      span: keywordOf(statement),
      help: `write \`${signature(keyword, known.definition)}\``,
    });
  }
  const flawed = marked || problems.count > before;
  return { word: keyword, isOpen, span: statement, args, fields, native, flawed };
}

/** Of a block that is kept. */
const readAlone = remembered((statement: Statement, known: Known) => {
  const found: Problem[] = [];
  const problems = counting((problem) => found.push(problem));
  return { field: readField(statement, argsOf(statement), known, problems), found };
});

function isAnyReported(words: readonly Word[]): boolean {
  for (let i = 0; i < words.length; i++) if (words[i]?.reported === true) return true;
  return false;
}

const noArguments: Located<Value>[] = [];

function readArguments(
  head: Head,
  words: readonly Word[],
  from: number,
  known: Known,
  problems: Problems,
): readonly Located<Value>[] {
  let args: Located<Value>[] = noArguments;
  /** Whether an argument could not be read: those after it would pass for it. */
  let unread = false;
  let next = from;
  const inner = innerOf(known)?.words;
  const { parameters } = known;
  for (let i = 0; i < parameters.length; i++) {
    const parameter = parameters[i];
    if (parameter === undefined) continue;
    let taken = 0;
    if (parameter.followsOn && next < words.length && words[next]?.value === "on") next++;
    for (;;) {
      // What is looked for beyond an array's end is looked for slowly ever after.
      const word = next < words.length ? words[next] : undefined;
      const mayBePair = next > from || parameter.isReference;
      if (word === undefined || (word.quote === "" && mayBePair && inner?.has(word.value) === true)) break;
      next++;
      taken++;
      const value = readArgument(head, word, parameter, problems.first);
      if (value === undefined) unread ||= !parameter.isRest;
      else if (!unread) {
        // Most have one, and an array that grows gets room for sixteen more.
        if (args.length === 0) args = [value];
        else args.push(value);
      }
      if (!parameter.isRest) break;
    }
    if (taken === 0 && !parameter.isOptional) {
      const keyword = keywordOf(head);
      problems.first({
        code: "word/arguments",
        severity: "error",
        message: `\`${keyword.value}\` needs ${parameter.name}`,
        span: words.at(-1) ?? keyword,
        help: `write \`${signature(keyword.value, known.definition)}\``,
      });
      break;
    }
  }
  problems.next = next;
  return args;
}

function readArgument(
  head: Head,
  word: Word,
  parameter: Known["parameters"][number],
  report: Report,
): Located<Value> | undefined {
  if (word.reported === true) return undefined;
  const value = parameter.read(word.value);
  if (value !== undefined) return { value, span: word };
  report({
    code: "word/value",
    severity: "error",
    message: `\`${clip(word.value)}\` is no ${parameter.name} of \`${keywordOf(head).value}\``,
    span: word,
    help: `expected ${wanted(word.value, parameter.type)}`,
  });
  return undefined;
}

/** `word value` pairs after the parameters: the block's words on the statement's own line. */
function readPairs(
  { keyword }: Statement,
  words: readonly Word[],
  from: number,
  of: Known,
  into: FieldList,
  problems: Problems,
): void {
  const { first } = problems;
  const inner = innerOf(of)?.words;
  let next = from;
  while (next < words.length) {
    const word = words[next];
    if (word === undefined || word.reported === true) return;
    const known = inner?.get(word.value);
    if (known === undefined) {
      const meant = didYouMean(word.value, Object.keys(of.block?.words ?? {}));
      first({
        code: "word/arguments",
        severity: "error",
        message: `\`${clip(word.value)}\` is one word too many for \`${keyword}\``,
        span: word,
        help:
          meant === undefined
            ? `write \`${signature(keyword, of.definition)}\`; a new statement begins on a new line or after \`;\``
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
    const fields = noFields;
    const native = noStatements;
    add(into, known, { word: word.value, isOpen: false, span, args, fields, native, flawed }, first);
  }
}
