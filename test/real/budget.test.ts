/** The real nginx, memcached and JVM have the limits that src/semantics/budget says. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { bufferMemory, CONNECTION_BYTES } from "../../src/semantics/budget/host.ts";
import { rangeOf, type Expression } from "../../src/semantics/budget/inequality.ts";
import { itemsHeld } from "../../src/semantics/budget/memcached-slabs.ts";
import {
  clients,
  ownDescriptors,
  proxied,
  servesOne,
  type NginxWorkers,
} from "../../src/semantics/budget/nginx-worker.ts";
import { attempts, type Proxy } from "../../src/semantics/budget/retries.ts";
import { judge } from "../../src/semantics/budget/inequality.ts";
import { backend, connected, request, socketFolder, until } from "../support/nginx-running.ts";
import { inNamespace, needs } from "../support/real.ts";

const work = socketFolder();
afterAll(() => work.remove());

/** The one value of an expression whose quantities are all known. */
function exact(expression: Expression): number {
  const { least, most } = rangeOf(expression);
  expect(least).toBe(most);
  return least;
}

const workers = (given: Partial<NginxWorkers>): NginxWorkers => ({
  workers: 1,
  connections: 512,
  shared: 1,
  reuseport: 0,
  idle: 0,
  logs: 0,
  ...given,
});
const GET = (uri: string) => `GET ${uri} HTTP/1.1\r\nHost: x\r\n\r\n`;
/** A body that takes the longest time to send: its request is in flight until the client goes. */
const HELD = `limit_rate_after 200; limit_rate 1; return 200 ${"x".repeat(2000)};`;
const PARTIAL = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx";

/** Requests held at once before the first one that nginx turns away. */
async function held(path: string, uri: string): Promise<number> {
  const open: Socket[] = [];
  for (;;) {
    const { status, socket } = await request(path, GET(uri));
    open.push(socket);
    if (status === "200") continue;
    for (const one of open) one.destroy();
    return open.length - 1;
  }
}

const listens = (count: number) => Array.from({ length: count }, (_, i) => `listen unix:@s${i};`).join(" ");

