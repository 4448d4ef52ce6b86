/** `npm run differential`: compares the model with the installed nginx and prints where they differ. */
import { compare } from "./compare.ts";
import { parts } from "./parts.ts";

const { argv } = process;
const option = (name: string) => argv[argv.indexOf(`--${name}`) + 1];
const given = (name: string, otherwise: number) =>
  argv.includes(`--${name}`) ? Number(option(name)) : otherwise;
const pairs = given("pairs", 1_000_000);
const seed = given("seed", Date.now() % 1_000_000);
const wanted = argv.includes("--part") ? option("part") : undefined;
const chosen = parts.filter((p) => wanted === undefined || p.name === wanted);
if (chosen.length === 0) {
  console.error(`parts: ${parts.map((p) => p.name).join(", ")}`);
  process.exitCode = 2;
}
for (const part of chosen) {
  const start = performance.now();
  const report = await compare(part, pairs, seed);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(
    `${part.name}: seed ${seed}, ${report.pairs} pairs in ${seconds} s, ${report.unknown} not known, ${report.differences.length} differences`,
  );
  for (const difference of report.differences.slice(0, given("show", 10)))
    console.log(JSON.stringify(difference));
  if (report.differences.length > 0) process.exitCode = 1;
}
