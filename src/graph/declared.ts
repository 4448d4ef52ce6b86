/** Where things are declared, and which problems are at them. */
import type { Problem } from "../problems/problem.ts";
import { inWhole, positionAt, textOf, type Span } from "../text/source.ts";
import type { GraphProblem, Place } from "./model.ts";

/** Where a span is: for who keeps files in parts. */
export type Locate = (span: Span) => { readonly file: string; readonly line: number };

export const locate: Locate = ({ source, start }) => ({
  file: source.file ?? source.name,
  line: positionAt(source, start).line,
});

/** The places of a picture's nodes, each once. */
export function places(locate: Locate): {
  readonly list: readonly Place[];
  readonly indexOf: (span: Span) => number;
} {
  const list: Place[] = [];
  const known = new Map<string, number>();
  return {
    list,
    indexOf: (span) => {
      const key = `${span.source.name} ${span.start} ${span.end}`;
      let index = known.get(key);
      if (index === undefined) {
        known.set(key, (index = list.length));
        list.push({ ...locate(span), text: excerpt(textOf(span)) });
      }
      return index;
    },
  };
}

const MOST_LINES = 30;
const MOST_CHARACTERS = 3000;

/** What must not be read in a picture that is passed on. */
const SECRET =
  /((?:^|[\s;{])(?:auth_pass|password|requirepass|(?:proxy_set_header\s+)?authorization)\s+)("(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'|[^\s;{}]+)/gi;

export function excerpt(text: string): string {
  const shown = text.replace(SECRET, "$1…").split(/\r\n|\r|\n/);
  const lines = shown.length > MOST_LINES ? [...shown.slice(0, MOST_LINES), "…"] : shown;
  const joined = lines.join("\n");
  return joined.length > MOST_CHARACTERS ? `${joined.slice(0, MOST_CHARACTERS)}…` : joined;
}

/** A node with what it is declared by. */
export type Declared = { readonly id: string; readonly spans: readonly Span[] };

/** By node, the indexes of the problems at it: those of the smallest declarations around their places. */
export function problemsAt(
  problems: readonly Problem[],
  nodes: readonly Declared[],
): ReadonlyMap<string, readonly number[]> {
  const bySource = new Map<string, { readonly id: string; readonly span: Span }[]>();
  for (const { id, spans } of nodes) {
    for (const span of spans.map(inWhole)) {
      const own = bySource.get(span.source.name);
      if (own === undefined) bySource.set(span.source.name, [{ id, span }]);
      else own.push({ id, span });
    }
  }
  const out = new Map<string, number[]>();
  for (const [index, problem] of problems.entries()) {
    const span = inWhole(problem.span);
    const around = (bySource.get(span.source.name) ?? []).filter(
      (n) => n.span.start <= span.start && span.end <= n.span.end,
    );
    const least = Math.min(...around.map((n) => n.span.end - n.span.start));
    for (const id of new Set(around.filter((n) => n.span.end - n.span.start === least).map((n) => n.id))) {
      const own = out.get(id);
      if (own === undefined) out.set(id, [index]);
      else own.push(index);
    }
  }
  return out;
}

export function shownProblem({ code, severity, message, help, span }: Problem, locate: Locate): GraphProblem {
  return { code, severity, message, ...(help === undefined ? {} : { help }), ...locate(span) };
}
