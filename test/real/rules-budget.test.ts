/**
 * The blocks of the budgets' pages on the real programs, with the files that lbc writes: what clients get when the
 * numbers are used up, with the mistake and without it.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { compileText, contentOf, unjudged } from "../support/examples.ts";
import { needs } from "../support/real.ts";
import { ruleBlock } from "../support/rule-page.ts";

type Seen = {
  /** How many requests ended how; "waits" for one that gets no answer. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Requests that reached the servers behind. */
  readonly asked: number;
  /** Who closed an idle connection first. */
  readonly closed?: "nginx" | "server";
  /** The log has the words. */
  readonly said: boolean;
  /** The limit of a worker. */
  readonly files: number;
  /** Bytes that the worker has taken for all requests but the first. */
  readonly memory: number;
};
type Row = {
  readonly code: string;
  /** Whose nginx.confs are started. */
  readonly hosts?: readonly string[];
  readonly requests: number;
  readonly path?: string;
  readonly says?: string;
  readonly servers?: "hold" | "pour" | "fail";
  /** Milliseconds for which a server behind keeps an idle connection; seconds of the conf are 1/20. */
  readonly idle?: number;
  readonly tell: (seen: Seen) => unknown;
  readonly bad: unknown;
  readonly good: unknown;
};

/** `200 507, waits 1, said` */
const kinds = ({ statuses, said }: Seen) =>
  [
    ...Object.entries(statuses)
      .map(([status, times]) => `${status} ${times}`)
      .sort(),
    ...(said ? ["said"] : []),
  ].join(", ");
/**
 * Whether about as many were served as the descriptors allow: a worker holds one or two more or fewer of its own, as it
 * inherits them. The odd one out decides whether the next connection waits, or its file cannot be opened.
 */
const until = (status: string, most: number) => (seen: Seen) => {
  const served = seen.statuses[status] ?? 0;
  return `${status} ${served <= most && served > most - 10 ? `about ${most}` : served}${seen.said ? ", said" : ""}`;
};
/** Of the page's host: 8 workers, each with 4000 connections, two for a proxied request. */
const ALL_PROXIED = (8 * 4000) / 2;

const table: readonly Row[] = [
  { code: "serves-nobody", requests: 3, tell: kinds, bad: "closed 3", good: "200 3" },
  {
    code: "worker-descriptors",
    requests: 1100,
    says: "accept4() failed (24: Too many open files)",
    tell: until("403", 1020),
    bad: "403 about 1020, said",
    good: "403 1100",
  },
  {
    code: "worker-files",
    requests: 700,
    path: "/file",
    says: "failed (24: Too many open files)",
    tell: until("200", 510),
    bad: "200 about 510, said",
    good: "200 700",
  },
  {
    code: "rlimit-ignored",
    requests: 1,
    says: "setrlimit(RLIMIT_NOFILE, 2000000) failed (1: Operation not permitted)",
    tell: ({ files, said }) => [files, said],
    bad: [1024, true],
    good: [16_384, false],
  },
  {
    code: "buffers",
    requests: 51,
    servers: "pour",
    tell: ({ memory }) => ((memory / 50) * ALL_PROXIED > 2 * 1024 ** 3 ? "more than 2g" : "fits"),
    bad: "more than 2g",
    good: "fits",
  },
  {
    code: "ports",
    requests: 1020,
    servers: "hold",
    says: "(99: Cannot assign requested address) while connecting to upstream",
    tell: kinds,
    bad: "200 1000, 502 20, said",
    good: "200 1020",
  },
  {
    code: "keepalive-order",
    requests: 1,
    idle: 1000,
    tell: ({ closed }) => closed,
    bad: "server",
    good: "nginx",
  },
  {
    code: "repeated-tries",
    hosts: ["edge", "inner1", "inner2"],
    requests: 1,
    servers: "fail",
    tell: ({ asked, statuses }) => [asked, statuses],
    bad: [4, { 502: 1 }],
    good: [2, { 502: 1 }],
  },
  {
    code: "inner-tier",
    hosts: ["edge", "inner1", "inner2"],
    requests: 600,
    servers: "hold",
    says: "worker_connections are not enough",
    tell: kinds,
    bad: "200 510, 502 90, said",
    good: "200 600",
  },
  {
    code: "outer-gives-up",
    hosts: ["edge", "inner1"],
    requests: 1,
    tell: kinds,
    bad: "504 1",
    good: "200 1",
  },
];

function scenario(row: Row, kind: "bad" | "good") {
  const { code, hosts = ["web1"], requests, path = "/", says, servers, idle } = row;
  const { artifacts, topology } = compileText(ruleBlock(`budget/${code}`, kind), unjudged);
  const confs = hosts.map((host) => {
    const found = artifacts.find((a) => a.path === `${host}/etc/nginx/nginx.conf`);
    if (found === undefined) throw new Error(`no nginx.conf of ${host} in ${code}`);
    // One worker: each has connections of its own.
    let conf = contentOf(found).replace(/worker_processes .*;/, "worker_processes 1;");
    // All are on one machine.
    const address = topology.hosts.find((h) => h.name === host)?.interfaces[0]?.addresses[0]?.address.text;
    if (hosts.length > 1) conf = conf.replace(/listen (\d+)/g, `listen ${address}:$1`);
    return idle === undefined
      ? conf
      : conf.replace(/keepalive_timeout (\d+)s/g, (_, s: string) => `keepalive_timeout ${Number(s) * 50}ms`);
  });
  const range = topology.hosts[0]?.sysctls.find((s) => s.key === "net.ipv4.ip_local_port_range");
  const sysctl = range === undefined ? undefined : `${range.key}=${range.value}`;
  return { requests, path, says, servers, idle, confs, sysctl };
}

needs(
  "nginx",
  "unshare",
  "ip",
)("the pages of budgets on a real nginx", () => {
  const told = new Map<string, Seen>();

  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), "lbc-held-"));
    try {
      const both = table.flatMap((row) =>
        (["bad", "good"] as const).map((kind) => ({ name: `${row.code} ${kind}`, ...scenario(row, kind) })),
      );
      const file = join(folder, "scenarios.json");
      writeFileSync(file, JSON.stringify(both));
      const script = fileURLToPath(new URL("../support/nginx-held.js", import.meta.url));
      const ran = spawnSync("unshare", ["-n", "-m", "node", script, file], {
        encoding: "utf8",
        timeout: 110_000,
        killSignal: "SIGKILL",
      });
      const last = ran.stdout.trim().split("\n").at(-1) ?? "";
      if (!last.startsWith("[")) throw new Error(`${ran.stdout}${ran.stderr}`);
      const seen = JSON.parse(last) as Seen[];
      for (const [i, { name }] of both.entries()) {
        const one = seen[i];
        if (one !== undefined) told.set(name, one);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);

  test.each(table.map((row) => [row.code, row] as const))("budget/%s", (code, { tell, bad, good }) => {
    const of = (kind: string) => {
      const seen = told.get(`${code} ${kind}`);
      return seen === undefined ? "nothing" : tell(seen);
    };
    expect({ bad: of("bad"), good: of("good") }).toEqual({ bad, good });
  });
});
