/** The way of one request, line by line, with the places that decide it. */
import type { Location } from "vscode-languageserver-protocol";
import { understand } from "../check.ts";
import { renderTrace } from "../report/trace.ts";
import { hostsNamed, subjectOf, type Asked } from "../trace/asked.ts";
import { trace as traceOf } from "../trace/trace.ts";
import { fileAt } from "./cursor.ts";
import type { Context } from "./context.ts";

type Params = Asked & {
  readonly textDocument: { readonly uri: string };
  readonly url: string;
  /** Names of hosts, with commas between them. */
  readonly down?: string;
};
export type Traced = {
  readonly title: string;
  readonly lines: readonly { readonly text: string; readonly location?: Location }[];
};

export function trace({ textDocument, url, down, ...asked }: Params, context: Context) {
  const project = fileAt(textDocument.uri, context)?.project;
  if (project === undefined) return { refused: `${textDocument.uri} is no topology that can be read` };
  const subject = subjectOf(url, asked, { name: "the editor", option: (name) => `\`${name}\`` });
  if ("usage" in subject) return { refused: subject.usage };
  const { topology, problems } = understand(project.input());
  if (problems.some((p) => p.severity === "error"))
    return { refused: `${project.file} has errors; mend them first` };
  const gone = hostsNamed(topology, down);
  if ("usage" in gone) return { refused: gone.usage };
  const traced = traceOf(topology, subject, new Set(gone.hosts));
  if (traced.kind === "nowhere")
    return { refused: `it cannot be told what becomes of this request: ${traced.why}; ${traced.help}` };
  const { steps, client } = traced;
  const names = gone.hosts.map((h) => h.name);
  const without = names.length === 0 ? "" : `, with ${names.join(", ")} down`;
  const spans = steps.flatMap(({ span, notes }) => [span, ...notes.map((n) => n.span)]);
  const texts = renderTrace(steps).trimEnd().split("\n");
  const lines = texts.map((text, i) => {
    const span = spans[i];
    const at = span === undefined ? undefined : project.locate(span);
    return at === undefined
      ? { text }
      : { text, location: { uri: project.uriOf(at.path), range: at.range() } };
  });
  return { title: `${subject.method} ${url} from ${client}${without}`, lines } satisfies Traced;
}
