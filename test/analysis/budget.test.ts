import { describe, expect, test } from "vitest";
import { budgetsOf, type BudgetKind } from "../../src/analysis/budget.ts";
import { show } from "../../src/semantics/budget/show.ts";
import { compileExample, compileText, compileUnjudged, exampleNames } from "../support/examples.ts";

const fleet = (nginx: string, rest = "", host = "cpus 2"): string => `
network lan 10.0.0.0/24
host edge[1..2] { eth0 10.0.0.[11..12]; ${host} }
host app[1..3] { eth0 10.0.0.[21..23]; memory 4g }
host cache[1..2] { eth0 10.0.0.[31..32]; memory 1g }
nginx edge on edge[1..2] { ${nginx} }
${rest}
`;
const PROXY = `upstream tomcats { server shop; keepalive 16 }
server { listen 80; location / { proxy_http_version 1.1; proxy_set_header Connection ""; proxy_pass http://tomcats; } }`;
const TOMCAT = "tomcat shop on app[1..3] { connector 8080 { maxConnections 1000 } }";

/** `verdict inequality`, with the lost host in front, of one kind. */
function shown(text: string, kind: BudgetKind): readonly string[] {
  const { topology, problems } = compileUnjudged(text);
  expect(problems).toEqual([]);
  return budgetsOf(topology)
    .filter((b) => b.kind === kind)
    .map(
      (b) => `${b.lost === undefined ? "" : `without ${b.lost.name}: `}${b.verdict.kind} ${show(b.verdict)}`,
    );
}

test("the textbook's numbers: 8 workers of 4000 connections under fs.file-max 34336", () => {
  const text = fleet(
    "worker_processes 8\nworker_connections 4000\nworker_rlimit_nofile 65535\nserver { listen 80 }",
    "",
    "file_max 34336",
  );
  const parts = "6 of its own + 1 listening socket + 8 channels + 1 log";
  const free = "worker_connections 4000 - (1 listening socket + 1 channel)";
  expect(shown(text, "host-handles")).toEqual([
    `holds 8 workers x (${parts} + ${free}) = 32 112 <= fs.file-max 34 336`,
  ]);
  expect(shown(text, "host-files")).toEqual([
    `broken 8 workers x (${parts} + 2 with a file x (${free})) = 64 096 > fs.file-max 34 336`,
  ]);
});

describe("what nginx is told", () => {
  test.each([
    ["server { listen 80 }", "1 listening socket + 1 channel + 1 client = 3"],
    // A wildcard takes its port's other addresses; families are apart.
    [
      "server { listen 80; listen [::]:80 }\nserver { listen 127.0.0.1:80; listen 127.0.0.1:81 }",
      "3 listening sockets + 1 channel + 1 client = 5",
    ],
    [
      "server { listen 80 reuseport }\nserver { listen 10.0.0.99:80 reuseport }",
      "2 listening sockets + 1 channel + 1 client = 4",
    ],
    [
      "server { listen 0.0.0.0:80 }\nserver { listen *:80 }\nserver { }",
      "1 listening socket + 1 channel + 1 client = 3",
    ],
    [
      "server { listen unix:/run/a; listen 8080; location / { proxy_pass http://app1:80 } }",
      "2 listening sockets + 1 channel + 1 client + 1 upstream connection = 5",
    ],
  ])("%s", (nginx, left) => {
    expect(shown(fleet(nginx), "worker-connections")).toEqual([`holds ${left} <= worker_connections 512`]);
  });

  test("a listen on another host's address is no socket of this one", () => {
    const found = shown(
      fleet("server { listen 80; listen edge1:81; listen edge2:81; listen edge2:82 }"),
      "worker-connections",
    );
    expect(found.map((f) => f.slice(0, 25))).toEqual([
      "holds 2 listening sockets",
      "holds 3 listening sockets",
    ]);
  });

  test.each([
    ["worker_rlimit_nofile 2000", "", "worker_rlimit_nofile 2000"],
    ["", "", "LimitNOFILE 1024"],
    ["", "nofile 4096", "LimitNOFILE 4096"],
    // Cannot be applied.
    ["worker_rlimit_nofile 2000000", "nofile 4096", "LimitNOFILE 4096"],
    ["worker_rlimit_nofile 2000000", "sysctl fs.nr_open 3000000", "worker_rlimit_nofile 2 000 000"],
  ])("the limit of descriptors: `%s`, host `%s`: %s", (nginx, host, limit) => {
    const [found = ""] = shown(
      fleet(`${nginx}\nserver { listen 80 }`, "", `cpus 2; ${host}`),
      "worker-descriptors",
    );
    expect(found.endsWith(`<= ${limit}`)).toBe(true);
  });

  test("logs, each once; an included file may name more", () => {
    const logs = (statements: string) =>
      /(\S+(?: or more| to \d+)?) logs?/.exec(
        shown(fleet(`${statements}`), "worker-descriptors")[0] ?? "",
      )?.[1];
    expect(logs("server { listen 80 }")).toBe("1");
    expect(logs("access_log off\nserver { listen 80 }")).toBe("0");
    expect(
      logs("access_log /a\nserver { listen 80; access_log /b; location / { access_log /a; error_log /e } }"),
    ).toBe("3");
    expect(logs("access_log syslog:server=10.0.0.1\nserver { listen 80 }")).toBe("0 to 1");
    expect(logs("include /etc/nginx/conf.d/*.conf\nserver { listen 80 }")).toBe("1 or more");
  });

  test("without cpus, `auto` is not guessed", () => {
    const { topology } = compileText(fleet("server { listen 80 }", "", "memory 1g"));
    const found = budgetsOf(topology).find((b) => b.kind === "host-memory" && b.hosts[0]?.name === "edge1");
    expect(found?.verdict).toMatchObject({ kind: "unknown", missing: ["workers"] });
  });
});

