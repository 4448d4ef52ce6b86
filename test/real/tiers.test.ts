/** A request through two nginx, one behind the other: they answer as the models of both together say. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { request as ask } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { check } from "../../src/index.ts";
import { positionAt } from "../../src/text/source.ts";
import { randomOf, type Random } from "../differential/random.ts";
import { compileText, contentOf, unjudged } from "../support/examples.ts";
import { until } from "../support/nginx-running.ts";
import { freePorts, startNginx } from "../support/nginx-started.ts";
import { needs } from "../support/real.ts";

const TOPOLOGIES = 40;
const REQUESTS = 40;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lbc-tiers-"));
  chmodSync(folder, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NAMES = ["one.example", "two.example"];
const PATHS = ["/", "/a/", "/a/b/", "/b/", "/v1/", "/v1/a/"];
const SEGMENTS = ["a", "b", "v1", "%61", "x y".replace(" ", "%20"), ""];
const CLIENTS = ["127.0.0.1", "127.0.0.9", "127.0.1.1"];
const RULES = ["deny 127.0.0.9", "allow 127.0.0.1", "deny 127.0.1.0/24", "allow 127.0.1.1", "deny all"];

/** An outer tier on the first port, which passes all to an inner one on the second. */
function make(random: Random, [outer, inner]: readonly [number, number]): string {
  const some = <T>(all: readonly T[], share: number) => all.filter(() => random.chance(share));
  const pass = () => {
    const to =
      random.pick(["http://inner", `http://127.0.0.2:${inner}`]) +
      random.pick(["", "", "/", "/v1/", "/a?z=1"]);
    const host = random.pick([
      "$host",
      "$http_host",
      "one.example",
      "two.example:81",
      "$proxy_host",
      undefined,
    ]);
    return [
      `proxy_pass ${to}`,
      ...(host === undefined ? [] : [`proxy_set_header Host ${host}`]),
      ...some(["proxy_set_header X-Real-IP $remote_addr"], 0.5),
      ...some(["rewrite ^/a/(?:b|x) /b/y break"], 0.1),
      ...some(["proxy_redirect off"], 0.15),
    ].join("; ");
  };
  const answer = () =>
    random.pick([
      "empty_gif",
      "return 204",
      "return 403",
      "return 404 gone",
      "return 301 /moved$is_args$args",
      `return 302 http://inner/a$uri`,
      "return 307 http://far.example$request_uri",
    ]);
  const locations = (content: (path: string) => string) =>
    ["/", ...some(PATHS.slice(1), 0.5)]
      .map(
        (path) =>
          `    location ${path} { ${some(RULES, 0.12)
            .map((r) => `${r}; `)
            .join("")}${content(path)} }`,
      )
      .join("\n");
  const server = (name: string) => `  server {
    listen 127.0.0.2:${inner}
    server_name ${name}
    ${random.chance(0.5) ? "set_real_ip_from 127.0.0.1" : ""}
${locations((path) => `add_header X-Mark ${JSON.stringify(`${name} ${path}`)} always; ${answer()}`)}
  }`;
  return `lb 1
network loopback 127.0.0.0/8
host edge { eth0 127.0.0.1 }
host mid { eth0 127.0.0.2 }
nginx edge on edge {
  upstream inner { server mid:${inner} }
  server { listen 127.0.0.1:${outer}
${locations(pass)}
  }
}
nginx mid on mid {
${NAMES.map(server).join("\n")}
}
`;
}

type Asked = { readonly name: string; readonly path: string; readonly from: string; readonly port: number };
type Answer = {
  readonly status: number;
  /** The inner server and its location. */
  readonly mark: string | undefined;
  readonly redirect: string | undefined;
};

function answerTo({ name, path, from, port }: Asked): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { Host: `${name}:${port}` };
    const options = { host: "127.0.0.1", port, path, localAddress: from, agent: false as const, headers };
    const request = ask(options, (response) => {
      response.resume();
      const of = (header: string) => response.headers[header] as string | undefined;
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, mark: of("x-mark"), redirect: of("location") }),
      );
    });
    request.on("error", reject);
    request.end();
  });
}

