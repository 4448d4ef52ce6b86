/**
 * The blocks of the budgets' pages about Tomcat and memcached on the real programs: the connectors that lbc writes, with
 * more connections than they take.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compileText, contentOf, unjudged } from "../support/examples.ts";
import { connected } from "../support/nginx-running.ts";
import { inNamespace, needs } from "../support/real.ts";
import { ruleBlock, type Kind } from "../support/rule-page.ts";

let work = "";
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "lbc-tomcat-held-"));
});
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

const compiled = (code: string, kind: Kind) => compileText(ruleBlock(`budget/${code}`, kind), unjudged);

type Row = {
  readonly code: string;
  readonly kind: "bad" | "good";
  /** Of support/tomcat-held.js. */
  readonly does: "idle" | "connected" | "busy" | "served";
  readonly count: number;
  readonly seen: unknown;
};
/** `idle` counts are the pools of two nginx hosts with two workers. */
const table: readonly Row[] = [
  { code: "idle-connections", kind: "bad", does: "idle", count: 4 * 64, seen: 200 },
  { code: "idle-connections", kind: "good", does: "idle", count: 4 * 16, seen: 4 * 16 },
  // The kernel's queue of n holds n + 1.
  { code: "tomcat-requests", kind: "bad", does: "connected", count: 600, seen: 400 + 100 + 1 },
  { code: "tomcat-requests", kind: "good", does: "connected", count: 600, seen: 600 },
  { code: "idle-threads", kind: "bad", does: "busy", count: 150, seen: 100 - 1 },
  { code: "idle-threads", kind: "good", does: "busy", count: 150, seen: 150 },
  { code: "tomcat-descriptors", kind: "bad", does: "served", count: 4100, seen: false },
  { code: "tomcat-descriptors", kind: "good", does: "served", count: 4100, seen: true },
];

const JARS = "/usr/share/java";
const jars = () =>
  readdirSync(JARS)
    .filter((f) => /^tomcat10-[a-z-]+\.jar$/.test(f) || f === "jakarta-servlet-api.jar")
    .map((f) => join(JARS, f))
    .join(":");
/** Requests to /hold stay; /hold/busy tells how many do. */
const HOLD = `import jakarta.servlet.http.*;
public class Hold extends HttpServlet {
  private static final java.util.concurrent.atomic.AtomicInteger busy = new java.util.concurrent.atomic.AtomicInteger();
  @Override protected void doGet(HttpServletRequest request, HttpServletResponse response) throws java.io.IOException {
    if (request.getPathInfo() != null) { response.getWriter().print(busy.get()); return; }
    busy.incrementAndGet();
    try { Thread.sleep(600000); } catch (InterruptedException gone) { }
  }
}
`;
const WEB_XML = `<web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
  <servlet><servlet-name>hold</servlet-name><servlet-class>Hold</servlet-class></servlet>
  <servlet-mapping><servlet-name>hold</servlet-name><url-pattern>/hold/*</url-pattern></servlet-mapping>
</web-app>
`;

/** One Tomcat with the connectors of all rows, each at a port of its own, and what they do there. */
function run(name: string, rows: readonly Row[]): readonly unknown[] {
  const base = join(work, name);
  const app = join(base, "webapps/ROOT/WEB-INF");
  for (const folder of ["conf", "logs", "temp", "work"]) mkdirSync(join(base, folder), { recursive: true });
  mkdirSync(join(app, "classes"), { recursive: true });
  let server = "";
  const connectors = rows.map(({ code, kind }, i) => {
    const found = compiled(code, kind).artifacts.find((a) => a.path === "app1/conf/server.xml");
    server = found === undefined ? "" : contentOf(found);
    return (
      (/<Connector[^>]*>/.exec(server)?.[0] ?? "")
        .replace('"8080"', `"${8081 + i}"`)
        // Idle connections stay for as long as the machine takes.
        .replace(/connectionTimeout="\d+"/, 'connectionTimeout="600000"')
        // However often the observer asks, its connection stays.
        .replace("<Connector", '<Connector maxKeepAliveRequests="-1"')
    );
  });
  writeFileSync(join(base, "conf/server.xml"), server.replace(/<Connector[^>]*>/, connectors.join("\n")));
  writeFileSync(
    join(base, "conf/web.xml"),
    '<web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0"/>\n',
  );
  writeFileSync(join(work, "Hold.java"), HOLD);
  execFileSync("javac", ["-cp", jars(), "-d", join(app, "classes"), join(work, "Hold.java")]);
  writeFileSync(join(app, "web.xml"), WEB_XML);
  const limits = rows.flatMap(({ code, kind }) => {
    const host = compiled(code, kind).topology.hosts.find((h) => h.name === "app1");
    return host?.nofile?.value ?? [];
  });
  const files = limits.length === 0 ? "" : `ulimit -n ${Math.max(...limits)};`;
  const out = join(base, "out");
  writeFileSync(out, "");
  const script = fileURLToPath(new URL("../support/tomcat-held.js", import.meta.url));
  writeFileSync(
    join(base, "steps.json"),
    JSON.stringify({
      start: `${files} exec java -Xmx160m -Xss256k -Dtomcat.util.scan.StandardJarScanFilter.jarsToSkip=* -cp ${jars()} -Dcatalina.base=${base} -Dcatalina.home=${base} -Djava.io.tmpdir=${base}/temp org.apache.catalina.startup.Bootstrap start >${out} 2>&1`,
      out,
      steps: rows.map(({ does, count }, i) => ({ port: 8081 + i, kind: does, count })),
    }),
  );
  const ran = spawnSync(
    "unshare",
    ["-n", "-m", "-p", "--fork", "--kill-child", "--mount-proc", "node", script, join(base, "steps.json")],
    {
      encoding: "utf8",
      timeout: 110_000,
      killSignal: "SIGKILL",
    },
  );
  const last = ran.stdout.trim().split("\n").at(-1) ?? "";
  if (!last.startsWith("[")) throw new Error(`${ran.stdout}${ran.stderr}${readFileSync(out, "utf8")}`);
  return JSON.parse(last) as unknown[];
}

