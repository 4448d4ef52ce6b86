/**
 * The blocks of the pages about servers and proxying on a real nginx, with the nginx.conf that lbc writes: what the servers
 * behind are sent and what the client gets, with the mistake and without it.
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

type Asked = {
  readonly line: string;
  readonly address: string;
  readonly connection: number;
  readonly host?: string;
  readonly forwarded?: string;
};
type Answer = {
  readonly refused?: string;
  /** As it came, headers and all. */
  readonly got: readonly string[];
  readonly asked: readonly Asked[];
  /** Times that nginx could not connect to a server behind. */
  readonly failures: number;
  readonly file?: boolean;
  /** Names in the certificates that nginx showed. */
  readonly shown: readonly string[];
};
type Request = {
  readonly path: string;
  readonly headers?: Record<string, string>;
  /** Milliseconds. */
  readonly patience?: number;
  readonly port?: number;
  /** The name that TLS asks for. */
  readonly tls?: string;
  /** The client's address. */
  readonly from?: string;
  /** Addresses of servers behind that are not there meanwhile. */
  readonly gone?: readonly string[];
  /** Milliseconds to wait before it. */
  readonly after?: number;
};
type Row = {
  readonly code: string;
  readonly requests: readonly Request[];
  /** Seconds of `fail_timeout` are tenths. */
  readonly fast?: boolean;
  /** A file whose presence is told. */
  readonly file?: string;
  readonly tell: (answer: Answer) => unknown;
  readonly bad: unknown;
  readonly good: unknown;
};

const get = (path: string, headers?: Record<string, string>): Request =>
  headers === undefined ? { path } : { path, headers };
const status = ({ got }: Answer) => got.map((g) => /^HTTP\/1\.1 (\d+)/.exec(g)?.[1] ?? g).join(" ");
const lines = ({ asked }: Answer) => asked.map((a) => a.line.replace(/^GET (.*) HTTP.*$/, "$1")).join(" | ");
const websocket = { Upgrade: "websocket", Connection: "Upgrade" };

const forged = { "X-Forwarded-For": "192.0.2.66", "X-Real-IP": "127.0.0.1" };
const bodies = ({ got }: Answer) => got.map((g) => g.slice(g.indexOf("\r\n\r\n") + 4)).join(" ");

const named = (host: string, path = "/") => [get(path, { Host: host })];
const locations = ({ got }: Answer) => got.map((g) => /^Location: (\S+)/m.exec(g)?.[1] ?? "none");

/** Requests while the first server behind is gone. */
const without = (times: number) =>
  Array.from({ length: times }, () => ({ path: "/", gone: ["192.168.170.31"] }));
const servers = ({ asked }: Answer) => new Set(asked.map((a) => a.address)).size;

