/** Texts → the protocol's edits. */
import type { TextEdit } from "vscode-languageserver-protocol";
import type { Source } from "../text/source.ts";
import { rangeOf } from "./positions.ts";

/** One edit that makes a text into another: what both begin and end with is left alone. */
export function difference(source: Source, to: string): readonly TextEdit[] {
  const { text } = source;
  if (text === to) return [];
  const most = Math.min(text.length, to.length);
  let start = 0;
  while (start < most && text[start] === to[start]) start++;
  let end = 0;
  while (end < most - start && text[text.length - 1 - end] === to[to.length - 1 - end]) end++;
  // Between the two halves of a character, or of a line's end, no edit may begin.
  if (start > 0 && /[\ud800-\udbff\r]/.test(text[start - 1] ?? "")) start--;
  if (end > 0 && /[\udc00-\udfff\n]/.test(text[text.length - end] ?? "")) end--;
  return [{ range: rangeOf(source, start, text.length - end), newText: to.slice(start, to.length - end) }];
}