describe("through the tiers, at N and after a loss", () => {
  test("requests against connectors", () => {
    const free = "((worker_connections 512 - (1 listening socket + 1 channel)) / 2 connections each)";
    expect(shown(fleet(PROXY, TOMCAT), "tomcat-requests")).toEqual([
      `holds 2 nginx hosts x 2 workers x ${free} = 1020 <= 3 Tomcats x (maxConnections 1000 + acceptCount 100) = 3300`,
      `without app1: holds 2 nginx hosts x 2 workers x ${free} = 1020 <= 2 Tomcats x (maxConnections 1000 + acceptCount 100) = 2200`,
    ]);
    expect(shown(fleet(PROXY, TOMCAT), "tomcat-idle")).toEqual([
      "holds 2 nginx hosts x 2 workers x keepalive 16 = 64 <= maxConnections 1000",
    ]);
  });

  test("ports, with the range of the host and after the loss of the heaviest server", () => {
    const nginx = (servers: string) =>
      fleet(
        `worker_connections 402\nupstream u { ${servers} }\nserver { listen 80; location / { proxy_pass http://u } }`,
        "",
        'cpus 2; sysctl net.ipv4.ip_local_port_range "10000 10299"',
      );
    expect(
      shown(nginx("server app1:80; server app2:80"), "ports").map((s) => s.replace(/\(\(.*each\)/, "N")),
    ).toEqual([
      "holds 2 workers x N = 400 <= 2 servers x 300 ports = 600",
      "without app1: broken 2 workers x N = 400 > 1 server x 300 ports = 300",
    ]);
    expect(
      shown(nginx("server app1:80; server app2:80 weight 5; server app3:80 down"), "ports").map((s) =>
        s.slice(-60),
      ),
    ).toEqual([
      expect.stringContaining("300 ports x 6 weight of all / 5 heaviest weight = 360"),
      expect.stringContaining("1 server x 300 ports = 300"),
    ]);
    expect(shown(nginx("ip_hash; server app1:80; server app2:80"), "ports")[0]).toMatch(
      /^unknown .*1 to 2 servers used/,
    );
  });

  test("nginx must drop idle connections first, where it keeps any", () => {
    expect(shown(fleet(PROXY, TOMCAT), "keepalive-order")).toEqual([
      "broken keepalive_timeout 60s >= keepAliveTimeout 20s",
    ]);
    expect(shown(fleet(PROXY.replace("16", "16; keepalive_timeout 15s"), TOMCAT), "keepalive-order")).toEqual(
      ["holds keepalive_timeout 15s < keepAliveTimeout 20s"],
    );
    expect(shown(fleet(PROXY.replace("proxy_http_version 1.1;", ""), TOMCAT), "keepalive-order")).toEqual([]);
    const unlimited = TOMCAT.replace("maxConnections 1000", "keepAliveTimeout -1");
    expect(shown(fleet(PROXY, unlimited), "keepalive-order")).toEqual([
      "holds keepalive_timeout 60s < keepAliveTimeout unlimited",
    ]);
  });

  test("tries of an nginx in front of an nginx", () => {
    const text = fleet(
      "server { listen 80; location / { proxy_pass http://u } }\nupstream u { server app1:80; server app2:80 }",
      `nginx inner on app[1..2] { upstream v { server cache1:80; server cache2:80 }
        server { listen 80; location / { proxy_pass http://v; proxy_connect_timeout 5s } } }`,
    );
    expect(shown(text, "tries")).toEqual(["broken 2 tries in edge x 2 tries in inner = 4 > 2 servers"]);
    expect(shown(text, "outer-waits")).toEqual([
      "holds 2 tries in inner x proxy_connect_timeout 5s = 10s < proxy_read_timeout 60s",
    ]);
  });

  test("stores", () => {
    const text = fleet(
      PROXY,
      `memcached cache on cache[1..2] { memory 64m }
session_store carts on cache { lock_expiration 70s; operation_timeout 40s }
tomcat shop on app[1..3] { version 9; context / { sessions carts } }`,
    );
    expect(shown(text, "store-answers")).toEqual([
      "broken 2 nodes x operation_timeout 40s = 80s >= proxy_read_timeout 60s",
    ]);
    expect(shown(text, "lock-outlives")).toEqual(["holds proxy_read_timeout 60s < lock_expiration 70s"]);
    expect(shown(text, "store-connections")).toEqual([
      "holds 3 Tomcats x 1 context = 3 <= connections 1024 - 25 of memcached's own = 999",
    ]);
    expect(shown(text, "session-memory").map((s) => s.slice(0, 22))).toEqual([
      "unknown ? sessions x 2",
      "without cache1: unknow",
    ]);
  });
});

test.each(exampleNames)("%s: every budget is at a place of the topology, and is shown", (name) => {
  const { topology } = compileExample(name);
  const found = budgetsOf(topology);
  expect(budgetsOf(topology)).toBe(found);
  for (const { span, verdict } of found) {
    expect(span.end).toBeGreaterThan(span.start);
    expect(show(verdict)).not.toMatch(/NaN|undefined/);
  }
});
