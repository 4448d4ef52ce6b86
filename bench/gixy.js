// Prints what `lbc check` of a whole topology costs beside gixy on the emitted nginx.conf alone. gixy and gixy-ng come
// from PyPI, into a virtual environment below node_modules.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const root = fileURLToPath(new URL("../", import.meta.url));
const lbc = join(root, "dist/lbc.cjs");
const rounds = Number(process.env.LBC_BENCH_ROUNDS ?? 9);
const RIVALS = ["gixy==0.1.21", "gixy-ng==0.2.59"];

/** The program of a package, or undefined where it cannot be installed. */
function installed(requirement) {
  const folder = join(root, `node_modules/.lbc-bench-${requirement}`);
  const program = join(folder, "bin/gixy");
  if (existsSync(program)) return program;
  rmSync(folder, { recursive: true, force: true });
  const made = [
    ["python3", "-m", "venv", folder],
    [join(folder, "bin/pip"), "install", "--quiet", "--disable-pip-version-check", requirement],
  ].every(([command, ...args]) => spawnSync(command, args, { stdio: "ignore" }).status === 0);
  if (made && existsSync(program)) return program;
  rmSync(folder, { recursive: true, force: true });
  return undefined;
}

/** Runs a program to its end: CPU and wall ms, as bash counts them. It must have said what shows that it was at work. */
function timed(command, args, said) {
  const script = 'TIMEFORMAT="%R %U %S"; time "$@" >"$0" 2>&1 </dev/null; status=$?; exit $status';
  const log = join(work, "log");
  const { stderr, status } = spawnSync("bash", ["-c", script, log, command, ...args], { encoding: "utf8" });
  const output = readFileSync(log, "utf8");
  if (!said.test(`${output}\nexit ${status}`)) throw new Error(`${command} ${args.join(" ")}: ${output}`);
  const [wall, user, system] = stderr.trim().split("\n").at(-1).split(" ").map(Number);
  return { wall: wall * 1000, cpu: (user + system) * 1000 };
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const work = mkdtempSync(join(tmpdir(), "lbc-gixy-"));

/** The shop with this many locations more in its nginx. */
async function withLocations(count) {
  const outfile = join(root, "node_modules/.lbc-bench-many-locations.mjs");
  buildSync({
    entryPoints: [join(root, "test/support/many-locations.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile,
    logLevel: "error",
  });
  const { writtenLocations } = await import(outfile);
  rmSync(outfile);
  const marks = { exact: "= ", prefix: "", caret: "^~ ", "~": "~ ", "~*": "~* " };
  const shop = readFileSync(join(root, "examples/shop/topo.lb"), "utf8");
  // nginx refuses a place that stands there twice.
  const others = writtenLocations(count + 10, 1).filter(({ text }) => !shop.includes(` ${text} `));
  const lines = others
    .slice(0, count)
    .map(
      ({ kind, text }) =>
        `    location ${marks[kind]}"${text.replaceAll("\\", "\\\\")}" { proxy_pass http://tomcats }`,
    );
  // Some of the new locations take what the shop expects of its own.
  return shop
    .replaceAll(/^expect .*\n/gm, "")
    .replace(/^ {4}location \/ \{/m, (last) => `${lines.join("\n")}\n${last}`);
}

/** Writes the topology, and beside it what nginx is given of it. */
function project(name, text) {
  const dir = join(work, name);
  mkdirSync(dir);
  writeFileSync(join(dir, "topo.lb"), text);
  // What is only unwise must not keep it from being written.
  const { stdout } = spawnSync(process.execPath, [lbc, "rules"], { encoding: "utf8" });
  const off = Object.fromEntries(
    stdout
      .trim()
      .split("\n")
      .map((line) => [line.split(" ")[0], "off"]),
  );
  writeFileSync(join(dir, "lbc.json"), JSON.stringify({ rules: off }));
  const args = [
    lbc,
    "build",
    join(dir, "topo.lb"),
    "--host",
    "edge1",
    "--target",
    "nginx",
    "-o",
    join(dir, "out"),
  ];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  rmSync(join(dir, "lbc.json"));
  return { topology: join(dir, "topo.lb"), conf: join(dir, "out/edge1/etc/nginx/nginx.conf") };
}

console.log(
  `\nlbc check of the whole topology beside gixy on its nginx.conf alone, medians of ${rounds} rounds\n`,
);
console.log(
  "| topology | rival | its CPU ms | lbc CPU ms | CPU ratio | its wall ms | lbc wall ms | wall ratio | gate |",
);
console.log("|---|---|---|---|---|---|---|---|---|");
const programs = RIVALS.map((requirement) => ({ requirement, program: installed(requirement) }));
for (const { name, text } of [
  { name: "examples/shop", text: readFileSync(join(root, "examples/shop/topo.lb"), "utf8") },
  { name: "the shop and 1,000 locations", text: await withLocations(1_000) },
]) {
  const { topology, conf } = project(name.replaceAll(/\W+/g, "-"), text);
  for (const { requirement, program } of programs) {
    if (program === undefined) {
      console.log(`| ${name} | ${requirement} | absent | | | | | | |`);
      continue;
    }
    const runs = Array.from({ length: rounds + 1 }, () => {
      const theirs = timed(program, [conf], /Summary/);
      const ours = timed(process.execPath, [lbc, "check", topology], /exit [01]$/);
      return { theirs, ours };
    }).slice(1); // the first compiles what Python keeps
    const of = (pick) => median(runs.map(pick)).toFixed(0);
    const ratio = (key) => median(runs.map((r) => r.ours[key] / r.theirs[key])).toFixed(2);
    console.log(
      `| ${name} | ${requirement} | ${of((r) => r.theirs.cpu)} | ${of((r) => r.ours.cpu)} | ${ratio("cpu")} | ${of((r) => r.theirs.wall)} | ${of((r) => r.ours.wall)} | ${ratio("wall")} | < 1 |`,
    );
  }
}
rmSync(work, { recursive: true, force: true });
