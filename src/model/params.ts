/** `param` and `snippet` declarations, and parameters in words. */
import type { Problem, Report } from "../problems/problem.ts";
import type { Statement, Word } from "../syntax/tree.ts";
import { didYouMean } from "../text/suggest.ts";
import { declarations } from "../vocabulary/vocabulary.ts";
import type { Expansion } from "./expansion.ts";

/** Control characters but tab, new line and carriage return. */
const CONTROL = /[\0-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** Takes `param` and `snippet` declarations, wherever in the file they stand. */
export function collect(statements: readonly Statement[], state: Expansion): void {
  const places = new Map<string, Statement>();
  const known = state.input.memo?.each("are collected", statements, undefined, isCollected).values;
  // By index, and so in other walks over all statements: `for … of` makes objects a step until V8 optimizes it.
  for (let i = 0; i < statements.length; i++) {
    const statement = statements[i];
    if (statement === undefined || !(known?.[i] ?? isCollected(statement))) continue;
    if (statement.keyword !== "param" && statement.keyword !== "snippet") {
      state.lacksName = true;
      continue;
    }
    const { words, block } = statement;
    const [keyword, name, value] = words;
    if (keyword.reported === true) {
      state.lacksName = true;
      continue;
    }
    if (name === undefined || !/^[A-Za-z_][A-Za-z0-9_-]{0,62}$/.test(name.value)) {
      const help = keyword.value === "param" ? "write `param NAME VALUE`" : "write `snippet NAME { … }`";
      state.report({
        code: "word/arguments",
        severity: "error",
        message: `\`${keyword.value}\` needs a NAME`,
        span: name ?? keyword,
        help,
      });
      state.lacksName = true;
      continue;
    }
    const key = `${keyword.value} ${name.value}`;
    const first = places.get(key);
    if (first !== undefined) {
      duplicate(key, name, first, state.report);
      continue;
    }
    places.set(key, statement);
    state.declared.set(key, { kind: statement.keyword, name: name.value, span: statement });
    if (keyword.value === "snippet") {
      if (block === undefined || words.length > 2) {
        const message = "`snippet` takes a NAME and a block";
        state.lacksName = true;
        state.report({
          code: "word/arguments",
          severity: "error",
          message,
          span: keyword,
          help: "write `snippet NAME { … }`",
        });
      } else state.snippets.set(name.value, statement);
    } else if (value === undefined || words.length > 3 || block !== undefined) {
      const message = "`param` takes a NAME and one VALUE";
      state.lacksName = true;
      state.report({
        code: "word/arguments",
        severity: "error",
        message,
        span: keyword,
        help: "quote a value with spaces",
      });
    } else {
      const text = state.input.params.get(name.value) ?? substitute(value, state).value;
      if (CONTROL.test(text)) {
        state.report({
          code: "param/control-character",
          severity: "error",
          message: `the value of \`${name.value}\` holds a control character, which no output can`,
          span: value,
          help: "remove it; a tab and a new line are fine",
        });
      }
      state.params.set(name.value, text);
    }
  }
}

/** Whether a statement is a param or a snippet, or may have been meant for one. */
function isCollected({ keyword }: Statement): boolean {
  return keyword === "param" || keyword === "snippet" || !Object.hasOwn(declarations, keyword);
}

function duplicate(what: string, at: Word, first: Statement, report: Report): void {
  const related: Problem["related"] = [{ span: first, message: "first declared here" }];
  report({
    code: "name/duplicate",
    severity: "error",
    message: `\`${what}\` is declared twice`,
    span: at,
    related,
    help: "rename or remove one",
  });
}

/** `$(name)` in a word; in native text a `$(` that names no parameter is left alone. */
export function substitute(word: Word, state: Expansion, native = false): Word {
  if (word.quote === "{" || !word.value.includes("$(")) return word;
  let unknown = false;
  const value = word.value.replace(/\$\(([A-Za-z_][A-Za-z0-9_-]*)\)/g, (whole, name: string) => {
    const known = state.params.get(name);
    if (known !== undefined) {
      state.used.add(`param ${name}`);
      return known;
    }
    if (!native) {
      unknown = true;
      if (state.lacksName) return whole;
      const meant = didYouMean(name, state.params.keys());
      const help = meant === undefined ? `add \`param ${name} VALUE\`` : `did you mean \`$(${meant})\`?`;
      state.report({
        code: "param/unknown",
        severity: "error",
        message: `no param is called \`${name}\``,
        span: word,
        help,
      });
    }
    return whole;
  });
  if (value.length > 65_536) {
    state.report({
      code: "param/too-long",
      severity: "error",
      message: "the parameters make this word longer than 65536 characters",
      span: word,
    });
    return { ...word, reported: true };
  }
  if (unknown) return { ...word, value, reported: true };
  return value === word.value ? word : { ...word, value };
}
