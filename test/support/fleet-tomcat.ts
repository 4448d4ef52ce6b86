/** The Tomcats of a fleet: the counter they serve, and how they are installed and started. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TomcatTier } from "../../src/model/topology.ts";

/** Where test/real/install puts what Maven fetched. */
export const jarsOf = (name: "msm" | "redisson" | "tomcat9") => `/var/cache/lbc-jars/${name}`;
/**
 * Prints how often the session was seen, the client, the path and the Tomcat; `put` adds that many bytes to it. `hold`
 * names a file: a request that has read the session makes `FILE.in` and waits for `FILE.go` before it writes. `within`
 * counts in an array that is put into the session once, and prints that number instead.
 */
const counter = (api: string) => `import ${api}.servlet.http.*;
public class Counter extends HttpServlet {
  @Override protected void doGet(HttpServletRequest request, HttpServletResponse response) throws java.io.IOException {
    HttpSession session = request.getSession();
    Integer count = (Integer) session.getAttribute("count");
    count = count == null ? 1 : count + 1;
    String hold = request.getParameter("hold");
    if (hold != null) {
      new java.io.File(hold + ".in").createNewFile();
      for (int i = 0; i < 3000 && !new java.io.File(hold + ".go").exists(); i++)
        try { Thread.sleep(20); } catch (InterruptedException e) { break; }
    }
    session.setAttribute("count", count);
    if (request.getParameter("within") != null) {
      int[] within = (int[]) session.getAttribute("within");
      if (within == null) session.setAttribute("within", within = new int[1]);
      count = ++within[0];
    }
    if (request.getParameter("put") != null) {
      byte[] data = new byte[Integer.parseInt(request.getParameter("put"))];
      new java.util.Random(1).nextBytes(data);
      session.setAttribute("data", data);
    }
    response.getWriter().print(count + " " + request.getRemoteAddr() + " " + request.getContextPath() + " " + request.getLocalAddr());
  }
}
`;
const webXml = (version: number) => `<web-app xmlns="${
  version === 9 ? "http://xmlns.jcp.org/xml/ns/javaee" : "https://jakarta.ee/xml/ns/jakartaee"
}" version="${version === 9 ? "4.0" : "6.0"}">
  <distributable/>
  <servlet><servlet-name>counter</servlet-name><servlet-class>Counter</servlet-class></servlet>
  <servlet-mapping><servlet-name>counter</servlet-name><url-pattern>/</url-pattern></servlet-mapping>
  <servlet-mapping><servlet-name>default</servlet-name><url-pattern>*.css</url-pattern></servlet-mapping>
  <servlet-mapping><servlet-name>default</servlet-name><url-pattern>/static/*</url-pattern></servlet-mapping>
</web-app>
`;

/** Where the jars of a Tomcat are. */
const HOMES: Readonly<Record<number, string>> = { 9: jarsOf("tomcat9"), 10: "/usr/share/tomcat10" };

/** Compiles the counter once for each servlet API. */
function counterClass(work: string, version: number): string {
  const folder = join(work, `classes${version}`);
  const compiled = join(folder, "Counter.class");
  if (existsSync(compiled)) return compiled;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "Counter.java"), counter(version === 9 ? "javax" : "jakarta"));
  execFileSync("javac", ["-cp", `${HOMES[version]}/lib/*`, "-d", folder, join(folder, "Counter.java")]);
  return compiled;
}

/** Where a Tomcat's files are: Debian's 10, or what is unpacked in /opt. */
const baseOf = (tier: TomcatTier, service: string) =>
  service === "tomcat10" ? `/var/lib/tomcat${tier.version.value}` : `/opt/${service}`;

/** How the unit of a Tomcat starts it; `service` is the unit's name. */
export function startTomcat(tier: TomcatTier, service: string): string {
  const home = HOMES[tier.version.value] ?? "";
  const environment = [
    "JAVA_TOOL_OPTIONS='-Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+PrintClassHistogram'",
    `CATALINA_HOME=${home}`,
    `CATALINA_BASE=${baseOf(tier, service)}`,
    "CATALINA_TMPDIR=/tmp",
  ];
  const command =
    service === "tomcat10" ? "sh /usr/libexec/tomcat10/tomcat-start.sh" : `${home}/bin/catalina.sh run`;
  return `setpriv --reuid=tomcat --regid=tomcat --init-groups env ${environment.join(" ")} ${command}`;
}

/** The commands that lay out a Tomcat: its own files, the jars of its stores; at each context the counter and two files. */
export function installTomcat(work: string, tier: TomcatTier, service: string): string {
  const base = baseOf(tier, service);
  const { value: version } = tier.version;
  const stores = new Set(tier.contexts.map((c) => c.store?.kind));
  const managers = [
    ...(stores.has("memcached") ? [jarsOf("msm")] : []),
    ...(stores.has("redisson") ? [jarsOf("redisson")] : []),
  ];
  const xml = join(work, `web${version}.xml`);
  writeFileSync(xml, webXml(version));
  return [
    ...(service === "tomcat10"
      ? [`rm -rf ${base}/webapps/*`]
      : [
          `mkdir -p ${base}/conf ${base}/lib ${base}/webapps ${base}/logs ${base}/work`,
          `cp -r ${version === 10 ? "/etc/tomcat10" : `${HOMES[version]}/conf`}/* ${base}/conf/`,
          `chown -R tomcat:tomcat ${base}`,
        ]),
    ...managers.map((m) => `ln -s ${m}/*.jar ${base}/lib/`),
    ...tier.contexts.flatMap((context) => {
      const name = context.path === "/" ? "ROOT" : context.path.slice(1).replaceAll("/", "#");
      const app = context.docBase ?? `${base}/webapps/${name}`;
      return [
        `install -D -m 644 ${xml} '${app}/WEB-INF/web.xml'`,
        `install -D -m 644 ${counterClass(work, version)} '${app}/WEB-INF/classes/Counter.class'`,
        `install -D -m 644 /dev/null '${app}/static/logo.png'`,
        `install -D -m 644 /dev/null '${app}/a.css'`,
      ];
    }),
  ].join("\n");
}
