/** The language server as a process of its own: it reads the files of this machine, and can build. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runBuild } from "../../src/cli/build.ts";
import { surroundings } from "../../src/cli/surroundings.ts";
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

async function build(folder: string, file: string, out: string): Promise<{ readonly message: string }> {
  if (!folder.startsWith("file:")) throw new Error(`${folder} is not on this machine`);
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
  const message = said.trim().split("\n").at(-1) ?? "";
  if (code !== 0) throw new Error(message);
  return { message };
}
