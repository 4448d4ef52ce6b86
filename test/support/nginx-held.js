/**
 * Inside network and mount namespaces of its own: each scenario's nginx.confs are started as a service would start them,
 * with servers behind, and a client holds what it is given. argv[2] is a file of scenarios; what was seen is printed as JSON.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";

function run(command) {
  const { status } = spawnSync("bash", ["-ec", command], { stdio: ["ignore", 2, 2] });
  if (status !== 0) process.exit(1);
}
run(`
ip link set lo up
for last in 21 22 23 31 32 35; do ip addr add 192.168.170.$last/32 dev lo; done
# Who is asked here never answers: its MAC is nobody's.
ip link add void type bridge; ip link set void up; ip addr add 192.168.170.1/24 dev void
for last in 33 34; do ip neigh add 192.168.170.$last lladdr 02:00:00:00:00:01 dev void; done
for folder in /run /var/log/nginx /var/lib/nginx /srv /usr/share/nginx; do mount -t tmpfs none $folder; done
mkdir -p /srv/www
# More than the sockets of a connection hold.
sysctl -q -w net.ipv4.tcp_wmem="4096 16384 16384" net.ipv4.tcp_rmem="4096 16384 16384"
head -c 4000000 /dev/zero > /srv/www/file
`);

let localPort = 2000;
let asked = 0;
/** Addresses whose answers nginx has taken to the end. */
const poured = [];
/** First closers of the kept connections: "nginx" or "server". */
const closed = [];
/**
 * What a server behind does with a request: "hold" sends the beginning of a long answer, "pour" a whole one that nobody
 * reads, "fail" closes, else it answers.
 */
let how = {};
const begin = `HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n${"x".repeat(100_000)}`;
const pour = `HTTP/1.1 200 OK\r\nContent-Length: 1500000\r\n\r\n${"x".repeat(1_500_000)}`;
for (const last of [31, 32, 35]) {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let first;
    socket.on("error", () => undefined);
    socket.on("end", () => {
      if (first === undefined) closed.push((first = "nginx"));
      socket.end();
    });
    socket.on("data", () => {
      asked++;
      if (how.servers === "hold") return socket.write(begin);
      if (how.servers === "pour") return socket.end(pour, () => poured.push(last));
      if (how.servers === "fail") return socket.destroy();
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      if (how.idle !== undefined)
        setTimeout(() => {
          if (first === undefined) closed.push((first = "server"));
          socket.end();
        }, how.idle);
    });
  });
  server.listen({ port: 8080, host: `192.168.170.${last}`, backlog: 4096 });
  await once(server, "listening");
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 5));
const log = () =>
  existsSync("/var/log/nginx/error.log") ? readFileSync("/var/log/nginx/error.log", "utf8") : "";

/** One request, whose connection stays: its status, "closed", or "waits" when the log says what ends the wait. */
function ask({ path, says, servers }, open) {
  return new Promise((resolve) => {
    // Of ports that no range of a scenario holds.
    const at = { host: "192.168.170.21", port: 80, localAddress: "192.168.170.1", localPort: localPort++ };
    const socket = connect(at);
    open.push(socket);
    // The log is looked at now and then: it is long.
    const look = setInterval(() => {
      if (says !== undefined && log().includes(says)) done("waits");
    }, 100);
    const done = (status) => {
      clearInterval(look);
      resolve(status);
    };
    socket.on("error", () => done("closed"));
    socket.on("close", () => done("closed"));
    socket.on("data", (data) => {
      const status = /^HTTP\/1.1 (\d+)/.exec(data.toString("latin1"))?.[1];
      if (status !== undefined) done(status);
      if (path === "/file" || servers === "pour") socket.pause();
    });
    socket.write(`GET ${path} HTTP/1.1\r\nHost: www.example.com\r\n\r\n`);
  });
}

const seen = [];
for (const scenario of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  const { confs, requests, sysctl, says } = scenario;
  how = scenario;
  if (sysctl !== undefined) run(`sysctl -q -w "${sysctl}"`);
  rmSync("/var/log/nginx/error.log", { force: true });
  const started = [];
  for (const [i, conf] of confs.entries()) {
    const file = `/run/${i}.conf`;
    rmSync(`/run/${i}.pid`, { force: true });
    writeFileSync(file, conf.replace(/^pid .*$/m, `pid /run/${i}.pid;`));
    // As a service of systemd has it.
    const child = spawn("bash", ["-c", `ulimit -Sn 1024; exec nginx -c ${file} -g 'daemon off;'`], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    started.push(child);
  }
  for (const [i, child] of started.entries())
    while (!existsSync(`/run/${i}.pid`) || childrenOf(child).length === 0) await pause();
  const [worker] = childrenOf(started[0]);
  while (!limits(worker)) await pause();
  asked = 0;
  poured.length = 0;
  closed.length = 0;
  const open = [];
  const statuses = {};
  let before = 0;
  for (let i = 0; i < requests; i++) {
    const status = await ask(scenario, open);
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (status === "waits") break;
    if (i > 0) continue;
    // What a worker takes once comes with the first.
    while (how.servers === "pour" && poured.length === 0) await pause();
    before = memory(worker);
  }
  while (how.servers === "pour" && poured.length < requests) await pause();
  while (scenario.idle !== undefined && closed.length < 1) await pause();
  seen.push({
    statuses,
    asked,
    closed: closed[0],
    said: says !== undefined && log().includes(says),
    files: limits(worker),
    memory: memory(worker) - before,
  });
  for (const socket of open) socket.destroy();
  for (const child of started) child.kill("SIGTERM");
  for (const child of started)
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}
console.log(JSON.stringify(seen));
process.exit(0);

function childrenOf({ pid }) {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return text === "" ? [] : text.split(" ").map(Number);
}

/** The limit of files of a worker that has begun to work: its connection to epoll is open. */
function limits(worker) {
  if (!existsSync(`/proc/${worker}/fd/7`)) return undefined;
  return Number(/open files\s+(\d+)/.exec(readFileSync(`/proc/${worker}/limits`, "utf8"))?.[1]);
}

/** Bytes that are a process's own. */
function memory(pid) {
  return Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;
}
