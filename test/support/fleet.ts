/**
 * A topology as a fleet of Debian hosts on this machine: a network and a mount namespace a host, on one segment,
 * with the emitted files where they belong, owned as they say, and the real programs running with them.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Artifact, Topology } from "../../src/index.ts";
import { addressOf, type Host } from "../../src/model/topology.ts";
import { placeOf } from "../../src/targets/tomcat/place.ts";
import { contentOf } from "./examples.ts";
import { installTomcat, startTomcat } from "./fleet-tomcat.ts";

/** What a suite with a fleet needs; with the jars of the session managers it uses. */
export const fleetNeeds = ["java", "javac", "curl", "unshare", "nsenter", "ip", "setpriv"] as const;

const addressesOf = (host: Host) =>
  host.interfaces.flatMap((i) => i.addresses.map((a) => ({ face: i.name, ...a })));
const firstOf = (host: Host) => addressesOf(host)[0]?.address.text ?? "";

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
  .map((t) => installTomcat(work, t, placeOf(topology, t, host).service))
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
  const tomcats = topology.tomcats.filter((t) => t.hosts.includes(host));
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
      ...tomcats.map((tier, i) =>
        start(i === 0 ? "tomcat" : tier.name, startTomcat(tier, placeOf(topology, tier, host).service)),
      ),
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
export function inFleet(work: string, name: string, built: Built, script: string): string {
  const text = fleetScript(work, name, built, script);
  const { stdout, stderr } = spawnSync("unshare", [...alone, text], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return `${stdout}${stderr}`;
}

/**
 * The same beside others: fleets know nothing of each other, and mostly wait. `whole` is false where not every Tomcat
 * comes up; the script waits for those that do.
 */
export function inFleetAside(
  work: string,
  name: string,
  built: Built,
  script: string,
  whole = true,
): Promise<string> {
  const child = spawn("unshare", [...alone, fleetScript(work, name, built, script, whole)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += String(data)));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => resolve(output));
  });
}

type Built = { readonly topology: Topology; readonly artifacts: readonly Artifact[] };

/** All that it started dies with its own process namespace. */
const alone = ["-n", "-m", "-p", "-f", "--mount-proc", "--kill-child", "bash", "-c"];

/** The client's address in the network of another. */
const besides = (address: string) => address.replace(/\d+$/, "9");

function fleetScript(
  work: string,
  name: string,
  { topology, artifacts }: Built,
  script: string,
  whole = true,
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
  const nets = new Set(
    hosts.flatMap((h) =>
      addressesOf(h).flatMap((a) =>
        a.address.family === 4 ? [`${besides(a.address.text)}/${a.length}`] : [],
      ),
    ),
  );
  return `set -u
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
  for i in $(seq 1800); do [ -e $W/ready-$name ] && return; [ -e $W/failed-$name ] && break; sleep 0.05; done
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
host client "" eth0 ${[...nets].join(" ")} fd00:170::9/64
for i in $(seq ${BROWSERS}); do on client ip addr add 10.9.$i.1/32 dev lo; done
${hosts.map((h) => wayBack(h)).join("\n")}
${running.flatMap((r) => r.stores).join("\n")}
${stores.join("\n")}
${running.flatMap((r) => r.others).join("\n")}
${whole ? waits.join("\n") : ""}
rm -f $W/browsers.json
${script}
exec 2>/dev/null
kill -9 \${pid[@]} \${ns[@]}
wait
`;
}

/** To the browsers' addresses. */
function wayBack(host: Host): string {
  const address = addressOf(host, 4)?.address.text;
  return address === undefined ? "" : `on ${host.name} ip route add 10.9.0.0/16 via ${besides(address)}`;
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