/** Promises of which it is known by the answer whether they hold. */
function promisesOf({
  status,
  mark,
  redirect,
}: Answer): readonly (readonly [text: string, holds: boolean])[] {
  const [server, location] = mark?.split(" ") ?? [];
  const other = NAMES.find((n) => n !== server) ?? "";
  return [
    [`status ${status}`, true],
    [`status ${status === 418 ? 419 : 418}`, false],
    ...(redirect === undefined ? [] : [[`redirect ${JSON.stringify(redirect)}`, true] as const]),
    [`redirect ${JSON.stringify(`${redirect ?? "http://x/"}x`)}`, false],
    ...(server === undefined
      ? []
      : [[`server ${server}`, true] as const, [`server ${other}`, false] as const]),
    ...(location === undefined ? [] : [[`location ${location}`, true] as const]),
  ];
}

needs("nginx")("requests through two nginx", () => {
  test("random chains", async () => {
    const [outer = 0, inner = 0] = await freePorts(2);
    let [known, unknown, marked] = [0, 0, 0];
    const wrongly: string[] = [];
    for (let seed = 1; seed <= TOPOLOGIES; seed++) {
      const random = randomOf(seed);
      const topology = make(random, [outer, inner]);
      const { artifacts, problems } = compileText(topology, unjudged);
      expect(problems, topology).toEqual([]);
      const running = await Promise.all(
        ["edge", "mid"].map((host) => {
          const conf = artifacts.find((a) => a.path === `${host}/etc/nginx/nginx.conf`);
          mkdirSync(join(folder, host), { recursive: true });
          return startNginx(join(folder, host), conf === undefined ? "" : contentOf(conf));
        }),
      );
      const asked = random.many(REQUESTS, REQUESTS, () => ({
        name: random.pick([...NAMES, "none.example"]),
        path: `/${random.many(0, 3, () => random.pick(SEGMENTS)).join("/")}${random.chance(0.2) ? "?q=1" : ""}`,
        from: random.pick(CLIENTS),
        port: outer,
      }));
      const answers = await Promise.all(asked.map(answerTo));
      for (const nginx of running) nginx.kill("SIGTERM");
      await until(() => running.every((n) => n.exitCode !== null || n.signalCode !== null));
      const lines = asked.flatMap(({ name, path, from, port }, i) => {
        const answer = answers[i];
        const head = `expect ${JSON.stringify(`http://${name}:${port}${path}`)} from ${from} at edge`;
        if (answer?.mark !== undefined) marked++;
        return promisesOf(answer as Answer).map(([text, holds]) => ({
          text: `${head} { ${text} }`,
          holds,
          answer,
        }));
      });
      const text = topology + lines.map((l) => l.text).join("\n");
      const offset = topology.split("\n").length;
      const said = new Map(
        check({ file: "topo.lb", read: () => text, rules: unjudged }).problems.map((p) => [
          positionAt(p.span.source, p.span.start).line - offset,
          p,
        ]),
      );
      for (const [i, { text: line, holds, answer }] of lines.entries()) {
        const problem = said.get(i);
        if (problem?.code === "expect/unknown") unknown++;
        else known++;
        if (problem?.code === "expect/unknown" || (problem === undefined) === holds) continue;
        wrongly.push(
          `${seed}: ${line}\n  lbc: ${problem?.message ?? "kept"}\n  nginx: ${JSON.stringify(answer)}`,
        );
      }
    }
    expect(wrongly.slice(0, 5)).toEqual([]);
    console.info(`${known + unknown} promises, ${unknown} unknown, ${marked} answered by the inner nginx`);
    expect(unknown / (known + unknown)).toBeLessThan(0.1);
    expect(marked).toBeGreaterThan(400);
  });
});
