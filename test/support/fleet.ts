/**
 * A topology as a fleet of Debian hosts on this machine: a network and a mount namespace a host, on one segment,
 * with the emitted files where they belong, owned as they say, and the real programs running with them.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Artifact, Topology } from "../../src/index.ts";
import { addressOf, type Host, type TomcatTier } from "../../src/model/topology.ts";
import { contentOf } from "./examples.ts";

/** Where test/real/install puts what Maven fetched. */
export const jarsOf = (name: "msm" | "redisson" | "tomcat9") => `/var/cache/lbc-jars/${name}`;
/** What a suite with a fleet needs; with the jars of the session managers it uses. */
export const fleetNeeds = ["java", "javac", "curl", "unshare", "nsenter", "ip", "setpriv"] as const;

/**
 * Prints how often the session was seen, the client, the path and the Tomcat; `put` adds that many bytes to it. `hold`
 * names a file: a request that has read the session makes `FILE.in` and waits for `FILE.go` before it writes.
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
</web-app>
`;

const addressesOf = (host: Host) =>
  host.interfaces.flatMap((i) => i.addresses.map((a) => ({ face: i.name, ...a })));
const firstOf = (host: Host) => addressesOf(host)[0]?.address.text ?? "";

/** Where the jars of a Tomcat are. */
const HOMES: Readonly<Record<number, string>> = { 9: jarsOf("tomcat9"), 10: "/usr/share/tomcat10" };

