/**
 * Includes, parameters, snippets and ranges: a tree in which only plain statements are left.
 * Statements that hold none of these pass through as they are, so that the common case costs nothing.
 */
import type { Report } from "../problems/problem.ts";
import type { Statement, Tree } from "../syntax/tree.ts";
import { didYouMean } from "../text/suggest.ts";
import type { ExpandInput, Expansion } from "./expansion.ts";
import { because, load, spanOf } from "./includes.ts";
import { collect } from "./params.ts";
import { spliceAll } from "./splice.ts";
import type { Unused } from "./topology.ts";

/** Reads the file and what it includes. */
export function expand(
  input: ExpandInput,
  report: Report,
): {
  readonly statements: Statement[];
  readonly trees: readonly Tree[];
  /** Whether every file was read: if not, what is missing may be declared there. */
  readonly isWhole: boolean;
  readonly unused: readonly Unused[];
} {
  let isQuiet = true;
  const state: Expansion = {
    input,
    report: (problem) => {
      isQuiet = false;
      report(problem);
    },
    params: new Map(),
    snippets: new Map(),
    declared: new Map(),
    used: new Set(),
    trees: [],
    including: [],
    using: [],
    count: 0,
    full: false,
    lacksFile: false,
    lacksName: false,
    env: undefined,
  };
  const text = input.read(input.file);
  const statements: Statement[] = [];
  if (typeof text !== "string") {
    const source = { name: input.file, text: "" };
    const help = "name a topology: lbc check topo.lb; `lbc init` writes a first one";
    report({
      code: "file/unreadable",
      severity: "error",
      message: `cannot read ${input.file}${because(text)}`,
      span: spanOf(source),
      help,
    });
  } else {
    const loaded = load(input.file, text, state);
    collect(loaded, state);
    state.env = input.memo?.same("params and snippets", [
      state.lacksName,
      ...[...state.params].flat(),
      ...[...state.snippets].flat(),
    ]);
    spliceAll(loaded, state, "top", statements);
    if (loaded.length === 0 && isQuiet) {
      report({
        code: "file/empty",
        severity: "error",
        message: `${input.file} declares nothing: a build of it would take every file away`,
        span: spanOf({ name: input.file, text }),
        help: "write a topology into it; `lbc init` writes a first one",
      });
    }
  }
  for (const [name, value] of input.params) {
    void value;
    if (!state.params.has(name) && !state.lacksName) {
      const source = state.trees[0]?.source ?? { name: input.file, text: "" };
      const meant = didYouMean(name, state.params.keys());
      const help =
        meant === undefined ? `add \`param ${name} VALUE\` to the file` : `did you mean \`${meant}\`?`;
      report({
        code: "param/unknown",
        severity: "error",
        message: `--param ${name}: the file has no such param`,
        span: spanOf(source),
        help,
      });
    }
  }
  const unused = [...state.declared].flatMap(([key, named]) => (state.used.has(key) ? [] : [named]));
  return { statements, trees: state.trees, isWhole: !state.lacksFile, unused };
}
