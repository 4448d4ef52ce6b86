// Prints the table of spec/performance.md: every figure is a ratio to `node -e 0`, interleaved in one run.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const root = fileURLToPath(new URL("../", import.meta.url));
const lbc = join(root, "dist/lbc.cjs");
const preload = join(root, "bench/usage.cjs");
const rounds = Number(process.env.LBC_BENCH_ROUNDS ?? 15);
const work = mkdtempSync(join(tmpdir(), "lbc-bench-"));

// Inside node_modules, so that the packages the generator names are found.
const generated = join(root, "node_modules/.lbc-bench-generate.mjs");
buildSync({
  entryPoints: [join(root, "test/support/generate.ts")],
  bundle: true,
  platform: "node",
  format: "esm",
  packages: "external",
  outfile: generated,
  logLevel: "error",
});
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

function native(command, args) {
  const result = spawnSync("bash", [
    "-c",
    `TIMEFORMAT='%U %S'; time "$@" >/dev/null 2>&1`,
    "x",
    command,
    ...args,
  ]);
  const [user, system] = String(result.stderr).trim().split("\n").at(-1).split(" ").map(Number);
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
  { name: "build, the lab", gate: 1.6, args: [lbc, "build", "topo.lb", "-o", join(work, "lab")], cwd: lab },
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
    if (name.startsWith("build")) rmSync(join(work, "lab"), { recursive: true, force: true });
    const base = node(["-e", "0"], root);
    const run = node(args, cwd);
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
const exponent = Math.log(net["check, 100,000 lines"] / net["check, 10,000 lines"]) / Math.log(10);
console.log(`\ngrowth from 10,000 to 100,000 lines: exponent ${exponent.toFixed(2)} (gate ≤ 1.1)`);

const hasDaemons = ["nginx", "keepalived"].every(
  (p) => spawnSync("bash", ["-c", `command -v ${p}`]).status === 0,
);
if (!hasDaemons)
  console.log("\nnginx and keepalived are absent: the build is not compared with their own tests");
else {
  const servers = Array.from({ length: 10_000 }, (_, i) => i);
  const text = [
    "lb 1",
    "network lan 10.0.0.0/8",
    "host lvs[1..2] { eth0 10.250.0.[1..2] }",
    "host edge1 { eth0 10.251.0.1 }",
    ...servers.map((i) => `host rs${i} { eth0 10.${1 + (i >> 14)}.${(i >> 7) & 127}.${1 + (i & 127)} }`),
    ...Array.from({ length: 100 }, (_, v) => [
      `vip v${v} 10.240.0.${v + 1} { virtual_router_id ${v + 1}; director lvs1 priority 150; director lvs2 priority 100 }`,
      `virtual_server v${v}:80 { forward dr; scheduler rr; check http { path /; status 200 }`,
      ...servers.slice(v * 100, v * 100 + 100).map((i) => `  real_server rs${i}`),
      "}",
    ]).flat(),
    "nginx edge on edge1 {",
    "  server {",
    "    listen 127.0.0.1:18999",
    ...Array.from({ length: 5_000 }, (_, i) => `    location /app${i}/ { return 200 "ok" }`),
    "  }",
    "}",
  ].join("\n");
  const dir = join(work, "big");
  mkdirSync(dir);
  writeFileSync(join(dir, "topo.lb"), `${text}\n`);
  const ours = median(
    [1, 2, 3].map(() => {
      rmSync(join(dir, "out"), { recursive: true, force: true });
      return node([lbc, "build", "topo.lb", "-o", "out"], dir).cpu;
    }),
  );
  const theirs = median(
    [1, 2, 3].map(
      () =>
        native("nginx", ["-t", "-c", join(dir, "out/edge1/etc/nginx/nginx.conf")]) +
        native("unshare", [
          "-rn",
          "keepalived",
          "-t",
          "-f",
          join(dir, "out/lvs1/etc/keepalived/keepalived.conf"),
        ]),
    ),
  );
  console.log(
    `\nbuild of 10,000 real servers and 5,000 locations: ${ours.toFixed(0)} ms of CPU; nginx -t and keepalived -t on the result: ${theirs.toFixed(0)} ms; ratio ${(ours / theirs).toFixed(2)} (gate ≤ 1)`,
  );
}
rmSync(work, { recursive: true, force: true });