const table: readonly Row[] = [
  { code: "duplicate-name", requests: named("shop.example.com"), tell: bodies, bad: "www", good: "shop" },
  { code: "dead-name", requests: named("shop.example.com"), tell: bodies, bad: "www", good: "shop" },
  { code: "nameless-server", requests: named("www.example.com"), tell: bodies, bad: "old", good: "new" },
  { code: "no-default", requests: named("other.example.net"), tell: status, bad: "200", good: "silent" },
  { code: "hidden-server", requests: named("www.example.com"), tell: bodies, bad: "shop", good: "www" },
  {
    code: "no-certificate",
    requests: [{ path: "/", port: 443, tls: "admin.example.com", headers: { Host: "admin.example.com" } }],
    tell: (a) => [bodies(a), ...a.shown],
    bad: ["admin", "example.com"],
    good: ["admin", "admin.example.com"],
  },
  {
    code: "merge-slashes-ignored",
    requests: named("files.example.com", "//a//b"),
    tell: bodies,
    bad: "/a/b",
    good: "//a//b",
  },
  {
    code: "redirect-loop",
    requests: [get("/x"), { path: "/x", port: 8081 }],
    tell: locations,
    bad: ["http://www.example.com/x", "https://www.example.com/x"],
    good: ["none", "none"],
  },
  { code: "rewrite-cycle", requests: [get("/app/x")], tell: status, bad: "500", good: "404" },
  { code: "satisfy-any", requests: [get("/admin/")], tell: status, bad: "200", good: "401" },
  {
    code: "denied-error-page",
    requests: [get("/")],
    tell: (a) => [status(a), bodies(a) === "a file"],
    bad: ["403", false],
    good: ["403", true],
  },
  { code: "limit-except-inverted", requests: [get("/")], tell: status, bad: "403", good: "404" },
  { code: "no-resolver", requests: [get("/")], tell: status, bad: "502", good: "200" },
  { code: "no-listener", requests: [get("/")], tell: status, bad: "502", good: "200" },
  {
    code: "client-forged",
    requests: [get("/", forged)],
    tell: ({ asked }) => asked[0]?.forwarded,
    bad: "192.0.2.66",
    good: "192.168.170.21",
  },
  {
    code: "forwarded-misspelt",
    requests: [get("/", forged)],
    tell: ({ asked }) => asked[0]?.forwarded,
    bad: "192.0.2.66",
    good: "192.168.170.21",
  },
  {
    code: "real-ip-from-all",
    requests: [get("/", forged)],
    tell: bodies,
    bad: "127.0.0.1",
    good: "192.168.170.21",
  },
  {
    code: "cookie-path",
    requests: [get("/store/cart")],
    tell: ({ got }) => /Path=(\S+)/.exec(got[0] ?? "")?.[1],
    bad: "/shop",
    good: "/store",
  },
  { code: "if-drops-try-files", requests: [get("/x?debug=1")], tell: status, bad: "404", good: "200" },
  { code: "to-itself", requests: [get("/")], tell: status, bad: "502", good: "200" },
  {
    code: "scheme-of-port",
    requests: [{ path: "/", port: 443, tls: "www.example.com" }],
    tell: status,
    bad: "EPROTO",
    good: "200",
  },
  { code: "proxy-slash", requests: [get("/api/cart")], tell: lines, bad: "/v1cart", good: "/v1/cart" },
  { code: "alias-traversal", requests: [get("/files../secret.txt")], tell: status, bad: "200", good: "404" },
  { code: "alias-joined", requests: [get("/files/a.txt")], tell: status, bad: "404", good: "200" },
  {
    code: "unescaped-capture",
    requests: [get("/files/a%20b?c=d")],
    tell: (a) => `${status(a)} ${lines(a)}`,
    bad: "400 /a b",
    good: "200 /a%20b?c=d",
  },
  { code: "nested-without-handler", requests: [get("/a.png")], tell: status, bad: "404", good: "200" },
  {
    code: "proxy-headers-lost",
    requests: [get("/api/x", { "X-Forwarded-For": "192.0.2.66" })],
    tell: ({ asked }) => [asked[0]?.host, asked[0]?.forwarded],
    bad: ["tomcats", "192.0.2.66"],
    good: ["www.example.com", "192.168.170.21"],
  },
  {
    code: "headers-lost",
    requests: [get("/static/x")],
    tell: ({ got }) => /X-Frame-Options/.test(got[0] ?? ""),
    bad: false,
    good: true,
  },
  { code: "all-down", requests: [get("/")], tell: status, bad: "502", good: "200" },
  {
    code: "duplicate-server",
    requests: Array.from({ length: 6 }, () => get("/")),
    tell: ({ asked }) => asked.filter((a) => a.address.endsWith(".31")).length,
    bad: 4,
    good: 3,
  },
  {
    code: "keepalive-unused",
    requests: Array.from({ length: 4 }, () => get("/")),
    tell: ({ asked }) => new Set(asked.map((a) => a.connection)).size,
    bad: 4,
    good: 2,
  },
  { code: "websocket-lost", requests: [get("/ws/", websocket)], tell: status, bad: "200", good: "101" },
  {
    code: "no-workers",
    requests: [{ path: "/", patience: 1000 }],
    tell: status,
    bad: "silent",
    good: "200",
  },
  {
    code: "log-off",
    requests: [get("/")],
    file: "/usr/share/nginx/off",
    tell: (a) => a.file,
    bad: true,
    good: false,
  },
  { code: "one-server", requests: without(1), tell: status, bad: "502", good: "200" },
  {
    // Here a failure comes at once; where a host answers nothing, each takes proxy_connect_timeout.
    code: "never-failed",
    requests: without(10),
    tell: ({ failures }) => failures,
    bad: 5,
    good: 2,
  },
  {
    code: "single-server-fails",
    requests: without(6),
    tell: (a) => [status(a), a.failures],
    bad: ["502 502 502 502 502 502", 6],
    good: ["200 200 200 200 200 200", 2],
  },
  {
    // One failure; 2.5 s later, which are 25, four more requests.
    code: "fail-timeout-long",
    requests: [...without(2), { path: "/", after: 2500 }, get("/"), get("/"), get("/")],
    fast: true,
    tell: servers,
    bad: 1,
    good: 2,
  },
  {
    // The front's address; what it sends only counts where nginx is told to believe it.
    code: "one-sender",
    requests: [1, 2, 3, 4, 5, 6, 7, 8].map((n) => ({
      path: "/",
      from: "192.168.170.11",
      headers: { "X-Real-IP": `10.0.${n}.1` },
    })),
    tell: servers,
    bad: 1,
    good: 2,
  },
  { code: "status-public", requests: [get("/status")], tell: status, bad: "200", good: "403" },
];

