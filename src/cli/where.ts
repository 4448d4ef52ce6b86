import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { where } from "../output/where.ts";
import { didYouMean } from "../text/suggest.ts";
import type { ExitCode, Io } from "./io.ts";
import { manifestIn } from "./tree/plan.ts";
import { settleTree } from "./tree/write.ts";

/** `lbc where OUT/PATH:LINE`: names the line of the topology that caused a line of the output. */
export function runWhere(place: string, io: Io): ExitCode {
  const match = /^(.+):(\d+)$/.exec(place);
  if (match === null) {
    io.err("lbc: name a file and a line: lbc where out/edge1/etc/nginx/nginx.conf:41\n");
    return 2;
  }
  const path = resolve(io.cwd, match[1] ?? "");
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    settleTree(folder);
    const manifest = manifestIn(folder);
    if (manifest !== undefined && !("reason" in manifest)) {
      const inside = relative(folder, path).split("\\").join("/");
      const line = Number(match[2]);
      const written = where(manifest, inside, line);
      const found = written.kind === "no-place" ? where(manifest, inside, openerOf(path, line)) : written;
      switch (found.kind) {
        case "places":
          for (const { file, line, column } of found.places) io.out(`${file}:${line}:${column}\n`);
          return 0;
        case "no-place":
          io.err(`lbc: no statement caused line ${match[2]} of ${inside}\n`);
          return 1;
        case "unknown-file": {
          const meant = didYouMean(
            inside,
            manifest.files.map((f) => f.path),
          );
          io.err(
            `lbc: lbc did not write ${inside}${meant === undefined ? "" : `; did you mean ${join(folder, meant)}?`}\n`,
          );
          return 1;
        }
      }
    }
    if (folder === dirname(folder)) break;
  }
  io.err(`lbc: no manifest.json of lbc beside or above ${match[1]}\n`);
  return 1;
}

/** The line that opened the block which ends there: it stands at the same margin. The line itself where none ends. */
function openerOf(path: string, line: number): number {
  if (!existsSync(path)) return line;
  const lines = readFileSync(path, "utf8").split("\n");
  const margin = /^( *)\}$/.exec(lines[line - 1] ?? "")?.[1];
  if (margin === undefined) return line;
  const opens = new RegExp(`^${margin}[^ }].*\\{$`);
  return lines.slice(0, line - 1).findLastIndex((text) => opens.test(text)) + 1;
}
