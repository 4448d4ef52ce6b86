import type { Span } from "../text/source.ts";
import type { Line } from "./artifact.ts";

/** Collects the lines of one emitted file. */
export type Lines = {
  /** Adds a line at the current depth; `span` is what caused it. */
  readonly add: (text: string, span?: Span) => void;
  /** Adds lines one level deeper. */
  readonly nest: (body: () => void) => void;
  /** Adds what `body` adds, or, for a cause that was there before, the same lines once more. */
  readonly same: (cause: object, body: () => void) => void;
  /** Adds lines that were made elsewhere, as they are. */
  readonly append: (lines: readonly Line[]) => void;
  readonly done: () => readonly Line[];
};

/** The first line of every generated file: what made it and from which file. No clock, no path. */
export function madeBy(comment: string, source: string): string {
  return `${comment} Made by lbc from ${source.replace(/[^\x20-\x7e]/g, "?").slice(-200)}; change it there.`;
}

/** The text of lines; every one ends with a line feed. */
export function textOfLines(lines: readonly Line[]): string {
  if (lines.length === 0) return "";
  const texts = lines.map((line) => line.text);
  texts.push("");
  return texts.join("\n");
}

export function lines(indent = "    "): Lines {
  const out: Line[] = [];
  const causes = new Map<object, { readonly from: number; readonly to: number; readonly margin: string }>();
  let margin = "";
  return {
    add(text, span) {
      if (!text.includes("\n")) out.push({ text: text === "" ? text : margin + text, span });
      else {
        // A quoted word may hold line breaks; what follows one is not indented, for it is part of the word.
        const [first = "", ...rest] = text.split("\n");
        out.push({ text: first === "" ? first : margin + first, span });
        for (const part of rest) out.push({ text: part, span });
      }
    },
    nest(body) {
      const before = margin;
      margin += indent;
      body();
      margin = before;
    },
    same(cause, body) {
      const before = causes.get(cause);
      if (before?.margin === margin) {
        for (let i = before.from; i < before.to; i++) out.push(out[i] as Line);
        return;
      }
      const from = out.length;
      body();
      causes.set(cause, { from, to: out.length, margin });
    },
    append(lines) {
      for (const line of lines) out.push(line);
    },
    done: () => out,
  };
}
