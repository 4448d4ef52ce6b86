import { dirname, join, relative, resolve } from "node:path";
import { understand } from "../check.ts";
import { renderProblems } from "../report/text.ts";
import { renderTrace, renderTraceJson } from "../report/trace.ts";
import { hostsNamed, subjectOf } from "../trace/asked.ts";
import { trace } from "../trace/trace.ts";
import type { ExitCode, Io } from "./io.ts";
import { inputFor, type SourceOptions } from "./source.ts";
import { version } from "./version.ts";

export type TraceOptions = SourceOptions & {
  readonly from?: string;
  /** Names, with commas between them. */
  readonly down?: string;
  readonly method: string;
  readonly host?: string;
  readonly header?: readonly string[];
  readonly at?: string;
  readonly json?: boolean;
};

/** `lbc trace URL [FILE]`: 1 when the topology cannot be understood, or nothing declared gets the request. */
export function runTrace(url: string, file: string, options: TraceOptions, io: Io): ExitCode {
  const input = inputFor(file, options, io.cwd);
  const subject = subjectOf(url, options, { name: "the command line", option: (name) => `--${name}` });
  const usage = "usage" in input ? input.usage : "usage" in subject ? subject.usage : undefined;
  if (usage !== undefined || "usage" in input || "usage" in subject) {
    io.err(`lbc: ${usage}\n`);
    return 2;
  }
  const { topology, problems } = understand(input, io.progress);
  if (problems.some((p) => p.severity === "error")) {
    io.err(renderProblems(problems, { color: io.color }));
    return 1;
  }
  const down = hostsNamed(topology, options.down);
  if ("usage" in down) {
    io.err(`lbc: ${down.usage}\n`);
    return 2;
  }
  const traced = trace(topology, subject, new Set(down.hosts));
  if (traced.kind === "nowhere") {
    io.err(`lbc: it cannot be told what becomes of this request: ${traced.why}; ${help(traced.help)}\n`);
    return 1;
  }
  const { steps, client } = traced;
  const { method, host } = subject;
  const names = down.hosts.map((h) => h.name);
  if (options.json === true) {
    const folder = relative(io.cwd, dirname(resolve(io.cwd, file)));
    const pathOf = (name: string) => join(folder, name).split("\\").join("/");
    const request = { url, method, ...(host === undefined ? {} : { host }), client, down: names };
    io.out(renderTraceJson(request, steps, { version, pathOf }));
  } else {
    const gone = names.length === 0 ? "" : `, with ${names.join(", ")} down`;
    io.out(`${method} ${url} from ${client}${gone}\n\n${renderTrace(steps)}`);
  }
  return 0;
}

/** On the command line they are options. */
const help = (text: string) => text.replace("`at VIP` or `at NGINX`", "--at VIP or --at NGINX");
