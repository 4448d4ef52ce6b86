/** Places as the formats for machines want them. */
import { positionAt, type Position, type Span } from "../text/source.ts";
import { safe } from "./cells.ts";

export type Place = { readonly file: string; readonly start: Position; readonly end: Position };

/** What a report needs besides the problems. */
export type ReportContext = {
  /** The version of lbc. */
  readonly version: string;
  /** The path of a source as who reads the report knows it: from the root of the checkout, with `/`. */
  readonly pathOf: (source: string) => string;
  /** The page of a rule, Markdown. */
  readonly pageOf: (code: string) => string | undefined;
};

export function placeOf(span: Span, { pathOf }: Pick<ReportContext, "pathOf">): Place {
  const { source, start, end } = span;
  return { file: pathOf(source.name), start: positionAt(source, start), end: positionAt(source, end) };
}

/** For a terminal: `topo.lb:12:3`. */
export function placeText({ source, start }: Span): string {
  const { line, column } = positionAt(source, start);
  return `${safe(source.name)}:${line}:${column}`;
}
