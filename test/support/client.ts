/** Editors that are clients of `lbc lsp`: a script drives one, and prints a line for each thing that it saw. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lbcPath } from "./lbc.ts";

/** Lines with letters of two and of three bytes, and one beyond the first plane: columns are UTF-16. */
export const topology =
  'lb 1\nnetwork lan 10.0.0.0/24\ninclude "hosts.lb"\nparam who "Zoë 中文 \u{1f3d4}"; vip v 10.0.0.9 { on lvs9 }\n';

export type Driven = {
  /** Lines that begin with `ok `. */
  readonly ok: number;
  /** The other lines. */
  readonly failed: readonly string[];
  readonly stderr: string;
  readonly status: number | null;
};

/** Runs an editor on files in a folder of its own, `$WORK`; `$LBC` is what starts lbc. */
export function drive(
  files: Readonly<Record<string, string>>,
  command: string,
  args: readonly string[],
  env: (work: string) => Readonly<Record<string, string>>,
): Driven {
  const work = mkdtempSync(join(tmpdir(), "lbc-client-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(work, name), text);
    const { stdout, stderr, status } = spawnSync(command, args, {
      env: { ...process.env, LBC: lbcPath, WORK: work, ...env(work) },
      encoding: "utf8",
      timeout: 120_000,
    });
    const lines = stdout.split("\n").filter((l) => l !== "");
    const failed = lines.filter((l) => !l.startsWith("ok "));
    return { ok: lines.length - failed.length, failed, stderr, status };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
