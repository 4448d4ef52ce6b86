/** The command line, called in this process, in a folder that every test has anew. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { run } from "../../src/cli/main.ts";

export type InFolder = {
  /** Of a file in the folder; of the folder itself without a name. */
  readonly path: (name?: string) => string;
  readonly write: (text: string, name?: string) => void;
  readonly lbc: (...argv: string[]) => Promise<{ code: number; out: string; err: string }>;
};

/** Call it where the hooks shall hold. */
export function inFolder(): InFolder {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lbc-cli-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  return {
    path: (name = "") => join(folder, name),
    write: (text, name = "topo.lb") => writeFileSync(join(folder, name), text),
    lbc: async (...argv) => {
      let out = "";
      let err = "";
      const code = await run(argv, {
        out: (text) => (out += text),
        err: (text) => (err += text),
        color: false,
        cwd: folder,
        pages: new URL("../../spec", import.meta.url).pathname,
      });
      return { code, out, err };
    },
  };
}
