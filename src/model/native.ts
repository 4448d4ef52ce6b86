/** Native statements, kept as written. */
import type { Statement } from "../syntax/tree.ts";
import type { Directive } from "./topology.ts";

export function nativeDirectives(statements: readonly Statement[]): readonly Directive[] {
  return statements.map((statement): Directive => {
    const [keyword, ...args] = statement.words;
    const { source, start, end } = statement;
    const block = statement.block === undefined ? {} : { block: nativeDirectives(statement.block) };
    return {
      name: keyword.value,
      args: args.map((a) => ({
        value: a.value,
        quote: a.quote,
        span: { source: a.source, start: a.start, end: a.end },
      })),
      span: { source, start, end },
      ...block,
    };
  });
}