needs(
  "java",
  "javac",
  "unshare",
  "ss",
  "ip",
)("the pages of budgets on a real Tomcat 10", () => {
  // A limit is of the whole JVM.
  const low = (row: Row) => row.code === "tomcat-descriptors" && row.kind === "bad";
  const groups: readonly (readonly [string, readonly Row[]])[] = [
    ["connectors", table.filter((r) => !low(r))],
    ["a low limit", table.filter(low)],
  ];
  test.each(groups)("%s", { timeout: 120_000 }, (name, rows) => {
    const seen = run(name.replaceAll(/\W+/g, "-"), rows);
    expect(rows.map(({ code, kind }, i) => ({ code, kind, seen: seen[i] }))).toEqual(
      rows.map(({ code, kind, seen: wanted }) => ({ code, kind, seen: wanted })),
    );
  });
});

needs(
  "memcached",
  "unshare",
  "ip",
)("the page about memcached's connections", () => {
  test.each([
    ["bad", "ERROR Too many open connections"],
    ["good", "VERSION"],
  ] as const)("%s: the last of ten Tomcats reads %s", (kind, says) => {
    const connections = compiled("store-connections", kind).topology.memcacheds[0]?.connections;
    const limit = connections === undefined ? "" : `-c ${connections}`;
    const { output } = inNamespace(
      [],
      `memcached -u root -l 127.0.0.1 ${limit} & pid=$!
until (exec 3<>/dev/tcp/127.0.0.1/11211) 2>/dev/null; do sleep 0.05; done
for i in $(seq 10); do
  exec {fd}<>/dev/tcp/127.0.0.1/11211; printf 'version\\r\\n' >&$fd; read -r answer <&$fd; echo "$answer"
done
kill $pid; wait $pid`,
    );
    expect(output.trim().split("\n").at(-1)).toContain(says);
  });
});

needs("memcached")("the page about memcached's memory", () => {
  // An eighth of everything; on each of two nodes lie two copies, for two lifetimes.
  const SHARE = 8;
  test.each([
    ["bad", "evicts"],
    ["good", "holds all"],
  ] as const)("%s: memcached %s", async (kind, wanted) => {
    const { memcacheds, sessionStores } = compiled("session-memory", kind).topology;
    const [store] = sessionStores;
    if (store?.kind !== "memcached") throw new Error("no store");
    const mebibytes = (memcacheds[0]?.memory.value ?? 0) / 1024 ** 2 / SHARE;
    const count = ((store.liveSessions ?? 0) * 2 * 2) / 2 / SHARE;
    const path = join(work, `memcached-${kind}`);
    const child = spawn("memcached", ["-u", "root", "-m", `${mebibytes}`, "-s", path], { stdio: "ignore" });
    const socket = await connected(path);
    const data = "a".repeat(store.sessionSize ?? 0);
    for (let i = 0; i < count; i++)
      if (!socket.write(`set session${i} 0 0 ${data.length} noreply\r\n${data}\r\n`))
        await once(socket, "drain");
    let said = "";
    const end = new Promise<void>((resolve) => {
      socket.on("data", (part) => {
        said += part.toString("latin1");
        if (said.endsWith("END\r\n")) resolve();
      });
    });
    socket.write("stats\r\n");
    await end;
    socket.destroy();
    child.kill();
    await once(child, "exit");
    const number = (name: string) => Number(new RegExp(`STAT ${name} (\\d+)`).exec(said)?.[1]);
    expect(count).toBe(5000);
    expect(number("evictions") + number("curr_items")).toBe(count);
    expect(number("evictions") > 0 ? "evicts" : "holds all").toBe(wanted);
  });
});
