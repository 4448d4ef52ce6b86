// Prints the table of spec/performance.md: every figure is a ratio to `node -e 0`, interleaved in one run.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const root = fileURLToPath(new URL("../", import.meta.url));
const lbc = join(root, "dist/lbc.cjs");
const preload = join(root, "bench/usage.cjs");
const rounds = Number(process.env.LBC_BENCH_ROUNDS ?? 15);
const work = mkdtempSync(join(tmpdir(), "lbc-bench-"));

// Inside node_modules, so that the packages they name are found.
const generated = join(root, "node_modules/.lbc-bench-generate.mjs");
const shares = join(root, "node_modules/.lbc-bench-shares.mjs");
for (const [entry, outfile] of [
  ["test/support/generate.ts", generated],
  ["bench/shares.js", shares],
]) {
  buildSync({
    entryPoints: [join(root, entry)],
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    outfile,
    logLevel: "error",
  });
}
const { generateTopology } = await import(generated);
rmSync(generated);

/** Runs a node program; CPU ms, wall ms, peak MB. */
function node(args, cwd) {
  const start = process.hrtime.bigint();
  const result = spawnSync(process.execPath, ["-r", preload, ...args], {
    cwd,
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  const wall = Number(process.hrtime.bigint() - start) / 1e6;
  if (result.status !== 0)
    throw new Error(`${args.join(" ")} exited with ${result.status}: ${result.stderr}`);
  return { wall, ...JSON.parse(String(result.output[3])) };
}

/** A namespace of users too, where who runs this may not make networks; nginx cannot give its folders away in one. */
const NAMESPACES = process.geteuid() === 0 ? "-n" : "-rn";

/** CPU ms of a program's test, which must succeed, in a network namespace of its own, where there is an eth0. */
function native(command, args) {
  const script =
    '{ ip link add eth0 type dummy || ip link add eth0 type veth peer name eth1; ip link set eth0 up; } 2>/dev/null; TIMEFORMAT="%U %S"; time "$@" 2>&1';
  const result = spawnSync("unshare", [NAMESPACES, "bash", "-c", script, "x", command, ...args], {
    encoding: "utf8",
    maxBuffer: Infinity,
  });
  if (result.status !== 0)
    throw new Error(
      `${command} ${args.join(" ")} exited with ${result.status}: ${result.stdout}${result.stderr}`,
    );
  const [user, system] = result.stderr.trim().split("\n").at(-1).split(" ").map(Number);
  return (user + system) * 1000;
}

const median = (values) =>
  values.toSorted?.((a, b) => a - b)[values.length >> 1] ??
  [...values].sort((a, b) => a - b)[values.length >> 1];

function topology(lines) {
  const dir = join(work, String(lines));
  mkdirSync(dir);
  writeFileSync(join(dir, "topo.lb"), generateTopology(lines));
  return dir;
}

const lab = join(root, "examples/lab");
const cases = [
  { name: "check, the lab", gate: 1.4, args: [lbc, "check", "topo.lb"], cwd: lab },
  {
    name: "build, the lab",
    gate: 1.6,
    // Each into a folder of its own, deleted at the end: ext4 makes files slowly for seconds after many are deleted.
    args: (round) => [lbc, "build", "topo.lb", "-o", join(work, `lab${round}`)],
    cwd: lab,
  },
  { name: "check, 1,000 lines", args: [lbc, "check", "topo.lb"], cwd: topology(1_000) },
  { name: "check, 10,000 lines", gate: 5, args: [lbc, "check", "topo.lb"], cwd: topology(10_000) },
  {
    name: "check, 100,000 lines",
    gate: 12,
    memory: 300,
    args: [lbc, "check", "topo.lb"],
    cwd: topology(100_000),
  },
];

console.log(`node ${process.version}, ${rounds} rounds, median of per-round ratios to \`node -e 0\`\n`);
console.log("| case | CPU ratio | wall ratio | CPU ms | peak MB | gate |");
console.log("|---|---|---|---|---|---|");
const net = {};
for (const { name, args, cwd, gate, memory } of cases) {
  const runs = [];
  const count = name.includes("100,000") ? Math.min(rounds, 5) : rounds;
  for (let i = 0; i < count; i++) {
    const base = node(["-e", "0"], root);
    const run = node(typeof args === "function" ? args(i) : args, cwd);
    runs.push({
      cpu: run.cpu / base.cpu,
      wall: run.wall / base.wall,
      ms: run.cpu,
      net: run.cpu - base.cpu,
      memory: run.memory,
    });
  }
  const of = (key) => median(runs.map((r) => r[key]));
  net[name] = of("net");
  const bound = gate === undefined ? "" : `≤ ${gate}${memory === undefined ? "" : `, ≤ ${memory} MB`}`;
  console.log(
    `| ${name} | ${of("cpu").toFixed(2)} | ${of("wall").toFixed(2)} | ${of("ms").toFixed(0)} | ${of("memory").toFixed(0)} | ${bound} |`,
  );
}
const exponent = Math.log(net["check, 100,000 lines"] / net["check, 1,000 lines"]) / Math.log(100);
console.log(`\ngrowth from 1,000 to 100,000 lines: exponent ${exponent.toFixed(2)} (gate ≤ 1.1)`);

const addressOf = (i) => `10.${1 + (i >> 14)}.${(i >> 7) & 127}.${1 + (i & 127)}`;

/** 10,000 real servers behind so many vips, each with as many as the others, and 5,000 locations. */
function fleet(vips, hosts, forward, realServers) {
  const each = 10_000 / vips;
  return [
    "lb 1",
    "network lan 10.0.0.0/8",
    "host lvs[1..2] { eth0 10.250.0.[1..2] }",
    "host edge1 { eth0 10.251.0.1 }",
    ...hosts,
    ...Array.from({ length: vips }, (_, v) => [
      `vip v${v} 10.240.0.${v + 1} { virtual_router_id ${v + 1}; director lvs1 priority 150; director lvs2 priority 100 }`,
      `virtual_server v${v}:80 { forward ${forward}; scheduler rr; check http { path /; status 200 }`,
      ...realServers(v * each, v * each + each).map((server) => `  real_server ${server}`),
      "}",
    ]).flat(),
    "nginx edge on edge1 {",
    "  server {",
    "    listen 127.0.0.1:18999",
    ...Array.from({ length: 5_000 }, (_, i) => `    location /app${i}/ { return 200 "ok" }`),
    "  }",
    "}\n",
  ].join("\n");
}

/** Rules of which a check of the file spends this part or more, in percent of its CPU. */
const NOTED = 1;

/** What the rules cost, each asked in turn; the first of a family pays for what all of it derive. */
function sharesOf(name, file) {
  const runs = Array.from({ length: 3 }, () => {
    const { stdout, status, stderr } = spawnSync(process.execPath, [shares, file], { encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    const { total, shares: own } = JSON.parse(stdout);
    return new Map(own.map(([code, ms]) => [code, (ms / total) * 100]));
  });
  const all = [...runs[0].keys()].map((code) => [code, median(runs.map((run) => run.get(code)))]);
  const sum = all.reduce((total, [, share]) => total + share, 0);
  const noted = all.filter(([, share]) => share >= NOTED).sort(([, a], [, b]) => b - a);
  const list = noted.map(([code, share]) => `${code} ${share.toFixed(1)}`).join(", ");
  console.log(`| ${name} | ${all.length} | ${sum.toFixed(0)} | ${list} |`);
}
console.log(`\n| check | rules | % of CPU in rules | those of ${NOTED} % or more |`);
console.log("|---|---|---|---|");
for (const lines of ["10,000", "100,000"])
  sharesOf(`${lines} lines`, join(work, lines.replace(",", ""), "topo.lb"));

const numbers = (from, to) => Array.from({ length: to - from }, (_, i) => from + i);
const addresses = (from, to) => numbers(from, to).map((i) => `${addressOf(i)}:8080`);
const names = (from, to) => numbers(from, to).map((i) => `rs${i}`);
const hosts = numbers(0, 10_000).map((i) => `host rs${i} { eth0 ${addressOf(i)} }`);
// As operators write a fleet: a statement for each block of addresses, and one for all real servers.
const rangedHosts = numbers(0, 40).map(
  (i) => `host rs[${i * 250}..${i * 250 + 249}] { eth0 10.1.${i}.[1..250] }`,
);
const ranges = (from, to) => [`rs[${from}..${to - 1}]`];

const builds = [
  { name: "10,000 addresses by NAT, 100 a service", times: 5, text: fleet(100, [], "nat", addresses) },
  { name: "10,000 hosts by DR, 100 a service", times: 1, text: fleet(100, hosts, "dr", names) },
  { name: "10,000 addresses by NAT, one service", times: 5, text: fleet(1, [], "nat", addresses) },
  { name: "10,000 hosts by DR in ranges, one service", times: 1, text: fleet(1, rangedHosts, "dr", ranges) },
];

const hasDaemons = ["nginx", "keepalived"].every(
  (p) => spawnSync("bash", ["-c", `command -v ${p}`]).status === 0,
);
// What the rules cost is much the same where all stand in one service.
for (const { name, text } of builds.slice(0, 2)) {
  const file = join(work, "topo.lb");
  writeFileSync(file, text);
  sharesOf(name, file);
}
rmSync(shares);
if (!hasDaemons) console.log("\nnginx and keepalived are absent: no build is compared with their own tests");
else {
  console.log(
    "\n| build, with 5,000 locations | files | CPU ms | wall ms | their tests, CPU ms | ratio | gate |",
  );
  console.log("|---|---|---|---|---|---|---|");
  for (const { name, times, text } of builds) {
    const dir = join(work, name.replaceAll(/\W+/g, "-"));
    let out = "";
    mkdirSync(dir);
    writeFileSync(join(dir, "topo.lb"), text);
    const runs = Array.from({ length: times }, (_, round) => {
      out = join(dir, `out${round}`);
      const own = node([lbc, "build", "topo.lb", "-o", out], dir);
      // Every file that one of the two reads is read by it once.
      const theirs =
        native("nginx", ["-t", "-c", join(out, "edge1/etc/nginx/nginx.conf")]) +
        native("keepalived", ["-t", "-f", join(out, "lvs1/etc/keepalived/keepalived.conf")]) +
        native("keepalived", ["-t", "-f", join(out, "lvs2/etc/keepalived/keepalived.conf")]);
      return { ...own, theirs, ratio: own.cpu / theirs };
    });
    const { files } = JSON.parse(readFileSync(join(out, "manifest.json"), "utf8"));
    const of = (key) => median(runs.map((r) => r[key]));
    console.log(
      `| ${name} | ${files.length} | ${of("cpu").toFixed(0)} | ${of("wall").toFixed(0)} | ${of("theirs").toFixed(0)} | ${of("ratio").toFixed(1)} | ≤ 1 |`,
    );
  }
}
rmSync(work, { recursive: true, force: true });
for (const part of ["./promises.js", "./locations.js", "./gixy.js"]) await import(part);
