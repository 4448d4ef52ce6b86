import { watch as watchFolder } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Io } from "./io.ts";

/** Milliseconds without a change before building: an editor saves in several steps. */
const QUIET = 100;

/** Builds whenever a .lb file below the topology's folder changes; ends only with the process. */
export async function watch(file: string, io: Io, build: () => unknown): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  io.err("watching for changes; stop with Ctrl-C\n");
  await new Promise<void>(() => {
    watchFolder(dirname(resolve(io.cwd, file)), { recursive: true }, (_, name) => {
      if (name?.endsWith(".lb") !== true) return;
      clearTimeout(timer);
      timer = setTimeout(build, QUIET);
    });
  });
}
