/** What `npm run bench:locations` measures: CPU for the verdicts of all locations, expressions read included. */
import { readFileSync } from "node:fs";
import { locationVerdicts } from "../../src/semantics/nginx/verdicts/locations.ts";
import { readLocations, writtenLocations } from "./many-locations.ts";

/** CPU of the main thread, ms: what a machine with a second core lets one wait. Linux only. */
function mainThread(): number {
  return Number(readFileSync("/proc/thread-self/schedstat", "utf8").split(" ")[0]) / 1e6;
}

export function measure(count: number, seed: number) {
  const written = writtenLocations(count, seed);
  const all = process.cpuUsage();
  const start = mainThread();
  const verdicts = locationVerdicts(readLocations(written), [1, 22, 1], true);
  const ms = mainThread() - start;
  const { user, system } = process.cpuUsage(all);
  const kinds: Record<string, number> = {};
  for (const { kind } of verdicts.values()) kinds[kind] = (kinds[kind] ?? 0) + 1;
  return { ms, threads: (user + system) / 1000, kinds };
}
