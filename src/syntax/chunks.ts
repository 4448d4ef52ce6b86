/**
 * A file as a row of chunks that can be read one by one: after an edit only those it touches are read again. A chunk
 * begins with a declaration at the start of a line, where by the layout rule nothing before it matters, and holds
 * whole statements without a problem. Places in it are its own, so that they stay when text before it changes.
 */
import type { Source } from "../text/source.ts";
import type { IsDeclaration } from "./lex.ts";
import { parse } from "./parse.ts";
import type { Statement } from "./tree.ts";

export type Chunk = { readonly source: Source; readonly statements: readonly Statement[] };

/** Code units of a file that is read in chunks; and of a text that is copied, so as not to keep a whole old file. */
const MOST_TEXT = 2_000_000;
const MOST_COPIED = 65_536;

/** Blank lines, comments, then the first sign of a statement. */
const LEAD = /(?:[ \t]*(?:#[^\r\n]*)?[\r\n])*/y;

let made = 0;

/**
 * The chunks of a text, those of `before` kept where their text is the same. Undefined for a text with a problem of
 * its syntax: then no chunk can be told from the next.
 */
export function chunksOf(
  file: string,
  before: readonly Chunk[],
  text: string,
  isDeclaration: IsDeclaration,
): readonly Chunk[] | undefined {
  if (text.length > MOST_TEXT || text.includes("\0")) return undefined;
  let front = 0;
  let start = 0;
  for (; front < before.length; front++) {
    const same = textAt(before, front);
    if (!text.startsWith(same, start)) break;
    start += same.length;
  }
  let back = before.length;
  let end = text.length;
  for (; back > front; back--) {
    const same = textAt(before, back - 1);
    if (end - same.length < start || !text.startsWith(same, end - same.length)) break;
    end -= same.length;
  }
  for (;;) {
    // The first chunk of a file may begin anyhow, but not when something stands before it.
    const joins = end > start && !(isLineStart(text, end) && beginsChunk(text, end, text.length));
    if (back < before.length && joins) {
      end += textAt(before, back++).length;
    } else if (front > 0 && end > start && !(isLineStart(text, start) && beginsChunk(text, start, end))) {
      start -= textAt(before, --front).length;
    } else break;
  }
  const fresh = end === start ? [] : split(file, text.slice(start, end), isDeclaration);
  return fresh && [...before.slice(0, front), ...fresh, ...before.slice(back)];
}

function textAt(chunks: readonly Chunk[], index: number): string {
  return chunks[index]?.source.text ?? "";
}

/** Whether a line begins there, and not within a word that holds the line's end. */
function isLineStart(text: string, at: number): boolean {
  const end = text[at - 1];
  if (end === "\n") return text[at - 2] !== "\\";
  return end === "\r" && text[at] !== "\n" && text[at - 2] !== "\\";
}

/** Whether the first statement of a part stands at the start of its line. */
function beginsChunk(text: string, start: number, end: number): boolean {
  LEAD.lastIndex = start;
  LEAD.test(text);
  const sign = text[LEAD.lastIndex] ?? " ";
  return LEAD.lastIndex < end && !/[\s{};\ufeff]/.test(sign);
}

function split(file: string, text: string, isDeclaration: IsDeclaration): readonly Chunk[] | undefined {
  const whole = read(file, text, isDeclaration);
  if (whole === undefined) return undefined;
  // A byte order mark is a letter, but not at the start of what is read.
  const starts = whole.statements
    .map((s) => s.start)
    .filter((at) => at > 0 && isLineStart(text, at) && text[at] !== "\ufeff");
  const cuts = [0, ...starts.slice(whole.statements[0]?.start === starts[0] ? 1 : 0), text.length];
  if (cuts.length === 2) return [whole];
  const chunks = cuts.slice(1).map((to, i) => read(file, text.slice(cuts[i], to), isDeclaration));
  return chunks.every((c) => c !== undefined) ? chunks : undefined;
}

function read(file: string, text: string, isDeclaration: IsDeclaration): Chunk | undefined {
  // JSON makes a text of its own; a slice would keep the whole file it is of.
  const own = text.length > MOST_COPIED ? text : (JSON.parse(JSON.stringify(text)) as string);
  const source: Source = { name: `${file}:${++made}`, file, text: own };
  let sound = true;
  const { statements } = parse(source, () => (sound = false), isDeclaration);
  return sound ? { source, statements } : undefined;
}
