/** What stays known while a topology is expanded. */
import type { Report } from "../problems/problem.ts";
import type { Statement, Tree } from "../syntax/tree.ts";
import type { FileRead } from "../text/source.ts";
import type { Memo } from "./memo.ts";
import type { Unused } from "./topology.ts";

export type ExpandInput = {
  readonly file: string;
  readonly read: (path: string) => FileRead;
  readonly params: ReadonlyMap<string, string>;
  readonly memo?: Memo;
};

/** Statements all files together may expand to, uses of snippets counted as well. */
export const MAX_STATEMENTS = 500_000;

export type Expansion = {
  readonly input: ExpandInput;
  readonly report: Report;
  readonly params: Map<string, string>;
  readonly snippets: Map<string, Statement>;
  /** Params and snippets as `param NAME`, and those that were used. */
  readonly declared: Map<string, Unused>;
  readonly used: Set<string>;
  readonly trees: Tree[];
  /** Includes and uses under way, for the ring in a message. */
  readonly including: string[];
  readonly using: string[];
  count: number;
  full: boolean;
  /** A file could not be included: any name may be declared there. */
  lacksFile: boolean;
  /** A statement that may have declared a param or a snippet is not understood. */
  lacksName: boolean;
  /** Stands for all that the expansion of a statement depends on beside itself. */
  env: unknown;
};

/** Counts a statement, or names in one; true, and reported once, when there are too many. */
export function tooMany(statement: Statement, state: Expansion, count = 1): boolean {
  if (!state.full && (state.count += count) > MAX_STATEMENTS) {
    state.full = true;
    const message = `the ranges and snippets make more than ${MAX_STATEMENTS} statements`;
    state.report({
      code: "range/too-large",
      severity: "error",
      message,
      span: statement,
      help: "use smaller ranges",
    });
  }
  return state.full;
}
