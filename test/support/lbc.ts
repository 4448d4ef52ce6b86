/** The built lbc as a process of its own: `npm run build` makes it. */
import { spawn, spawnSync, type SpawnSyncOptions } from "node:child_process";
import { fileURLToPath } from "node:url";

export const lbcPath = fileURLToPath(new URL("../../dist/lbc.cjs", import.meta.url));

export type Ended = {
  readonly status: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
};

/** Runs lbc to its end, at most for a minute. */
export function lbc(cwd: string, args: readonly string[], options: SpawnSyncOptions = {}): Ended {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [lbcPath, ...args], {
    cwd,
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
    ...options,
    encoding: "utf8",
  });
  return { status, signal, out: stdout, err: stderr };
}

/** Runs lbc and sends it a signal after some milliseconds; true when it died of that. */
export async function lbcKilled(
  cwd: string,
  args: readonly string[],
  signal: NodeJS.Signals,
  after: number,
): Promise<boolean> {
  const child = spawn(process.execPath, [lbcPath, ...args], { cwd, stdio: "ignore" });
  const timer = setTimeout(() => child.kill(signal), after);
  const died = await new Promise<boolean>((resolve) => {
    child.on("exit", (_, by) => resolve(by === signal));
  });
  clearTimeout(timer);
  return died;
}
