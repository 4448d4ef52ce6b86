/**
 * The blocks of nginx/tier-ring on two real nginx, with the nginx.conf files that lbc writes: a request that goes round
 * takes the connections of both, and with them everybody else's.
 */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, request as ask } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compileUnjudged, contentOf } from "../support/examples.ts";
import { freePorts, startNginx } from "../support/nginx-started.ts";
import { needs } from "../support/real.ts";
import { ruleBlock, type Kind } from "../support/rule-page.ts";

const CONNECTIONS = 128;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lbc-ring-"));
  chmodSync(folder, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const get = (port: number, path: string): Promise<number | "refused"> =>
  new Promise((resolve) => {
    const asked = ask(
      { host: "127.0.0.1", port, path, headers: { host: "www.example.com", connection: "close" } },
      (answer) => {
        answer.resume();
        answer.on("end", () => resolve(answer.statusCode ?? 0));
      },
    );
    asked.on("error", () => resolve("refused"));
    asked.end();
  });

/** What a request below /api/ is answered, how often the application saw it, and what each nginx said of its connections. */
async function run(kind: Kind) {
  const { artifacts } = compileUnjudged(ruleBlock("nginx/tier-ring", kind));
  const [edge = 0, mid = 0, app = 0] = await freePorts(3);
  const seen: string[] = [];
  const application = createServer((request, response) => {
    seen.push(request.url ?? "");
    response.end("app");
  });
  await new Promise<void>((resolve) => {
    application.listen(app, "127.0.0.1", resolve);
  });
  const started = [];
  const home = (host: string) => join(folder, kind, host);
  try {
    for (const host of ["edge1", "mid1"]) {
      mkdirSync(home(host), { recursive: true, mode: 0o755 });
      const conf = artifacts.find((a) => a.host === host && a.path.endsWith("/nginx.conf"));
      if (conf === undefined) throw new Error(`no nginx.conf of ${host}`);
      const text = contentOf(conf)
        .replace(/listen 80;/, `listen 127.0.0.1:${edge};`)
        .replace(/listen 8080;/, `listen 127.0.0.1:${mid};`)
        .replaceAll(/192\.168\.170\.21(?::80)?(?=[;/])/g, `127.0.0.1:${edge}`)
        .replaceAll("192.168.170.31:8080", `127.0.0.1:${mid}`)
        .replaceAll("192.168.170.41:8080", `127.0.0.1:${app}`)
        .replace(/worker_processes [^;]*;/, "")
        .replace(/worker_connections [^;]*;/, "")
        .replace(/events\s*\{/, `worker_processes 1;\nevents { worker_connections ${CONNECTIONS};`);
      started.push(await startNginx(home(host), text));
    }
    const status = await get(edge, "/api/orders");
    const full = ["edge1", "mid1"].map((host) => {
      const log = readFileSync(join(home(host), "error.log"), "utf8");
      return log.includes(`${CONNECTIONS} worker_connections are not enough`);
    });
    return { status, seen, full: full.includes(true) };
  } finally {
    for (const child of started) {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await gone;
    }
    await new Promise((resolve) => application.close(resolve));
  }
}

needs("nginx")("tiers that pass a request round", () => {
  test("use up their connections for one request", async () => {
    const { status, seen, full } = await run("bad");
    expect(seen).toEqual([]);
    expect(full).toBe(true);
    expect([500, 502, 504, "refused"]).toContain(status);
  }, 60_000);

  test("and answer when one of them passes it to the application", async () => {
    expect(await run("good")).toEqual({ status: 200, seen: ["/api/orders"], full: false });
  }, 60_000);
});
