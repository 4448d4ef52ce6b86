// Prints how long the language server takes from a keystroke to its diagnostics, on its own clock, in a long topology.
import { rmSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { buildSync } from "esbuild";

const root = new URL("../", import.meta.url);
const outfile = fileURLToPath(new URL("node_modules/.lbc-bench-keystrokes.mjs", root));
buildSync({
  entryPoints: [fileURLToPath(new URL("test/support/keystrokes.ts", root))],
  bundle: true,
  platform: "node",
  format: "esm",
  alias: { "ohm-js": fileURLToPath(new URL("scripts/ohm-runtime.js", root)) },
  mainFields: ["module", "main"],
  outfile,
  logLevel: "error",
});
const { generateTopology, nginxBlock, serverBlock, typist } = await import(pathToFileURL(outfile).href);
rmSync(outfile);

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc");
const strokes = Number(process.env.LBC_BENCH_STROKES ?? 2000);
const lines = Number(process.env.LBC_BENCH_LINES ?? 10_000);

let seed = 1;
const random = (below) => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return Math.floor((seed / 2_147_483_648) * below);
};
const at = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
const row = (name, times) => {
  const cells = ["cpu", "wall"].flatMap((clock) => {
    const sorted = times.map((t) => t[clock]).sort((a, b) => a - b);
    return [0.5, 0.95, 0.99].map((part) => at(sorted, part).toFixed(1));
  });
  console.log(`| ${name} | ${times.length} | ${cells.join(" | ")} |`);
};

console.log(`node ${process.version}, a topology of ${lines} lines, milliseconds of CPU and on the clock\n`);
console.log("| what is typed | strokes | CPU p50 | p95 | p99 | clock p50 | p95 | p99 |");
console.log("| --- | --- | --- | --- | --- | --- | --- | --- |");

const hand = typist(generateTopology(lines));
/** Types a word letter by letter at a place and takes it back as it came. */
const word = async (place, letters, times, by = hand) => {
  for (const [i, letter] of [...letters].entries()) times.push(await by.type(place + i, 0, letter));
  for (let i = letters.length - 1; i >= 0; i--) times.push(await by.type(place + i, 1, ""));
};
/** A random place behind a pattern. */
const behind = (pattern, by = hand) => {
  const text = by.text();
  const from = random(text.length);
  const found = text.indexOf(pattern, from);
  if (!text.includes(pattern)) throw new Error(`nothing to type behind: ${pattern}`);
  return (found < 0 ? text.indexOf(pattern) : found) + pattern.length;
};
const warm = [];
for (let i = 0; i < 20; i++) await word(behind("weight 2"), "0", warm);

const kinds = [
  ["a digit of a weight", "weight 2", "00"],
  ["a word of a virtual server", "  scheduler wlc", "; alpha"],
  ["a host's address", "memory 16", "0"],
  ["a director's priority", "priority 10", "5"],
  ["a comment", "# the second one", " or so"],
  ["a declaration at the end of a line", "advert_int 1s\n}", "\nhost new { eth0 10.250.0.9 }"],
];
const all = [];
for (const [name, pattern, letters] of kinds) {
  const times = [];
  while (times.length < strokes / kinds.length) await word(behind(pattern), letters, times);
  row(name, times);
  all.push(...times);
}
row("all", all);

const rests = [];
for (let i = 0; i < 10; i++) {
  await hand.type(behind("weight 2"), 0, "0");
  rests.push(hand.rest());
}
row("every rule, after a rest", rests);
row(
  "a check of the whole, anew",
  rests.map(() => hand.fresh()),
);

for (const [name, pattern] of [
  ["a host that 250 vips name", "host lvs0a { eth0 10.0.255.1"],
  ["the network of all of them", "network lan0 10.0.0.0/16"],
]) {
  const shared = [];
  for (let i = 0; i < 10; i++) await word(behind(pattern), " ", shared);
  row(name, shared);
}
for (const [name, letters] of [
  ["a brace that is not closed", " {"],
  ["a quote that is not closed", ' "'],
]) {
  const broken = [];
  while (broken.length < strokes / 10) await word(behind("  scheduler wlc"), letters, broken);
  row(name, broken);
}

for (const [name, pattern, letters, block] of [
  ["a path in an nginx block of 4000 lines", "/data/www3", "xy", nginxBlock(4000)],
  [
    "a location, braces and all, in it",
    "expires 7d\n    }",
    "\n    location /b/ { return 204 }",
    nginxBlock(4000),
  ],
  ["a path in a server of 4000 lines", "/data/www3", "xy", serverBlock(4000)],
]) {
  const inBlock = [];
  const blocks = typist(`${generateTopology(lines - 4000)}${block}`);
  while (inBlock.length < strokes / 10) await word(behind(pattern, blocks), letters, inBlock, blocks);
  row(name, inBlock);
}

gc();
const before = process.memoryUsage().heapUsed;
const many = Number(process.env.LBC_BENCH_EDITS ?? 10_000);
for (let i = 0; i < many / 2; i++) await word(behind("weight 2"), "0", []);
gc();
const after = process.memoryUsage().heapUsed;
const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
console.log(`\nheap before and after ${many} edits: ${megabytes(before)} MB, ${megabytes(after)} MB`);
