import { resolve } from "node:path";
import { check } from "../check.ts";
import { dot } from "../graph/dot.ts";
import { graphOf } from "../graph/graph.ts";
import { html } from "../graph/html.ts";
import { mermaid } from "../graph/mermaid.ts";
import type { Graph } from "../graph/model.ts";
import { svg } from "../graph/svg.ts";
import { renderProblems } from "../report/text.ts";
import { didYouMean } from "../text/suggest.ts";
import { writeWhole } from "./files.ts";
import type { ExitCode, Io } from "./io.ts";
import { inputFor, type SourceOptions } from "./source.ts";

export type GraphOptions = SourceOptions & {
  readonly out?: string;
  readonly format?: string;
  /** Names, with commas between them. */
  readonly down?: string;
};

/** By the endings of their files' names. */
const FORMATS: Readonly<Record<string, (graph: Graph) => string>> = { dot, mmd: mermaid, svg, html };
const NAMES = "dot, mmd, svg or html";

/** `lbc graph [FILE]`: 1 when a problem is an error; the picture is drawn all the same. */
export function runGraph(file: string, options: GraphOptions, io: Io): ExitCode {
  const input = inputFor(file, options, io.cwd);
  const format = formatOf(options);
  const misuse = "usage" in input ? input.usage : "usage" in format ? format.usage : undefined;
  if (misuse !== undefined || "usage" in input || "usage" in format) return refuse(misuse, io);
  const { topology, problems } = check(input, io.progress);
  const hosts = topology.hosts.map((h) => h.name);
  const down = options.down?.split(",").filter((name) => name !== "") ?? [];
  const unknown = down.find((name) => !hosts.includes(name));
  const errors = problems.filter((p) => p.severity === "error");
  if (unknown !== undefined && errors.length === 0) {
    const meant = didYouMean(unknown, hosts);
    return refuse(
      `no host is called \`${unknown}\`${meant === undefined ? "" : `; did you mean ${meant}?`}`,
      io,
    );
  }
  io.progress?.("drawing");
  const text = format.write(graphOf(topology, problems, { down }));
  if (options.out === undefined) io.out(text);
  else writeWhole(resolve(io.cwd, options.out), text);
  if (errors.length === 0) return 0;
  io.err(renderProblems(errors, { color: io.color }));
  return 1;
}

function refuse(usage: string | undefined, io: Io): ExitCode {
  io.err(`lbc: ${usage}\n`);
  return 2;
}

function formatOf({
  out,
  format,
}: GraphOptions): { readonly write: (graph: Graph) => string } | { readonly usage: string } {
  const ending = out === undefined ? "dot" : (/\.([^./\\]+)$/.exec(out)?.[1] ?? "");
  const name = (format ?? ending).toLowerCase();
  const write = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (write !== undefined) return { write };
  if (format !== undefined) return { usage: `--format takes ${NAMES}, not \`${format}\`` };
  return {
    usage: `\`${out}\` does not say what to draw: end it with .${NAMES.replaceAll(/, | or /g, (s) => `${s}.`)}, or use --format`,
  };
}
