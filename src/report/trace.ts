/** A trace for the eye, and as JSON: the contract of that is spec/trace.schema.json. */
import type { Note, Step } from "../trace/step.ts";
import type { Span } from "../text/source.ts";
import { cells, safe } from "./cells.ts";
import { placeOf, placeText, type ReportContext } from "./place.ts";

/** Columns for the words; what is longer pushes its place to the right. */
const WIDEST = 88;

type Row = { readonly head: string; readonly text: string; readonly span: Span | undefined };

/** One step a line, its notes below it, the places in a column of their own. */
export function renderTrace(steps: readonly Step[]): string {
  const width = Math.max(...steps.map((s) => s.kind.length));
  const rows = steps.flatMap(({ kind, text, span, notes }): readonly Row[] => [
    { head: kind.padEnd(width), text, span },
    ...notes.map((n): Row => ({ head: " ".repeat(width), text: `  ${n.text}`, span: n.span })),
  ]);
  return table(rows);
}

function table(rows: readonly Row[]): string {
  const column = Math.min(WIDEST, Math.max(...rows.map((r) => widthOf(r.text))));
  return rows
    .map(({ head, text, span }) => {
      const line = `${head}  ${safe(text)}`;
      if (span === undefined) return `${line}\n`;
      return `${line}${" ".repeat(Math.max(0, column - widthOf(text)))}  ${placeText(span)}\n`;
    })
    .join("");
}

function widthOf(text: string): number {
  return cells(text).reduce((sum, cell) => sum + cell.width, 0);
}

export type TracedRequest = {
  readonly url: string;
  readonly method: string;
  readonly host?: string;
  readonly client: string;
  readonly down: readonly string[];
};

export function renderTraceJson(
  request: TracedRequest,
  steps: readonly Step[],
  context: Pick<ReportContext, "version" | "pathOf">,
): string {
  const placed = ({ text, span }: Note) => ({
    text,
    ...(span === undefined ? {} : { place: placeOf(span, context) }),
  });
  const value = {
    format: 1,
    lbc: context.version,
    request,
    steps: steps.map(({ kind, facts, notes, ...rest }) => ({
      kind,
      ...placed(rest),
      ...facts,
      notes: notes.map(placed),
    })),
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}
