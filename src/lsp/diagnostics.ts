/** Problems as the protocol's diagnostics. */
import type { Diagnostic, DiagnosticRelatedInformation } from "vscode-languageserver-protocol";
import type { Problem, Severity } from "../problems/problem.ts";
import type { Located, Project } from "./project.ts";
import type { Surroundings } from "./surroundings.ts";

const SEVERITY = { error: 1, warning: 2, info: 3 } as const satisfies Readonly<Record<Severity, number>>;

/** What has no effect is shown faded. */
const UNNECESSARY: ReadonlySet<string> = new Set([
  "waive/nothing",
  "nginx/dead-location",
  "nginx/dead-access-rule",
  "session/needless-route",
  "nginx/overridden-prefix",
  "ipvs/check-unused",
  "ipvs/nobody-listens",
]);

/** By the path of the file; each list in the order of the places. What lies in no text any more is left out. */
export function diagnosticsOf(
  project: Project,
  problems: readonly Problem[],
  pageUri: Surroundings["pageUri"],
): ReadonlyMap<string, readonly Diagnostic[]> {
  const out = new Map<string, Diagnostic[]>();
  const placed = problems.flatMap((problem) => {
    const at = project.locate(problem.span);
    return at === undefined ? [] : [{ problem, at }];
  });
  placed.sort(
    (a, b) =>
      a.at.start - b.at.start ||
      (a.problem.code < b.problem.code ? -1 : a.problem.code > b.problem.code ? 1 : 0) ||
      (a.problem.message < b.problem.message ? -1 : 1),
  );
  for (const { problem, at } of placed) {
    const list = out.get(at.path) ?? [];
    out.set(at.path, list);
    list.push(kept(project, problem, at, pageUri));
  }
  return out;
}

type Kept = { readonly where: string; readonly diagnostic: Diagnostic };
const known = new WeakMap<Problem, Kept>();

/** The same object as before while nothing has moved. */
function kept(project: Project, problem: Problem, at: Located, pageUri: Surroundings["pageUri"]): Diagnostic {
  const places = (problem.related ?? []).map((r) => project.locate(r.span));
  const where = [at, ...places].map((place) => `${place?.path} ${place?.line}`).join("\n");
  let found = known.get(problem);
  if (found?.where !== where) {
    found = { where, diagnostic: diagnosticOf(project, problem, at, pageUri(problem.code)) };
    known.set(problem, found);
  }
  return found.diagnostic;
}

export function diagnosticOf(
  project: Project,
  { code, severity, message, related = [], help }: Problem,
  at: Located,
  href: string | undefined,
): Diagnostic {
  const places = related.flatMap((r): DiagnosticRelatedInformation[] => {
    const there = project.locate(r.span);
    if (there === undefined) return [];
    return [{ location: { uri: project.uriOf(there.path), range: there.range() }, message: r.message }];
  });
  return {
    range: at.range(),
    severity: SEVERITY[severity],
    source: "lbc",
    code,
    message: help === undefined ? message : `${message}\nhelp: ${help}`,
    ...(href === undefined ? {} : { codeDescription: { href } }),
    ...(places.length === 0 ? {} : { relatedInformation: places }),
    ...(UNNECESSARY.has(code) ? { tags: [1] } : {}),
  };
}
