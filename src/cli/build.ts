import { resolve } from "node:path";
import { compile } from "../compile.ts";
import { manifest, manifestText, mergeManifests, MANIFEST, withTexts } from "../output/manifest.ts";
import { renderProblems } from "../report/text.ts";
import { targets } from "../targets/targets.ts";
import { didYouMean } from "../text/suggest.ts";
import type { ExitCode, Io } from "./io.ts";
import { inputFor, type SourceOptions } from "./source.ts";
import { holdSignals } from "./signals.ts";
import { digest, manifestIn, plan, type TreeFile } from "./tree/plan.ts";
import { settleTree, writeTree } from "./tree/write.ts";
import { version } from "./version.ts";

export type BuildOptions = SourceOptions & {
  readonly out: string;
  readonly host?: string;
  readonly target?: string;
  readonly stdout?: boolean;
  readonly check?: boolean;
  readonly inPlace?: boolean;
};

/** `lbc build [FILE]`: with an error nothing is written. */
export async function runBuild(file: string, options: BuildOptions, io: Io): Promise<ExitCode> {
  const input = inputFor(file, options, io.cwd);
  const names = [...targets.map((t) => t.name), "ansible"];
  const usage =
    "usage" in input
      ? input.usage
      : options.target !== undefined && !names.includes(options.target)
        ? `no target is called \`${options.target}\`; there are ${names.join(", ")}`
        : options.out === ""
          ? "--out names no folder"
          : options.stdout === true && options.check === true
            ? "--stdout prints and --check compares: name one of them"
            : undefined;
  if (usage !== undefined || "usage" in input) {
    io.err(`lbc: ${usage}\n`);
    return 2;
  }
  const { topology, problems, artifacts, refused } = compile(input, io.progress);
  io.err(renderProblems(problems, { color: io.color }));
  if (refused) {
    io.err("nothing was written\n");
    return 1;
  }
  const { host, target } = options;
  if (host !== undefined && !topology.hosts.some((h) => h.name === host)) {
    const meant = didYouMean(
      host,
      topology.hosts.map((h) => h.name),
    );
    io.err(
      `lbc: no host is called \`${host}\`${meant === undefined ? "" : `; did you mean \`${meant}\`?`}\n`,
    );
    return 2;
  }
  const isPart = (of: { readonly host?: string; readonly target?: string }) =>
    (host === undefined || of.host === host) && (target === undefined || of.target === target);
  const own = withTexts(artifacts.filter(isPart));
  if (options.stdout === true) {
    for (const { path, text } of own) io.out(`==> ${path} <==\n${text}\n`);
    return 0;
  }
  const folder = resolve(io.cwd, options.out);
  settleTree(folder);
  const previous = manifestIn(folder);
  const known = previous === undefined || "reason" in previous ? undefined : previous;
  const made = mergeManifests(known, manifest(own, { version, digest }), isPart);
  const files: readonly TreeFile[] = [...own, { path: MANIFEST, mode: 0o644, text: manifestText(made) }];
  // Files outside the part stay as they are.
  const paths = new Set(known === undefined ? [] : own.map((a) => a.path));
  const rest = new Set(known === undefined ? [] : made.files.map((f) => f.path).filter((p) => !paths.has(p)));
  const inScope = (path: string) => !rest.has(path);
  if (options.check === true) {
    const planned = plan(folder, files, known?.files.filter((f) => inScope(f.path)) ?? []);
    const differing =
      "kind" in planned ? [planned.reason] : [...planned.write.map((f) => f.path), ...planned.remove];
    for (const path of differing) io.err(`differs: ${path}\n`);
    return differing.length === 0 ? 0 : 1;
  }
  const hosts = new Set(own.flatMap((a) => a.host ?? [])).size;
  const what = `${own.length} files for ${hosts} ${hosts === 1 ? "host" : "hosts"} in ${options.out}`;
  return writeFiles(folder, files, { inScope, inPlace: options.inPlace === true, what }, io);
}

/** Files written between two looks at signals and the progress line. */
const BATCH = 200;

async function writeFiles(
  folder: string,
  files: readonly TreeFile[],
  options: {
    readonly inScope: (path: string) => boolean;
    readonly inPlace: boolean;
    /** What is built, for the last line. */
    readonly what: string;
  },
  io: Io,
): Promise<ExitCode> {
  const { inScope, inPlace, what } = options;
  const signals = holdSignals();
  const pause = (done: number, total: number): boolean | Promise<boolean> => {
    if (done % BATCH !== 0) return false;
    io.progress?.(`writing ${done} of ${total} files`);
    return signals.heard();
  };
  try {
    const written = await writeTree(folder, files, { inScope, inPlace, pause });
    if (written.kind !== "written") {
      io.err(`lbc: ${written.kind === "stopped" ? "stopped" : written.reason}\nnothing was written\n`);
      return 1;
    }
    const { changed, removed, kept } = written;
    for (const path of kept) io.err(`note: ${path} no longer belongs, but was edited; it stays\n`);
    const gone = removed.length === 0 ? "" : `, ${removed.length} removed`;
    io.err(`${what} (${changed.filter((p) => p !== MANIFEST).length} changed${gone})\n`);
    return 0;
  } finally {
    await signals.release();
  }
}
