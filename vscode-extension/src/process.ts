/** The language server as a process of its own: it reads the files of this machine, and can build. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runBuild } from "../../src/cli/build.ts";
import { surroundings } from "../../src/cli/surroundings.ts";
import type { BuiltHere } from "../../src/lsp/surroundings.ts";
import { serve } from "./server.ts";

serve(
  {
    send: (message) => process.send?.(message),
    receive: (take) => void process.on("message", take),
    closed: (tell) => void process.on("disconnect", tell),
  },
  { ...surroundings(""), build },
  () => process.exit(),
);

async function build(folder: string, file: string, out: string): Promise<BuiltHere> {
  if (!folder.startsWith("file:")) return { refused: `${folder} is not on this machine` };
  const cwd = fileURLToPath(folder);
  let said = "";
  const io = {
    out: () => undefined,
    err: (text: string) => void (said += text),
    color: false,
    cwd,
    pages: "",
  };
  const code = await runBuild(join(cwd, file), { out }, io);
  const lines = said.trim().split("\n");
  // The reason, and that nothing was written.
  if (code !== 0)
    return {
      refused: lines
        .slice(-2)
        .join("; ")
        .replace(/^lbc: /, ""),
    };
  return { message: lines.at(-1) ?? "" };
}
