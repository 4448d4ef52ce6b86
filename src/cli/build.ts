import { resolve } from "node:path";
import { compile } from "../compile.ts";
import { artifactText, manifest, manifestText, mergeManifests, MANIFEST } from "../output/manifest.ts";
import { renderProblems } from "../report/text.ts";
import { targets } from "../targets/targets.ts";
import { didYouMean } from "../text/suggest.ts";
import type { ExitCode, Io } from "./io.ts";
import { inputFor, type SourceOptions } from "./source.ts";
import { manifestIn, plan, sha256, writeTree, type TreeFile } from "./tree.ts";
import { version } from "./version.ts";

export type BuildOptions = SourceOptions & {
  readonly out: string;
  readonly host?: string;
  readonly target?: string;
  readonly stdout?: boolean;
  readonly check?: boolean;
};

/** `lbc build [FILE]`: with an error nothing is written. */
export function runBuild(file: string, options: BuildOptions, io: Io): ExitCode {
  const input = inputFor(file, options, io.cwd);
  const names = [...targets.map((t) => t.name), "ansible"];
  const usage =
    "usage" in input
      ? input.usage
      : options.target !== undefined && !names.includes(options.target)
        ? `no target is called \`${options.target}\`; there are ${names.join(", ")}`
        : undefined;
  if (usage !== undefined || "usage" in input) {
    io.err(`lbc: ${usage}\n`);
    return 2;
  }
  const { topology, problems, artifacts } = compile(input, io.progress);
  io.err(renderProblems(problems, { color: io.color }));
  if (problems.some((p) => p.severity === "error")) {
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
  const own = artifacts.filter(isPart);
  if (options.stdout === true) {
    for (const artifact of own) io.out(`==> ${artifact.path} <==\n${artifactText(artifact)}\n`);
    return 0;
  }
  io.progress?.("writing");
  const folder = resolve(io.cwd, options.out);
  const previous = manifestIn(folder);
  const known = previous === undefined || "reason" in previous ? undefined : previous;
  const made = mergeManifests(known, manifest(own, { version, sha256 }), isPart);
  const files: TreeFile[] = own.map((a) => ({ path: a.path, mode: a.mode, text: artifactText(a) }));
  files.push({ path: MANIFEST, mode: 0o644, text: manifestText(made) });
  // Files outside the part stay as they are.
  const paths = new Set(own.map((a) => a.path));
  const rest = new Set(made.files.map((f) => f.path).filter((p) => !paths.has(p)));
  const inScope = (path: string) => !rest.has(path);
  if (options.check === true) {
    const scoped =
      known === undefined ? undefined : { ...known, files: known.files.filter((f) => inScope(f.path)) };
    const planned = plan(folder, files, scoped);
    const differing =
      "kind" in planned ? [planned.reason] : [...planned.write.map((f) => f.path), ...planned.remove];
    for (const path of differing) io.err(`differs: ${path}\n`);
    return differing.length === 0 ? 0 : 1;
  }
  const written = writeTree(folder, files, undefined, inScope);
  if (written.kind === "refused") {
    io.err(`lbc: ${written.reason}\nnothing was written\n`);
    return 1;
  }
  for (const path of written.kept) io.err(`note: ${path} no longer belongs, but was edited; it stays\n`);
  const hosts = new Set(own.flatMap((a) => a.host ?? []));
  const removed = written.removed.length === 0 ? "" : `, ${written.removed.length} removed`;
  io.err(
    `${own.length} files for ${hosts.size} hosts in ${options.out} (${written.changed.filter((p) => p !== MANIFEST).length} changed${removed})\n`,
  );
  return 0;
}