needs("nginx")("connections of a worker", () => {
  test.each([
    { connections: 16, shared: 1 },
    { connections: 16, shared: 3 },
    { connections: 33, shared: 2 },
  ])("$connections with $shared listening sockets", async (given) => {
    const close = await backend(work.path("back"), (socket) => socket.write(PARTIAL));
    const server = `server { ${listens(given.shared)} location / { ${HELD} } location /p { proxy_buffering off; proxy_pass http://unix:${work.path("back")}:; } }`;
    const nginx = await work.nginx(`worker_connections ${given.connections};`, server);
    expect(await held(work.path("s0"), "/")).toBe(exact(clients(workers(given))));
    await nginx.stop();
    const again = await work.nginx(`worker_connections ${given.connections};`, server);
    expect(await held(work.path("s0"), "/p")).toBe(exact(proxied(workers(given))));
    await again.stop();
    await close();
  });

  test("an idle upstream connection stays taken", async () => {
    const idle = 4;
    const waiting: Socket[] = [];
    // Answers when all are there, so that each has a connection of its own.
    const close = await backend(work.path("back"), (socket) => {
      waiting.push(socket);
      if (waiting.length < idle) return;
      for (const one of waiting.splice(0)) one.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    });
    const nginx = await work.nginx(
      "worker_connections 20;",
      `upstream u { server unix:${work.path("back")}; keepalive ${idle}; }
       server { ${listens(1)} location / { ${HELD} }
         location /p { proxy_http_version 1.1; proxy_set_header Connection ""; proxy_pass http://u; } }`,
    );
    const once = "GET /p HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    const done = await Promise.all(Array.from({ length: idle }, () => request(work.path("s0"), once)));
    expect(done.map((d) => d.status)).toEqual(Array.from({ length: idle }, () => "200"));
    await until(() => done.every((d) => d.socket.readableEnded || d.socket.destroyed));
    expect(await held(work.path("s0"), "/")).toBe(exact(clients(workers({ connections: 20, idle }))));
    await nginx.stop();
    await close();
  });

  test("with one connection less than it needs it starts and serves nobody", async () => {
    const server = `server { ${listens(2)} location / { return 200; } }`;
    for (const connections of [3, 4]) {
      const nginx = await work.nginx(`worker_connections ${connections};`, server);
      const { status, socket } = await request(work.path("s0"), GET("/"));
      socket.destroy();
      const verdict = judge(servesOne(workers({ connections, shared: 2 }), false));
      expect(status === "200").toBe(verdict.kind === "holds");
      await nginx.stop();
    }
  });

  test("memory of a slot", async () => {
    const rss = async (connections: number): Promise<number> => {
      const nginx = await work.nginx(`worker_connections ${connections};`, `server { ${listens(1)} }`);
      // A worker that answers has all its slots.
      (await request(work.path("s0"), GET("/"))).socket.destroy();
      const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${nginx.worker}/status`, "utf8"))?.[1];
      await nginx.stop();
      return Number(kilobytes) * 1024;
    };
    const each = ((await rss(201_000)) - (await rss(1000))) / 200_000;
    expect(Math.abs(each - CONNECTION_BYTES)).toBeLessThan(8);
  });
});

/** What clients that read nothing cost a worker, each with an answer that no buffer holds. */
needs("nginx")("memory of a proxied request", () => {
  const CLIENTS = 300;
  test.each([
    { settings: "", output: 2 },
    { settings: "sendfile on;", output: 0 },
    { settings: "output_buffers 4 64k;", output: 4, size: 65_536 },
    { settings: "proxy_max_temp_file_size 0;", output: 0 },
    { settings: "sendfile on; proxy_buffers 16 8k;", output: 0, buffers: 16, bufferSize: 8192 },
  ])("with `$settings`", async ({ settings, output, size = 32_768, buffers = 8, bufferSize = 4096 }) => {
    const back = await backend(work.path("back"), (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${BODY.length}\r\n\r\n`);
      socket.end(BODY);
    });
    const nginx = await work.nginx(
      "worker_connections 2000;",
      `${settings}
       server { ${listens(1)} location / { proxy_pass http://unix:${work.path("back")}:; } }`,
    );
    const rss = () =>
      1024 * Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${nginx.worker}/status`, "utf8"))?.[1]);
    (await request(work.path("s0"), GET("/"))).socket.destroy();
    const before = rss();
    const open: Socket[] = [];
    for (let i = 0; i < CLIENTS; i++) {
      const socket = await connected(work.path("s0"));
      socket.pause();
      socket.write(GET("/"));
      open.push(socket);
    }
    // Until it takes no more.
    let [last, same] = [0, 0];
    await until(() => {
      const now = rss();
      same = now === last ? same + 1 : 0;
      last = now;
      return same > 100;
    });
    for (const socket of open) socket.destroy();
    await nginx.stop();
    await back();
    const counted = exact(
      bufferMemory(workers({ connections: 4 }), {
        header: 1024,
        body: 0,
        first: 4096,
        buffers,
        bufferSize,
        output,
        outputSize: size,
      }),
    );
    const each = (last - before) / CLIENTS;
    expect(Math.abs(each / counted - 1)).toBeLessThan(0.05);
  });
  const BODY = Buffer.alloc(1_500_000, "x");
});

needs("nginx")("a kept connection that the upstream closes", () => {
  test.each([
    ["GET", "200"],
    ["POST", "502"],
  ])("%s under way: %s", async (method, expected) => {
    // Answers once a connection; a second request finds it closing.
    const asked = new Map<number, number>();
    const close = await backend(work.path("back"), (socket, _, connection) => {
      const times = (asked.get(connection) ?? 0) + 1;
      asked.set(connection, times);
      if (times > 1) socket.destroy();
      else socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    });
    const nginx = await work.nginx(
      "",
      `upstream u { server unix:${work.path("back")}; keepalive 1; }
       server { ${listens(1)} location / { proxy_http_version 1.1; proxy_set_header Connection ""; proxy_pass http://u; } }`,
    );
    const first = await request(work.path("s0"), GET("/"));
    expect(first.status).toBe("200");
    first.socket.destroy();
    const second = await request(
      work.path("s0"),
      `${method} / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n1`,
    );
    expect(second.status).toBe(expected);
    second.socket.destroy();
    await nginx.stop();
    await close();
  });
});