/** Compiles the counter once for each servlet API. */
function counterClass(work: string, version: number): string {
  const folder = join(work, `classes${version}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "Counter.java"), counter(version === 9 ? "javax" : "jakarta"));
  execFileSync("javac", ["-cp", `${HOMES[version]}/lib/*`, "-d", folder, join(folder, "Counter.java")]);
  return join(folder, "Counter.class");
}

/** Where a Tomcat's files are: Debian's 10, or a 9 unpacked in /opt. */
const baseOf = (tier: TomcatTier) => (tier.version.value === 10 ? "/var/lib/tomcat10" : "/opt/tomcat");

/** How its unit starts it. */
function startTomcat(tier: TomcatTier): string {
  const home = HOMES[tier.version.value] ?? "";
  const environment = [
    "JAVA_TOOL_OPTIONS='-Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1'",
    `CATALINA_HOME=${home}`,
    `CATALINA_BASE=${baseOf(tier)}`,
    "CATALINA_TMPDIR=/tmp",
  ];
  const command =
    tier.version.value === 10 ? "sh /usr/libexec/tomcat10/tomcat-start.sh" : `${home}/bin/catalina.sh run`;
  return `setpriv --reuid=tomcat --regid=tomcat --init-groups env ${environment.join(" ")} ${command}`;
}

function installTomcat(work: string, tier: TomcatTier): string {
  const base = baseOf(tier);
  const { value: version } = tier.version;
  const stores = new Set(tier.contexts.map((c) => c.store?.kind));
  const managers = [
    ...(stores.has("memcached") ? [jarsOf("msm")] : []),
    ...(stores.has("redisson") ? [jarsOf("redisson")] : []),
  ];
  const xml = join(work, `web${version}.xml`);
  writeFileSync(xml, webXml(version));
  return [
    ...(version === 10
      ? [`rm -rf ${base}/webapps/*`]
      : [
          `mkdir -p ${base}/conf ${base}/lib ${base}/webapps ${base}/logs ${base}/work`,
          `cp ${HOMES[version]}/conf/* ${base}/conf/`,
          `chown -R tomcat:tomcat ${base}`,
        ]),
    ...managers.map((m) => `ln -s ${m}/*.jar ${base}/lib/`),
    ...tier.contexts.flatMap((context) => {
      const name = context.path === "/" ? "ROOT" : context.path.slice(1).replaceAll("/", "#");
      const app = context.docBase ?? `${base}/webapps/${name}`;
      return [
        `install -D -m 644 ${xml} '${app}/WEB-INF/web.xml'`,
        `install -D -m 644 ${counterClass(work, version)} '${app}/WEB-INF/classes/Counter.class'`,
      ];
    }),
  ].join("\n");
}

/** What runs inside a host before its programs: folders of its own, the packages' folders, the emitted files. */
function boot(
  work: string,
  name: string,
  topology: Topology,
  artifacts: readonly Artifact[],
  host: Host,
): string {
  const own = artifacts.filter((a) => a.host === host.name && a.install !== undefined);
  const install = own.map((artifact) => {
    const path = join(work, name, artifact.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contentOf(artifact));
    const [user = "root", group = user] = artifact.owner.split(":");
    return `install -D -m ${artifact.mode.toString(8)} -o ${user} -g ${group} '${path}' '${artifact.install}'`;
  });
  return `set -e
mount -t tmpfs none /mnt
for d in /etc /opt /var /usr/local; do
  mkdir -p /mnt$d.up /mnt$d.work
  mount -t overlay none -o lowerdir=$d,upperdir=/mnt$d.up,workdir=/mnt$d.work $d
done
mount -t tmpfs none /run
install -d -o memcache -g memcache /run/memcached
install -d -o redis -g redis /run/redis /run/chrony
${topology.tomcats
  .filter((t) => t.hosts.includes(host))
  .map((t) => installTomcat(work, t))
  .join("\n")}
${install.join("\n")}
`;
}

/** The file of a tier on a host that a path ends in. */
const installed = (artifacts: readonly Artifact[], host: Host, path: RegExp) =>
  artifacts.filter((a) => a.host === host.name && path.test(a.install ?? "")).map((a) => a.install ?? "");

/** Starts what runs on a host, with its unit's command: `start HOST NAME COMMAND`; stores first. */
function programs(topology: Topology, artifacts: readonly Artifact[], host: Host): Programs {
  const redis = "setpriv --reuid=redis --regid=redis --init-groups redis-server";
  const tomcat = topology.tomcats.find((t) => t.hosts.includes(host));
  const start = (path: string, command: string) => `start ${host.name} ${basename(path, ".conf")} ${command}`;
  return {
    stores: [
      ...installed(artifacts, host, /^\/etc\/memcached.*\.conf$/).map((path) =>
        start(path, `/usr/share/memcached/scripts/systemd-memcached-wrapper ${path}`),
      ),
      ...installed(artifacts, host, /^\/etc\/redis\/.*\.conf$/).map((path) =>
        start(path, `${redis} ${path} --supervised no --daemonize no`),
      ),
    ],
    others: [
      ...(tomcat === undefined ? [] : [start("tomcat", startTomcat(tomcat))]),
      ...installed(artifacts, host, /\/nginx\.conf$/).map((path) => start(path, "nginx -g 'daemon off;'")),
    ],
  };
}
type Programs = { readonly stores: readonly string[]; readonly others: readonly string[] };

const browsers = fileURLToPath(new URL("browsers.js", import.meta.url));

/** The addresses of a client's browsers: each in a /24 of its own, for what tells clients apart by that. */
export const BROWSERS = 20;

/**
 * Runs a script in the fleet; returns what it prints. In it:
 * `on HOST COMMAND` runs on a host (or the client), `start HOST NAME COMMAND` in the background,
 * `die HOST NAME` kills a program of it by -9, `again HOST NAME` starts it anew,
 * `status URL` prints the status of an answer, `serves URL` waits until it is 200, `listens ADDRESS PORT` for a program,
 * `browse LABEL ROUNDS URL...` lets every browser go round the URLs and prints `LABEL {kept, stale, lost, failed}`.
 */
export function inFleet(
  work: string,
  name: string,
  { topology, artifacts }: { readonly topology: Topology; readonly artifacts: readonly Artifact[] },
  script: string,
): string {
  const folder = join(work, name);
  mkdirSync(join(folder, "log"), { recursive: true });
  const hosts = topology.hosts.map((host) => {
    writeFileSync(join(folder, `boot-${host.name}`), boot(work, name, topology, artifacts, host));
    return host;
  });
  const waits = [
    ...topology.tomcats.flatMap((t) =>
      t.hosts.map((h) => `answers http://${firstOf(h)}:${t.connectors[0]?.port ?? 0}/`),
    ),
    ...topology.nginxes.flatMap((t) => t.hosts.map((h) => `answers http://${firstOf(h)}/`)),
  ];
  const stores = [
    ...topology.memcacheds.flatMap((t) => t.hosts.map((h) => `listens ${firstOf(h)} ${t.port}`)),
    ...topology.redises.flatMap((t) => t.hosts.map((h) => `listens ${firstOf(h)} ${t.port}`)),
  ];
  const running = hosts.map((h) => programs(topology, artifacts, h));
  const text = `set -u
W=${folder}
mkdir -p /run/netns; mount -t tmpfs none /run/netns
ip link set lo up
ip link add seg type bridge; ip link set seg up
declare -A ns pid command
host() { # NAME BOOT FACE ADDRESS/LENGTH...
  local name=$1 boot=$2 face=$3; shift 3
  ip netns add $name
  ip link add p-$name type veth peer name $face netns $name
  ip link set p-$name master seg up
  ip netns exec $name ip link set lo up
  ip netns exec $name ip link set $face up
  for a in "$@"; do ip netns exec $name ip addr add $a dev $face $(case $a in *:*) echo nodad;; esac); done
  ip netns exec $name unshare -m bash -c "
    { [ -z '$boot' ] || bash '$boot'; } && touch $W/ready-$name || touch $W/failed-$name
    exec sleep infinity" >$W/log/$name-boot 2>&1 &
  ns[$name]=$!
  for i in $(seq 300); do [ -e $W/ready-$name ] && return; [ -e $W/failed-$name ] && break; sleep 0.05; done
  echo "$name did not boot"; cat $W/log/$name-boot; exit 1
}
on() { local name=$1; shift; nsenter -t \${ns[$name]} -m -n -- "$@"; }
start() {
  local name=$1 what=$2; shift 2
  nsenter -t \${ns[$name]} -m -n -- env "$@" >>$W/log/$name-$what 2>&1 &
  pid[$name/$what]=$!; command[$name/$what]=$(printf '%q ' "$@")
}
die() { kill -9 \${pid[$1/$2]}; wait \${pid[$1/$2]}; } 2>/dev/null
again() { eval "start $1 $2 \${command[$1/$2]}"; }
answers() {
  for i in $(seq 300); do on client curl -s -m 2 -o /dev/null "$1" && return; sleep 0.2; done
  echo "$1 does not answer"; tail -n 40 $W/log/*; exit 1
}
listens() {
  for i in $(seq 100); do on client bash -c "exec 3<>/dev/tcp/$1/$2" 2>/dev/null && return; sleep 0.1; done
  echo "$1:$2 does not listen"; tail -n 40 $W/log/*; exit 1
}
status() { on client curl -s -m 30 -o /dev/null -w '%{http_code}' "$1"; }
serves() { for i in $(seq 100); do [ "$(status "$1")" = 200 ] && return; sleep 0.2; done; echo "$1 does not serve"; exit 1; }
browse() { local label=$1 rounds=$2; shift 2; on client ${process.execPath} ${browsers} $W/browsers.json $label $rounds "$@"; }
${hosts
  .map(
    (h) =>
      `host ${h.name} $W/boot-${h.name} ${h.interfaces[0]?.name ?? "eth0"} ${addressesOf(h)
        .map((a) => `${a.address.text}/${a.length}`)
        .join(" ")}`,
  )
  .join("\n")}
host client "" eth0 192.168.170.9/24 fd00:170::9/64
for i in $(seq ${BROWSERS}); do on client ip addr add 10.9.$i.1/32 dev lo; done
${hosts.map((h) => (addressOf(h, 4) === undefined ? "" : `on ${h.name} ip route add 10.9.0.0/16 via 192.168.170.9`)).join("\n")}
${running.flatMap((r) => r.stores).join("\n")}
${stores.join("\n")}
${running.flatMap((r) => r.others).join("\n")}
${waits.join("\n")}
rm -f $W/browsers.json
${script}
exec 2>/dev/null
kill -9 \${pid[@]} \${ns[@]}
wait
`;
  // All that it started dies with its own process namespace.
  const { stdout, stderr } = spawnSync(
    "unshare",
    ["-n", "-m", "-p", "-f", "--mount-proc", "--kill-child", "bash", "-c", text],
    { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
  );
  return `${stdout}${stderr}`;
}

export type Tally = {
  readonly kept: number;
  readonly stale: number;
  readonly lost: number;
  readonly failed: number;
};

/** What `browse` printed, by its labels. */
export function tallies(output: string): Readonly<Record<string, Tally>> {
  return Object.fromEntries(
    [...output.matchAll(/^browsed (\S+) (\{.*\})$/gm)].map((m) => [
      m[1] ?? "",
      JSON.parse(m[2] ?? "") as Tally,
    ]),
  );
}
