import { existsSync, watch as watchFolder, type FSWatcher } from "node:fs";
import { dirname, join } from "node:path";
import { ANY } from "./files.ts";
import type { Io } from "./io.ts";

/** Milliseconds without a change before building: an editor saves in several steps. */
const QUIET = 100;

/** Builds, and again whenever a file that the build asked for changes; ends only with the process. */
export async function watch(
  io: Io,
  build: (willRead: (path: string) => void) => Promise<unknown>,
): Promise<never> {
  io.err("watching for changes; stop with Ctrl-C\n");
  let changes = 0;
  let wake = () => undefined as void;
  const changed = () => {
    changes++;
    wake();
  };
  let watched = new Map<string, FSWatcher>();
  for (;;) {
    const seen = changes;
    const names = new Set<string>();
    const next = new Map<string, FSWatcher>();
    // Watching begins before a file is read, so that no change falls in between.
    await build((path) => {
      // Of a folder that is not there yet, its coming is watched.
      let [folder, name] = [dirname(path), path];
      while (!existsSync(folder) && folder !== dirname(folder)) [folder, name] = [dirname(folder), folder];
      names.add(name);
      if (next.has(folder)) return;
      const watcher = watchFolder(folder, (_, entry) => {
        if (entry === null || names.has(join(folder, entry)) || names.has(join(folder, ANY))) changed();
      });
      watcher.on("error", changed);
      next.set(folder, watcher);
    });
    for (const watcher of watched.values()) watcher.close();
    watched = next;
    if (changes === seen) await new Promise<void>((resolve) => (wake = resolve));
    for (let last = -1; last !== changes;) {
      last = changes;
      await new Promise((resolve) => setTimeout(resolve, QUIET));
    }
  }
}
