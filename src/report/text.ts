/** Problems for a person at a terminal: code, place, frame, related places, what to do. */
import { positionAt } from "../text/source.ts";
import type { Span } from "../text/source.ts";
import { byPlace, count, RANK } from "../problems/order.ts";
import type { Problem, Severity } from "../problems/problem.ts";
import { frame } from "./frame.ts";
import { safe } from "./cells.ts";
import { placeText } from "./place.ts";

export type TextOptions = {
  /** Whether to colour with ANSI escapes. */
  readonly color: boolean;
};

/** Problems shown in full; the rest is counted. */
const SHOWN = 100;

const COLOR: Readonly<Record<Severity, string>> = { error: "1;31", warning: "1;33", info: "1;36" };
const FRAME_COLOR = "1;34";

type Paint = (style: string, text: string) => string;

/** A message in lines that belong together: those after the first are indented. */
function prose(text: string, indent: number): string {
  return safe(text.trim()).replaceAll("\n", `\n${" ".repeat(indent)}`);
}

function framed(
  span: Span,
  options: {
    readonly arrow: string;
    readonly mark: string;
    readonly style: string;
    readonly note: string;
    readonly gutter: number;
    readonly paint: Paint;
  },
): readonly string[] {
  const { paint, gutter } = options;
  // A file that could not be read has nothing to show.
  if (span.source.text === "")
    return [`${" ".repeat(gutter)}${paint(FRAME_COLOR, options.arrow)} ${safe(span.source.name)}`];
  const shown = frame(span, options.mark);
  const bar = paint(FRAME_COLOR, `${" ".repeat(gutter)} |`);
  const number = String(shown.line).padStart(gutter);
  const blank = shown.marks.length - shown.marks.trimStart().length;
  const marks = shown.marks.slice(blank);
  const note = options.note === "" ? "" : ` ${prose(options.note, gutter + blank + marks.length + 4)}`;
  const head = `${" ".repeat(gutter)}${paint(FRAME_COLOR, options.arrow)} ${placeText(span)}`;
  const source = `${paint(FRAME_COLOR, `${number} |`)} ${shown.text}`.trimEnd();
  return [head, bar, source, `${bar} ${" ".repeat(blank)}${paint(options.style, marks + note)}`];
}

function renderProblem(problem: Problem, paint: Paint): string {
  const related = problem.related ?? [];
  const numbers = [problem.span, ...related.map((one) => one.span)].map(
    (span) => positionAt(span.source, span.start).line,
  );
  const gutter = String(Math.max(...numbers)).length;
  const style = COLOR[problem.severity];
  const bar = paint(FRAME_COLOR, `${" ".repeat(gutter)} |`);
  const out = [
    `${paint(style, `${problem.severity}[${safe(problem.code)}]`)}: ${paint("1", prose(problem.message, 4))}`,
    ...framed(problem.span, { arrow: "-->", mark: "^", style, note: "", gutter, paint }),
  ];
  for (const { span, message } of related) {
    out.push(...framed(span, { arrow: ":::", mark: "-", style: FRAME_COLOR, note: message, gutter, paint }));
  }
  if (problem.help !== undefined) {
    out.push(bar, `${" ".repeat(gutter)} ${paint("1", "= help:")} ${prose(problem.help, gutter + 9)}`);
  }
  return `${out.join("\n")}\n`;
}

/** `2 errors, 1 warning`; empty when there is nothing. */
export function summary(problems: readonly Problem[]): string {
  const parts: string[] = [];
  for (const [severity, word] of [
    ["error", "error"],
    ["warning", "warning"],
    ["info", "note"],
  ] as const) {
    const found = count(problems, severity);
    if (found > 0) parts.push(`${found} ${word}${found === 1 ? "" : "s"}`);
  }
  return parts.join(", ");
}

/**
 * Problems as text, in the order of files and places, with a summary at the end; empty for no problems.
 * At most a hundred are shown, the gravest first to get a place; nothing of the source reaches the
 * terminal unescaped.
 */
export function renderProblems(problems: readonly Problem[], options: TextOptions): string {
  if (problems.length === 0) return "";
  const paint: Paint = (style, text) => (options.color ? `\u001b[${style}m${text}\u001b[0m` : text);
  const gravest =
    problems.length <= SHOWN
      ? problems
      : problems.toSorted((a, b) => RANK[a.severity] - RANK[b.severity]).slice(0, SHOWN);
  const blocks = gravest.toSorted(byPlace).map((problem) => renderProblem(problem, paint));
  const more = problems.length - gravest.length;
  if (more > 0) blocks.push(`and ${more} more, not shown\n`);
  blocks.push(`${paint("1", summary(problems))}\n`);
  return blocks.join("\n");
}
