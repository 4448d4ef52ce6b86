/** The one way files come in: by a path below the project's folder. */
import * as fs from "node:fs";
import { join, sep } from "node:path";
import { limits } from "../syntax/lex.ts";

/** Reads below a folder; undefined for what is absent, too large, no regular file, or outside by a link. */
export function reader(folder: string): (path: string) => string | undefined {
  let root: string | undefined;
  return (path) => {
    try {
      root ??= fs.realpathSync(folder);
      const full = fs.realpathSync(join(folder, path));
      if (full !== root && !full.startsWith(root.endsWith(sep) ? root : root + sep)) return undefined;
      const state = fs.statSync(full);
      // Four bytes is the most a character takes.
      if (!state.isFile() || state.size > limits.text * 4) return undefined;
      return fs.readFileSync(full, "utf8");
    } catch {
      return undefined;
    }
  };
}
