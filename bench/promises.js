// Prints what promises cost: `lbc test` on ten thousand expectations, and on the loss of any one of two hundred hosts.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const rounds = Number(process.env.LBC_BENCH_ROUNDS ?? 5);
const work = mkdtempSync(join(tmpdir(), "lbc-bench-promises-"));

/** So many real servers, each with an nginx of so many locations, and what the file promises. */
const topology = (servers, locations, promises) => `lb 1
network lan 10.0.0.0/16
host lvs[1..2] { eth0 10.0.250.[1..2] }
${Array.from({ length: servers }, (_, i) => `host web${i + 1} { eth0 10.0.${i >> 7}.${1 + (i & 127)} }`).join("\n")}
vip shop 10.0.249.1 { virtual_router_id 61; director lvs1 priority 150; director lvs2 priority 100 }
virtual_server shop:80 { forward dr; scheduler rr; check tcp; real_server web[1..${servers}] }
nginx web on web[1..${servers}] {
  server {
    listen 80 default_server
    server_name www.example.com
${Array.from({ length: locations }, (_, i) => `    location /app${i}/ { return 200 "ok" }`).join("\n")}
  }
}
${promises}
`;
const url = (i) => `http://www.example.com/app${i % 600}/page${i}`;
const cases = [
  {
    name: "10,000 expectations of two promises",
    goal: "seconds",
    text: topology(
      2,
      600,
      Array.from(
        { length: 10_000 },
        (_, i) => `expect ${url(i)} { location /app${i % 600}/; status 200 }`,
      ).join("\n"),
    ),
  },
  {
    name: "any 1 of 202 hosts down, three promises",
    goal: "under 1 s",
    text: topology(
      200,
      600,
      "expect down any 1 { vip shop served; virtual_server shop:80 served; virtual_server shop:80 capacity 99% }",
    ),
  },
];

console.log(`\`lbc test\`, medians of ${rounds} rounds\n`);
console.log("| promises | CPU ms | wall ms | goal |");
console.log("|---|---|---|---|");
for (const { name, goal, text } of cases) {
  writeFileSync(join(work, "topo.lb"), text);
  const runs = Array.from({ length: rounds }, () => {
    const start = process.hrtime.bigint();
    const { status, stdout, stderr, output } = spawnSync(
      process.execPath,
      ["-r", join(root, "bench/usage.cjs"), join(root, "dist/lbc.cjs"), "test"],
      { cwd: work, encoding: "utf8", stdio: ["ignore", "pipe", "pipe", "pipe"] },
    );
    if (status !== 0) throw new Error(`${stdout}${stderr}`);
    return { wall: Number(process.hrtime.bigint() - start) / 1e6, cpu: JSON.parse(output[3]).cpu };
  });
  const median = (key) => runs.map((r) => r[key]).sort((a, b) => a - b)[rounds >> 1];
  console.log(`| ${name} | ${median("cpu").toFixed(0)} | ${median("wall").toFixed(0)} | ${goal} |`);
}
rmSync(work, { recursive: true });
