/** Native statements, kept as written. */
import { isKeeping, keeping, remembered } from "../syntax/kept.ts";
import type { Statement, Word } from "../syntax/tree.ts";
import { each, given } from "./fields.ts";
import type { Argument, Directive } from "./topology.ts";

export function nativeDirectives(statements: readonly Statement[]): readonly Directive[] {
  return isKeeping(statements)
    ? keeping(statements.map((statement) => known(statement, undefined)))
    : each(statements, directive);
}

const known = remembered(directive);

function directive({ source, start, end, keyword, words, block }: Statement): Directive {
  return given<Directive>({
    name: keyword,
    args: words.slice(1).map(argument),
    span: { source, start, end },
    block: block && nativeDirectives(block),
  });
}

function argument(word: Word): Argument {
  return { value: word.value, quote: word.quote, span: word };
}