needs("nginx")("tries", () => {
  const plain: Proxy = {
    name: "tier",
    servers: 2,
    next: true,
    tries: 0,
    connectTimeout: 60,
    readTimeout: 60,
    nextTimeout: 0,
  };
  test.each([
    ["", "", {}, {}],
    ["proxy_next_upstream_tries 1;", "", { tries: 1 }, {}],
    ["proxy_next_upstream_tries 9;", "proxy_next_upstream off;", { tries: 9 }, { next: false }],
    ["", "proxy_next_upstream_tries 2;", {}, { tries: 2, servers: 3 }],
  ])("multiply through two tiers: outer `%s`, inner `%s`", async (outer, inner, outerIs, innerIs) => {
    let asked = 0;
    const names = ["b0", "b1", "b2"].slice(0, (innerIs as Partial<Proxy>).servers ?? 2);
    const closes = await Promise.all(
      names.map((n) =>
        backend(work.path(n), (socket) => {
          asked++;
          socket.destroy();
        }),
      ),
    );
    // Failures that mark no server as failed, so that every try is made. An inner 502 counts as a failure outside.
    const servers = (paths: readonly string[]) => paths.map((p) => `server unix:${p} max_fails=0;`).join(" ");
    const nginx = await work.nginx(
      "",
      `upstream inner { ${servers(names.map((n) => work.path(n)))} }
       upstream outer { ${servers(["s1", "s2"].map((n) => work.path(n)))} }
       server { listen unix:@s0; location / { proxy_next_upstream error http_502; ${outer} proxy_pass http://outer; } }
       server { listen unix:@s1; listen unix:@s2; location / { ${inner} proxy_pass http://inner; } }`,
    );
    const { status, socket } = await request(work.path("s0"), GET("/"));
    socket.destroy();
    expect(status).toBe("502");
    expect(asked).toBe(
      exact(
        attempts([
          { ...plain, ...outerIs },
          { ...plain, ...innerIs },
        ]),
      ),
    );
    await nginx.stop();
    for (const close of closes) await close();
  });
});

