/** Columns: neighbours that repeat one another are aligned, and so are the comments behind them. */
import { widthOf } from "../text/width.ts";
import { endsBlank, type Code, type Row } from "./rows.ts";

/** Blocks of nginx whose statements are pairs and no directives: whatever their keys, they repeat one another. */
const PAIRS = new Set(["map", "geo", "types", "split_clients", "charset_map"]);

/**
 * The text of each row that takes one line, without its indentation; undefined for the others.
 * @param width the columns there are for them.
 */
export function linesOf(
  rows: readonly Row[],
  width: number,
  block: string | undefined,
): readonly (string | undefined)[] {
  const isPairs = block !== undefined && PAIRS.has(block);
  const lines = rows.map((row) => lineOf(row, width));
  const keys = rows.map((row, i) => (lines[i] === undefined ? undefined : keyOf(row, isPairs)));
  for (const [from, to] of runs(rows, (i, k) => keys[i] !== undefined && keys[i] === keys[k])) {
    const codes = rows.slice(from, to).flatMap((row) => (row.kind === "code" ? [row.statements[0]] : []));
    for (const [k, line] of aligned(codes, width, isPairs).entries()) lines[from + k] = line;
  }
  return withComments(rows, lines);
}

/** Rows whose line would be too long with several statements, a row a statement. */
export function splitLong(rows: readonly Row[], width: number): readonly Row[] {
  return rows.flatMap((row): readonly Row[] => {
    if (row.kind !== "code" || row.statements.length === 1 || lineOf(row, width) !== undefined) return [row];
    const { comment, blankBefore, statements } = row;
    return statements.map((code, i) => ({
      kind: "code",
      blankBefore: blankBefore && i === 0,
      statements: [code],
      ...(comment === undefined || i < statements.length - 1 ? {} : { comment }),
    }));
  });
}

function lineOf(row: Row, width: number): string | undefined {
  if (row.kind !== "code") return undefined;
  const parts: string[] = [];
  for (const { flat } of row.statements) {
    if (flat === undefined) return undefined;
    parts.push(flat);
  }
  const line = row.needsEnd === true ? `${parts.join("; ")};` : ended(parts.join("; "));
  return widthOf(line) <= width ? line : undefined;
}

/** A line that would end in escaped white space gets a `;` to hold it. */
function ended(line: string): string {
  return endsBlank(line) ? `${line};` : line;
}

/** Rows with the same key repeat one another. */
function keyOf(row: Row, isPairs: boolean): string | undefined {
  if (row.kind !== "code" || row.statements.length > 1 || row.needsEnd === true) return undefined;
  const [{ keyword, block }] = row.statements;
  if (block !== undefined) return `${keyword} {`;
  return isPairs ? "" : keyword;
}

/** Runs `[from, to)` of at least two rows without a blank line between. */
function runs(
  rows: readonly Row[],
  isAlike: (i: number, k: number) => boolean,
): readonly (readonly [number, number])[] {
  const out: [number, number][] = [];
  for (let i = 1; i < rows.length; i++) {
    if (rows[i]?.blankBefore === true || !isAlike(i - 1, i)) continue;
    const last = out.at(-1);
    if (last?.[1] === i) last[1] = i + 1;
    else out.push([i - 1, i + 1]);
  }
  return out;
}

function aligned(codes: readonly Code[], width: number, isPairs: boolean): readonly string[] {
  const cells = cellsOf(codes, isPairs);
  return sections(cells).flatMap((section) => {
    const padded = padColumns(section);
    const fits = padded.every((line) => widthOf(line) <= width);
    return (fits ? padded : section.map((line) => line.join(" "))).map(ended);
  });
}

/** What is padded: a head before its block; every word when there are as many on each line; else the first argument. */
function cellsOf(codes: readonly Code[], isPairs: boolean): readonly (readonly string[])[] {
  const pieces = codes.map(({ segments }) => segments[0]?.pieces ?? []);
  const [first = []] = pieces;
  const isTable = pieces.every((line) => line.length === first.length);
  return codes.map(({ block, flat = "" }, i): readonly string[] => {
    const line = pieces[i] ?? [];
    if (block !== undefined) {
      const head = line.join(" ");
      return [head, flat.slice(head.length + 1)];
    }
    if (isTable) return line;
    const named = isPairs ? 1 : 2;
    const rest = line.slice(named).join(" ");
    return rest === "" ? [line.join(" ")] : [line.slice(0, named).join(" "), rest];
  });
}

/** Cells up to this width are always aligned. */
const SMALL = 40;
/** A wider one begins a section of its own when it is this many times wider, or narrower, than those before. */
const RATIO = 2.5;

/** Parts a run where the first columns differ too much, as gofmt does (go/printer, nodes.go, exprList). */
function sections(lines: readonly (readonly string[])[]): readonly (readonly (readonly string[])[])[] {
  const out: (readonly string[])[][] = [];
  let logs = 0;
  let count = 0;
  let previous = 0;
  for (const line of lines) {
    const size =
      line.length < 2 ? 0 : widthOf(line.length === 2 ? (line[0] ?? "") : line.slice(0, 2).join(" "));
    const ratio = count === 0 ? 1 : size / Math.exp(logs / count);
    const differs = size > 0 && (previous > SMALL || size > SMALL) && (ratio >= RATIO || ratio * RATIO <= 1);
    const last = out.at(-1);
    if (last === undefined || (differs && count > 0)) {
      out.push([line]);
      logs = 0;
      count = 0;
    } else last.push(line);
    if (size === 0) continue;
    logs += Math.log(size);
    count++;
    previous = size;
  }
  return out;
}

function padColumns(lines: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const line of lines)
    for (const [column, cell] of line.slice(0, -1).entries())
      widths[column] = Math.max(widths[column] ?? 0, widthOf(cell));
  return lines.map((line) =>
    line.map((cell, i) => (i === line.length - 1 ? cell : padded(cell, widths[i] ?? 0))).join(" "),
  );
}

function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

function withComments(
  rows: readonly Row[],
  lines: readonly (string | undefined)[],
): readonly (string | undefined)[] {
  const out = lines.map((line, i) => {
    const comment = rows[i]?.comment;
    return line === undefined || comment === undefined ? line : `${line} ${comment}`;
  });
  const isCommented = (i: number) => lines[i] !== undefined && rows[i]?.comment !== undefined;
  for (const [from, to] of runs(rows, (i, k) => isCommented(i) && isCommented(k))) {
    let width = 0;
    for (let i = from; i < to; i++) width = Math.max(width, widthOf(lines[i] ?? ""));
    for (let i = from; i < to; i++) out[i] = `${padded(lines[i] ?? "", width)} ${rows[i]?.comment ?? ""}`;
  }
  return out;
}
