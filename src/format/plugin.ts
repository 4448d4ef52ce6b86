/** The prettier plugin, `lbc/prettier`. */
import { printer as documents } from "prettier/doc";
import type { Doc, Parser, Printer, SupportLanguage } from "prettier";
import type { Problem } from "../problems/problem.ts";
import { parse } from "../syntax/parse.ts";
import type { Tree } from "../syntax/tree.ts";
import { isLandmark } from "../vocabulary/vocabulary.ts";
import { outlineOf } from "./outline.ts";
import { printExactly, printFile, type Style } from "./print.ts";
import { ignoredPlaces, regionsAround } from "./regions.ts";
import { rowsOf, type Row } from "./rows.ts";

/** What prettier is handed: rows to print, or a text that is formatted already. */
type Root = {
  readonly type: "root";
  readonly text: string;
  readonly rows?: readonly Row[];
};

export const languages: SupportLanguage[] = [
  { name: "lb", parsers: ["lb"], extensions: [".lb"], vscodeLanguageIds: ["lb"] },
];

export const defaultOptions = { printWidth: 120, tabWidth: 2 };

export const parsers: Record<string, Parser<Root>> = {
  lb: {
    astFormat: "lb",
    locStart: () => 0,
    locEnd: ({ text }) => text.length,
    parse: (text, { printWidth, tabWidth }) => rootOf(text, { printWidth, tabWidth }),
  },
};

export const printers: Record<string, Printer<Root>> = {
  lb: {
    print: ({ node: { text, rows } }, { printWidth, tabWidth }) =>
      rows === undefined ? printExactly(text) : printFile(rows, { printWidth, tabWidth }),
    getVisitorKeys: () => [],
    // What `prettier --debug-check` compares.
    massageAstNode: ({ text }) => ({ outline: outlineOf(read(text).tree) }),
  },
};

/** After these nobody knows what the rest of the file is. */
const HOPELESS = new Set(["syntax/too-large", "syntax/binary", "syntax/too-deep", "syntax/unexpected"]);

function rootOf(text: string, style: Style): Root {
  const { tree, problems } = read(text);
  // A `\` that ends the file would escape the line break that a formatted file ends with.
  const isHopeless = problems.some(({ code }) => HOPELESS.has(code)) || /(?:^|[^\\])(?:\\\\)*\\$/.test(text);
  if (isHopeless) return { type: "root", text };
  if (problems.length > 0) return { type: "root", text: settled(text, style) };
  return { type: "root", text, rows: rowsOf(tree, regionsAround(tree, ignoredPlaces(tree), false)) };
}

function read(text: string): { readonly tree: Tree; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const tree = parse({ name: "", text }, (problem) => problems.push(problem), isLandmark);
  return { tree, problems };
}

/** Passes after which a text that still changes is given up. */
const PASSES = 6;

/**
 * A text with syntax errors, formatted around them. Where a broken part ends is a guess that may turn out otherwise when
 * its neighbours have moved; so this is done until nothing changes, and what changed more than white space is not done.
 */
function settled(text: string, style: Style): string {
  const before = signature(text);
  for (const coarse of [false, true]) {
    let now = text;
    for (let pass = 0; pass < PASSES; pass++) {
      const next = around(now, style, coarse);
      if (signature(next) !== before) break;
      if (next === now) return now;
      now = next;
    }
  }
  return text;
}

function signature(text: string): string {
  const { tree, problems } = read(text);
  return [...outlineOf(tree), ...problems.map(({ code }) => code)].join("\n");
}

function around(text: string, style: Style, coarse: boolean): string {
  const { tree, problems } = read(text);
  const places = [...problems.map(({ span }) => span), ...ignoredPlaces(tree)];
  const doc = printFile(rowsOf(tree, regionsAround(tree, places, coarse)), style);
  return documents.printDocToString(
    doc as Doc,
    { ...style, parser: "lb", useTabs: false, endOfLine: "lf" } as never,
  ).formatted;
}
