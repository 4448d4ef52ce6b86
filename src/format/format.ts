/** Formats one text with prettier, and makes sure that it still says the same. Loaded only by who formats. */
import { format as prettier } from "prettier/standalone";
import type { Problem } from "../problems/problem.ts";
import { parse } from "../syntax/parse.ts";
import { isLandmark } from "../vocabulary/vocabulary.ts";
import { outlineOf } from "./outline.ts";
import * as plugin from "./plugin.ts";

export type Formatted = {
  /** What the text becomes, or why it stays as it is. */
  readonly result: { readonly text: string } | { readonly refused: string };
  /** Its syntax errors: these places were formatted around. */
  readonly problems: readonly Problem[];
};

/** Formats a text; line endings are those of its first line, a byte order mark stays. `printWidth` is in columns. */
export async function format(
  name: string,
  text: string,
  options: { readonly printWidth?: number } = {},
): Promise<Formatted> {
  const { outline, problems } = read(name, text);
  // What prettier itself would guess is CRLF as soon as one line ends so.
  const [first] = /\r\n?|\n/.exec(text) ?? ["\n"];
  const endOfLine = first === "\n" ? "lf" : first === "\r" ? "cr" : "crlf";
  // prettier makes nothing of a text of what JavaScript calls white space; here that may be a word.
  const result =
    outline.length > 0 && text.trim() === ""
      ? text
      : await prettier(text, { parser: "lb", plugins: [plugin], endOfLine, ...options });
  // prettier makes all line endings alike before it hands a text to its plugins, also those inside words.
  const isSame = outline.join("\n") === read(name, result).outline.join("\n");
  const refused = "it holds line endings of several kinds inside its words, which would change";
  return { result: isSame ? { text: result } : { refused }, problems };
}

function read(
  name: string,
  text: string,
): { readonly outline: readonly string[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const tree = parse({ name, text }, (problem) => problems.push(problem), isLandmark);
  return { outline: outlineOf(tree), problems };
}
