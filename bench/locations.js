// Prints what the verdicts of all locations of a server cost: each size in processes of its own, so that nothing is warm.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { buildSync } from "esbuild";

const root = new URL("../", import.meta.url);
const outfile = fileURLToPath(new URL("node_modules/.lbc-bench-locations.mjs", root));
buildSync({
  entryPoints: [fileURLToPath(new URL("test/support/locations-bench.ts", root))],
  bundle: true,
  platform: "node",
  format: "esm",
  outfile,
  logLevel: "error",
});
const rounds = Number(process.env.LBC_BENCH_ROUNDS ?? 9);
const GATES = { 100: 25, 1_000: 150, 5_000: 700 };
console.log(`node ${process.version}, medians of ${rounds} cold runs\n`);
console.log("| locations | CPU ms of the main thread | goal | of all threads | verdicts of one run |");
console.log("|---|---|---|---|---|");
for (const [count, gate] of Object.entries(GATES)) {
  const runs = Array.from({ length: rounds }, (_, i) => {
    const script = `import { measure } from ${JSON.stringify(pathToFileURL(outfile).href)}; console.log(JSON.stringify(measure(${count}, ${i + 1})));`;
    return JSON.parse(
      spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" }).stdout,
    );
  }).sort((a, b) => a.ms - b.ms);
  const { ms, threads, kinds } = runs[rounds >> 1];
  const said = Object.entries(kinds)
    .map(([kind, n]) => `${n} ${kind}`)
    .join(", ");
  console.log(`| ${count} | ${ms.toFixed(0)} | ≤ ${gate} | ${threads.toFixed(0)} | ${said} |`);
}
rmSync(outfile);
