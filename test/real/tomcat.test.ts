import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Topology } from "../../src/index.ts";
import { compileExample, compileUnjudged, contentOf } from "../support/examples.ts";
import { inNamespace, needs } from "../support/real.ts";
import type { Artifact } from "../../src/index.ts";

const JARS = "/usr/share/java";
/** Debian's Tomcat 10 and what it needs, each once. */
const jars = () =>
  readdirSync(JARS)
    .filter((f) => /^tomcat10-[a-z-]+\.jar$/.test(f) || f === "jakarta-servlet-api.jar")
    .map((f) => join(JARS, f))
    .join(":");

const COUNTER = `import jakarta.servlet.http.*;
public class Counter extends HttpServlet {
  @Override protected void doGet(HttpServletRequest request, HttpServletResponse response) throws java.io.IOException {
    HttpSession session = request.getSession();
    Integer count = (Integer) session.getAttribute("count");
    count = count == null ? 1 : count + 1;
    session.setAttribute("count", count);
    response.getWriter().print(count + " " + request.getRemoteAddr() + " " + request.getContextPath());
  }
}
`;
const WEB_XML = `<web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
  <distributable/>
  <servlet><servlet-name>counter</servlet-name><servlet-class>Counter</servlet-class></servlet>
  <servlet-mapping><servlet-name>counter</servlet-name><url-pattern>/count</url-pattern></servlet-mapping>
</web-app>
`;

let work = "";
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "lbc-tomcat-"));
});
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

/** Lays out a CATALINA_BASE for every Tomcat of a topology: its emitted conf, and the counter at each context. */
function bases(name: string, artifacts: readonly Artifact[], topology: Topology): void {
  const classes = join(work, "classes");
  mkdirSync(classes, { recursive: true });
  writeFileSync(join(work, "Counter.java"), COUNTER);
  execFileSync("javac", ["-cp", jars(), "-d", classes, join(work, "Counter.java")]);
  for (const tier of topology.tomcats) {
    for (const host of tier.hosts) {
      const base = join(work, name, host.name);
      for (const folder of ["conf", "logs", "temp", "work"])
        mkdirSync(join(base, folder), { recursive: true });
      for (const artifact of artifacts.filter((a) => a.path.startsWith(`${host.name}/conf/`))) {
        const path = join(work, name, artifact.path);
        mkdirSync(join(path, ".."), { recursive: true });
        writeFileSync(path, contentOf(artifact));
      }
      writeFileSync(
        join(base, "conf/web.xml"),
        '<web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0"/>\n',
      );
      for (const context of tier.contexts) {
        const app = join(base, "webapps", context.path === "/" ? "ROOT" : context.path.slice(1), "WEB-INF");
        mkdirSync(join(app, "classes"), { recursive: true });
        writeFileSync(join(app, "web.xml"), WEB_XML);
        execFileSync("cp", [join(classes, "Counter.class"), join(app, "classes/")]);
      }
    }
  }
}

/** A network namespace a host of the topology, and one for the client, on one segment; the Tomcats run. */
function withTomcats(name: string, topology: Topology, script: string): string {
  const hosts = topology.tomcats.flatMap((t) => t.hosts);
  const java = (host: string) =>
    `ip netns exec ${host} java -Xmx96m -cp ${jars()} -Dcatalina.base=${work}/${name}/${host} -Dcatalina.home=${work}/${name}/${host} -Djava.io.tmpdir=${work}/${name}/${host}/temp org.apache.catalina.startup.Bootstrap start >${work}/${name}/${host}/out 2>&1`;
  const join_ = (host: string, address: string) => `ip netns add ${host}
ip link add p-${host} type veth peer name eth0 netns ${host}; ip link set p-${host} master seg up
ip netns exec ${host} ip link set lo up; ip netns exec ${host} ip link set eth0 up; ip netns exec ${host} ip addr add ${address}/24 dev eth0`;
  const { output } = inNamespace(
    [],
    `ip link add seg type bridge; ip link set seg up
${join_("client", "192.168.170.9")}
${hosts.map((h) => join_(h.name, h.interfaces[0]?.addresses[0]?.address.text ?? "")).join("\n")}
${hosts.map((h) => `${java(h.name)} & pid_${h.name}=$!`).join("\n")}
# One browser behind one name: the cookie goes to every Tomcat alike.
id=
get() {
  ip netns exec client curl -s -m 5 -D ${work}/head -H "Cookie: JSESSIONID=$id" "$@"; echo
  new=$(sed -n 's/^Set-Cookie: JSESSIONID=\\([^;]*\\).*/\\1/p' ${work}/head); id=\${new:-$id}
}
for h in ${hosts.map((h) => h.interfaces[0]?.addresses[0]?.address.text).join(" ")}; do
  for i in $(seq 150); do ip netns exec client curl -s -m 2 -o /dev/null http://$h:8080/ && break; sleep 0.2; done
done
${script}
kill ${hosts.map((h) => `$pid_${h.name}`).join(" ")} 2>/dev/null
wait`,
  );
  return output;
}

needs(
  "java",
  "javac",
  "curl",
  "unshare",
  "ip",
)("a real Tomcat 10", () => {
  test("replicates sessions as the cluster example declares, and one of three may die", () => {
    const { artifacts, topology } = compileExample("sessions-cluster");
    bases("cluster", artifacts, topology);
    const at = [31, 32, 33].map((n) => `http://192.168.170.${n}:8080/count`);
    const output = withTomcats(
      "cluster",
      topology,
      `sleep 3
for round in $(seq 10); do
${at.map((url) => `get ${url}`).join("\n")}
done
kill -9 $pid_app1; wait $pid_app1 2>/dev/null; sleep 1
for round in $(seq 5); do
${at
  .slice(1)
  .map((url) => `get ${url}`)
  .join("\n")}
done`,
    );
    const counts = output
      .trim()
      .split("\n")
      .map((line) => Number(line.split(" ")[0]));
    expect(counts).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
  });

  test("serves several contexts, and takes the client's address from the proxy it trusts", () => {
    const { artifacts, topology, problems } = compileUnjudged(`lb 1
network lan 192.168.170.0/24
host app { eth0 192.168.170.31 }
session_store here local
tomcat t on app {
  connector 8080 { maxThreads 50 }
  context / { sessions here }
  context /shop { sessions here }
  remote_ip { internal_proxies "192\\.168\\.170\\.9" }
}
`);
    expect(problems).toEqual([]);
    bases("contexts", artifacts, topology);
    const url = "http://192.168.170.31:8080";
    const output = withTomcats(
      "contexts",
      topology,
      `get ${url}/count; get ${url}/shop/count; get -H 'X-Forwarded-For: 203.0.113.7' ${url}/shop/count`,
    );
    expect(
      output
        .trim()
        .split("\n")
        .map((l) => l.trim()),
    ).toEqual(["1 192.168.170.9", "1 192.168.170.9 /shop", "2 203.0.113.7 /shop"]);
  });
});