needs(
  "nginx",
  "unshare",
  "ip",
  "curl",
)("nginx in a namespace", () => {
  const start = (processes: number, http: string, main = ""): string => {
    writeFileSync(
      work.path("ns.conf"),
      `worker_processes ${processes}; pid ${work.path("ns.pid")}; error_log ${work.path("ns.log")}; ${main}
events { worker_connections 500; } http { access_log off; ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((n) => `${n}_temp_path ${work.path(n)};`).join(" ")} ${http} }`,
    );
    // What the test's own process has left open would be inherited.
    return `for f in /proc/$$/fd/*; do n=\${f##*/}; [ $n -gt 2 ] && [ $n -lt 255 ] && eval "exec $n>&-"; done
rm -f ${work.path("ns.pid")}; nginx -c ${work.path("ns.conf")} -p ${work.folder} -g 'daemon off;' & master=$!
for i in $(seq 200); do [ -s ${work.path("ns.pid")} ] && break; sleep 0.05; done`;
  };

  test.each([
    ["one", { workers: 1, shared: 1 }, "server { listen 81; }"],
    ["four with three sockets", { workers: 4, shared: 3 }, "server { listen 81; listen 82; listen 83; }"],
    [
      "reuseport",
      { workers: 4, shared: 1, reuseport: 2 },
      "server { listen 81 reuseport; listen 82 reuseport; listen 83; }",
    ],
    [
      "an address below a wildcard",
      { workers: 3, shared: 2 },
      "server { listen 81; } server { listen 127.0.0.1:81; } server { listen [::]:81; }",
    ],
    [
      "logs",
      { workers: 2, shared: 2, logs: 3 },
      "server { listen 81; access_log a1; } server { listen 82; access_log a1; location / { access_log a2; error_log e2; } }",
    ],
  ] as const)("descriptors: %s", (_, given, http) => {
    const own = workers(given);
    const expected = exact(ownDescriptors(own));
    // Channels of later workers arrive after a worker's start.
    const { output } = inNamespace(
      [],
      `${start(given.workers, http)}
counts() { for w in $(cat /proc/$master/task/$master/children); do ls /proc/$w/fd | wc -l; done | sort | uniq -c | xargs; }
for i in $(seq 200); do [ "$(counts)" = "${given.workers} ${expected}" ] && break; sleep 0.05; done
counts; kill $master; wait $master`,
    );
    expect(output.trim()).toBe(`${given.workers} ${expected}`);
  });

  test("ports run out toward each upstream address by itself", () => {
    const ask = (uri: string, times: number) => `
for i in $(seq ${times}); do
  curl -siN --unix-socket ${work.path("n0")} http://x${uri} -o ${work.path("answer")}$i & pids="$pids $!"
done
for i in $(seq ${times}); do for t in $(seq 200); do [ -s ${work.path("answer")}$i ] && break; sleep 0.05; done; done
head -qn 1 ${work.path("answer")}* | grep -o '^HTTP/1.1 ...' | sort | uniq -c | xargs
kill $pids 2>/dev/null; wait $pids 2>/dev/null; rm -f ${work.path("answer")}*`;
    const { output } = inNamespace(
      [],
      `sysctl -q -w net.ipv4.ip_local_port_range="20000 20019"
${start(
  1,
  `upstream two { server 127.0.0.1:7002 max_fails=0; server 127.0.0.2:7002 max_fails=0; }
   server { listen 7001; listen 7002; location / { ${HELD} } }
   server { listen unix:${work.path("n0")}; proxy_next_upstream error; proxy_buffering off; location /one { proxy_pass http://127.0.0.1:7001; } location /two { proxy_pass http://two; } }`,
)}
${ask("/one", 25)}
${ask("/two", 45)}
kill $master; wait $master; grep -q 'Cannot assign requested address' ${work.path("ns.log")} && echo said`,
    );
    expect(output.trim().split("\n")).toEqual([
      "20 HTTP/1.1 200 5 HTTP/1.1 502",
      "40 HTTP/1.1 200 5 HTTP/1.1 502",
      "said",
    ]);
  });

  test("the limit a worker gets", () => {
    const limit = (main: string): string =>
      inNamespace(
        [],
        `ulimit -Sn 1000; ${start(1, "server { listen 81; }", main)}
worker() { tr -d " " < /proc/$master/task/$master/children; }
for i in $(seq 200); do [ -n "$(worker)" ] && [ -e /proc/$(worker)/fd/7 ] && break; sleep 0.05; done
for w in $(worker); do awk '/open files/ { print $4 }' /proc/$w/limits; done; kill $master; wait $master`,
      ).output.trim();
    expect(limit("")).toBe("1000");
    expect(limit("worker_rlimit_nofile 3000;")).toBe("3000");
    // More than fs.nr_open.
    expect(limit("worker_rlimit_nofile 2000000000;")).toBe("1000");
  });

  test.each([
    ["worker_connections 1000", "", false],
    ["worker_connections 1001", "error_log stderr warn;", true],
    // At the default level of its log it does not say so either.
    ["worker_connections 1001", "error_log stderr;", false],
    ["worker_connections 1001", "error_log stderr warn; worker_rlimit_nofile 1001;", false],
    // Workers get 100 files, and nginx says nothing.
    ["worker_connections 900", "error_log stderr warn; worker_rlimit_nofile 100;", false],
    ["worker_connections 5000", "error_log stderr warn; worker_rlimit_nofile 4000;", true],
  ])("nginx -t with 1000 files: %s; %s warns: %j", (events, main, warns) => {
    writeFileSync(
      work.path("t.conf"),
      `pid ${work.path("t.pid")}; ${main} events { ${events}; } http { access_log off; }`,
    );
    const { stderr, status } = spawnSync(
      "bash",
      ["-c", `ulimit -Sn 1000; exec nginx -t -c ${work.path("t.conf")} -p ${work.folder}`],
      { encoding: "utf8" },
    );
    expect(status).toBe(0);
    expect(stderr.includes("exceed open file resource limit")).toBe(warns);
  });
});

needs("memcached")("memcached", () => {
  test.each([2000, 50_000, 200_000, 322_000, 600_000])(
    "keeps as many values of %d bytes as its slabs hold",
    async (size) => {
      const mebibytes = 16;
      const path = work.path(`memcached${size}`);
      const child = spawn("memcached", ["-u", "root", "-m", `${mebibytes}`, "-s", path, "-I", "2m"], {
        stdio: "ignore",
      });
      const socket = await connected(path);
      const count = Math.ceil((mebibytes * 1024 ** 2 * 1.3) / size);
      for (let i = 0; i < count; i++) {
        const key = `k${i}`.padEnd(40, "x");
        if (!socket.write(`set ${key} 0 0 ${size} noreply\r\n${"a".repeat(size)}\r\n`))
          await once(socket, "drain");
      }
      let said = "";
      socket.on("data", (data) => {
        said += data.toString("latin1");
      });
      socket.write("stats\r\n");
      await until(() => said.endsWith("END\r\n"));
      expect(Number(/curr_items (\d+)/.exec(said)?.[1])).toBe(
        itemsHeld(mebibytes * 1024 ** 2, size, 40, 2 * 1024 ** 2),
      );
      socket.destroy();
      child.kill();
      await once(child, "exit");
    },
  );
});

needs("java")("a JVM", () => {
  test("lifts its own limit of files to the hard one", () => {
    const source = join(work.folder, "Limit.java");
    writeFileSync(
      source,
      `public class Limit { public static void main(String[] a) throws Exception {
         System.out.print(java.nio.file.Files.readString(java.nio.file.Path.of("/proc/self/limits"))); } }`,
    );
    const said = execFileSync("bash", ["-c", `ulimit -Sn 500; ulimit -Hn 5000; exec java ${source}`], {
      encoding: "utf8",
    });
    expect(/Max open files\s+(\d+)\s+(\d+)/.exec(said)?.slice(1)).toEqual(["5000", "5000"]);
  });
});