function confOf({ code, fast }: Row, kind: "bad" | "good"): string {
  const conf = compileText(ruleBlock(`nginx/${code}`, kind), unjudged).artifacts.find(
    (a) => a.path === "web1/etc/nginx/nginx.conf",
  );
  if (conf === undefined) throw new Error(`no nginx.conf of ${code}`);
  // One worker: each has a pool and a turn of its own.
  const alone = contentOf(conf).replace("worker_processes auto", "worker_processes 1");
  return fast === true
    ? alone.replace(/fail_timeout=(\d+)s/g, (_, s: string) => `fail_timeout=${Number(s) / 10}s`)
    : alone;
}

needs(
  "nginx",
  "unshare",
  "openssl",
)("the pages about proxying on a real nginx", () => {
  const told = new Map<string, Answer>();

  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), "lbc-asked-"));
    try {
      const scenarios = table.flatMap((row) =>
        (["bad", "good"] as const).map((kind) => ({
          name: `${row.code} ${kind}`,
          conf: confOf(row, kind),
          requests: row.requests,
          file: row.file,
        })),
      );
      const file = join(folder, "scenarios.json");
      writeFileSync(file, JSON.stringify(scenarios));
      const script = fileURLToPath(new URL("../support/nginx-asked.js", import.meta.url));
      const ran = spawnSync("unshare", ["-n", "-m", "node", script, file], {
        encoding: "utf8",
        timeout: 110_000,
        killSignal: "SIGKILL",
      });
      const last = ran.stdout.trim().split("\n").at(-1) ?? "";
      if (!last.startsWith("[")) throw new Error(`${ran.stdout}${ran.stderr}`);
      const answers = JSON.parse(last) as Answer[];
      scenarios.forEach(({ name }, i) => {
        const answer = answers[i];
        if (answer !== undefined) told.set(name, answer);
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);

  test.each(table.map((row) => [row.code, row] as const))("nginx/%s", (code, { tell, bad, good }) => {
    const of = (kind: string) => {
      const answer = told.get(`${code} ${kind}`);
      if (answer === undefined || answer.refused !== undefined) return answer?.refused ?? "no answer";
      return tell(answer);
    };
    expect({ bad: of("bad"), good: of("good") }).toEqual({ bad, good });
  });
});
