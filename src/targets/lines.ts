import type { Span } from "../text/source.ts";
import type { Line } from "./artifact.ts";

/** Collects the lines of one emitted file. */
export type Lines = {
  /** Adds a line at the current depth; `span` is what caused it. */
  readonly add: (text: string, span?: Span) => void;
  /** Adds lines one level deeper. */
  readonly nest: (body: () => void) => void;
  readonly done: () => readonly Line[];
};

/** The first line of every generated file: what made it and from which file. No clock, no path. */
export function madeBy(comment: string, source: string): string {
  return `${comment} Made by lbc from ${source.replace(/[^\x20-\x7e]/g, "?").slice(-200)}; change it there.`;
}

export function lines(indent = "    "): Lines {
  const out: Line[] = [];
  let depth = 0;
  return {
    add(text, span) {
      // A quoted word may hold line breaks; what follows one is not indented, for it is part of the word.
      for (const [i, part] of text.split("\n").entries()) {
        const line = part === "" || i > 0 ? part : indent.repeat(depth) + part;
        out.push(span === undefined ? { text: line } : { text: line, span });
      }
    },
    nest(body) {
      depth++;
      body();
      depth--;
    },
    done: () => out,
  };
}
