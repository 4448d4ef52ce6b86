/** Expectations judged by nginx: what it answers must not be called false, and what it does not must not be called true. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createBackend, request as ask } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { check } from "../../src/index.ts";
import { positionAt } from "../../src/text/source.ts";
import { compileText, contentOf, examplesFolder, unjudged } from "../support/examples.ts";
import { makeExpected, type Asked } from "../support/expected.ts";
import { answersOf } from "../support/nginx-answers.ts";
import { until } from "../support/nginx-running.ts";
import { freePorts, startNginx } from "../support/nginx-started.ts";
import { needs } from "../support/real.ts";

const TOPOLOGIES = 60;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lbc-expects-"));
  // The workers are not root, and a file that is not there is to be a 404.
  chmodSync(folder, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Answer = {
  readonly status: number;
  readonly mark: string | undefined;
  readonly redirect: string | undefined;
  /** What the backend was asked for. */
  readonly asked: string | undefined;
};

function answerTo({ name, path, method, from, port }: Asked): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = {
      host: "127.0.0.1",
      port,
      path,
      method,
      localAddress: from,
      agent: false as const,
      headers: { Host: `${name}:${port}` },
    };
    const request = ask(options, (response) => {
      response.resume();
      const of = (header: string) => response.headers[header] as string | undefined;
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          mark: of("x-mark"),
          redirect: of("location"),
          asked: of("x-asked"),
        }),
      );
    });
    request.on("error", reject);
    request.end();
  });
}

const quoted = (text: string) => JSON.stringify(text).replaceAll("\\\\", "\\");

/** Promises that are true by what nginx answered, and such that are not. */
function promisesOf(answer: Answer, locations: ReadonlyMap<string, string>) {
  const right = [`status ${answer.status}`];
  const wrong = [`status ${answer.status === 418 ? 419 : 418}`];
  const { mark, redirect, asked, status } = answer;
  const location = mark === undefined ? undefined : locations.get(mark);
  if (location !== undefined) right.push(`location ${quoted(location)}`);
  const other = [...locations.values()].find((l) => l !== location);
  if (other !== undefined && mark !== undefined) wrong.push(`location ${quoted(other)}`);
  if (redirect !== undefined) right.push(`redirect ${quoted(redirect)}`);
  wrong.push(`redirect ${quoted(`${redirect ?? "/"}x`)}`);
  if (asked !== undefined) right.push("upstream pool", `sends ${quoted(asked)}`);
  wrong.push(asked === undefined ? "upstream pool" : "upstream pond", `sends ${quoted(`${asked ?? "/"}x`)}`);
  // A `return 403` asks no rule: only of what was passed on is the rules' verdict sure.
  if (asked !== undefined && status === 200) {
    right.push("access allowed");
    wrong.push("access denied");
  }
  return { right, wrong };
}

needs(
  "nginx",
  "curl",
  "unshare",
  "ip",
)("expectations are judged as nginx answers", () => {
  test("random topologies", async () => {
    const [first = 0, second = 0, backendPort = 0] = await freePorts(3);
    const backend = createBackend((request, response) => {
      response.setHeader("X-Asked", request.url ?? "");
      response.end("asked");
    });
    await new Promise<void>((resolve) => {
      backend.listen(backendPort, "127.0.0.1", resolve);
    });
    let unknown = 0;
    let known = 0;
    const wrongly: string[] = [];
    try {
      for (let seed = 1; seed <= TOPOLOGIES; seed++) {
        const made = makeExpected(seed, [first, second], backendPort);
        const { artifacts, problems } = compileText(made.topology, unjudged);
        expect(problems, made.topology).toEqual([]);
        const conf = artifacts.find((a) => a.path === "web/etc/nginx/nginx.conf");
        const nginx = await startNginx(folder, conf === undefined ? "" : contentOf(conf));
        const answers = await Promise.all(made.requests.map(answerTo));
        nginx.kill("SIGTERM");
        await until(() => nginx.exitCode !== null || nginx.signalCode !== null);

        const lines: { readonly text: string; readonly isRight: boolean; readonly answer: Answer }[] = [];
        for (const [i, answer] of answers.entries()) {
          const { name, path, method, from, port } = made.requests[i] as Asked;
          const head = `expect ${quoted(`http://${name}:${port}${path}`)} method ${method} from ${from}`;
          const { right, wrong } = promisesOf(answer, made.locations);
          for (const promise of right) lines.push({ text: `${head} { ${promise} }`, isRight: true, answer });
          for (const promise of wrong) lines.push({ text: `${head} { ${promise} }`, isRight: false, answer });
        }
        const text = made.topology + lines.map((l) => l.text).join("\n");
        const offset = made.topology.split("\n").length;
        const said = new Map(
          check({ file: "topo.lb", read: () => text, rules: unjudged }).problems.map((p) => [
            positionAt(p.span.source, p.span.start).line - offset,
            p,
          ]),
        );
        for (const [i, { text: line, isRight, answer }] of lines.entries()) {
          const code = said.get(i)?.code;
          if (code === "expect/unknown") unknown++;
          else known++;
          const isWrong = code === undefined ? !isRight : code === "expect/unknown" ? false : isRight;
          if (isWrong)
            wrongly.push(
              `${seed}: ${line}\n  lbc: ${code ?? "kept"} ${said.get(i)?.message ?? ""}\n  nginx: ${JSON.stringify(answer)}`,
            );
        }
      }
    } finally {
      backend.close();
    }
    expect(wrongly).toEqual([]);
    console.info(`${known + unknown} promises, ${unknown} unknown`);
    // The statuses of upstreams, and little else.
    expect(unknown / (known + unknown)).toBeLessThan(0.2);
  });

  test.each([
    [
      "access",
      "web",
      "192.168.1.20:8081",
      ["/"],
      ["192.168.1.109", "192.168.1.7", "192.168.9.9", "192.0.2.5", "203.0.113.5"],
    ],
    [
      "locations",
      "web",
      "192.168.170.20:8080",
      [
        "/logha",
        "/loghaha.html",
        "/exact.html",
        "/outer/inner/x.txt",
        "/old/x",
        "/%6cogha",
        "/x/../exact.html",
      ],
      ["192.168.170.9"],
    ],
    [
      "shop",
      "edge1",
      "192.168.170.21",
      ["/healthz", "/admin/x", "/admin/../healthz"],
      ["192.168.1.109", "203.0.113.5"],
    ],
    ["vhosts", "web", "192.168.20.21", ["/"], ["192.168.20.9"]],
  ] as const)("the example %s", (example, host, at, paths, clients) => {
    const asked = clients.flatMap((from) => paths.map((path) => ({ from, path })));
    const answers = answersOf(
      folder,
      example,
      host,
      asked.map(({ from, path }) => `--path-as-is --interface ${from} 'http://${at}${path}'`),
      clients,
    );
    const lines = asked.flatMap(({ from, path }, i) => {
      const status = answers[i]?.slice(0, 3);
      const head = `expect ${quoted(`http://${at}${path}`)} from ${from}`;
      return [`${head} { status ${status} }`, `${head} { status ${status === "418" ? 419 : 418} }`];
    });
    const file = readFileSync(join(examplesFolder, example, "topo.lb"), "utf8");
    const { problems } = check({
      file: "topo.lb",
      read: () => `${file}\n${lines.join("\n")}\n`,
      rules: unjudged,
    });
    const offset = `${file}\n`.split("\n").length;
    const said = problems.map((p) => [p.code, positionAt(p.span.source, p.span.start).line - offset]);
    expect(said).toEqual(asked.map((_, i) => ["expect/false", 2 * i + 1]));
  });
});
