/**
 * Inside network and mount namespaces of its own: each scenario's nginx.conf is started on the addresses it names, with
 * backends that tell what they were sent, and asked. argv[2] is a file of scenarios; the answers are printed as JSON.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { connect as connectTls } from "node:tls";

const BACKENDS = ["192.168.170.31", "192.168.170.32"];
const run = (command) => spawnSync("bash", ["-ec", command], { stdio: "inherit" });
run(`
ip link set lo up
for last in 11 21 22 31 32; do ip addr add 192.168.170.$last/32 dev lo; done
mount -t tmpfs none /var/log/nginx
mount -t tmpfs none /run
mount -t tmpfs none /usr/share/nginx
mkdir -p /usr/share/nginx/html
mount -t tmpfs none /srv
openssl req -x509 -newkey rsa:2048 -nodes -keyout /run/shop.key -out /run/shop.pem -days 2 -subj /CN=example.com 2>/run/openssl.log
openssl req -x509 -newkey rsa:2048 -nodes -keyout /run/admin.key -out /run/admin.pem -days 2 -subj /CN=admin.example.com 2>/run/openssl.log
mount -t tmpfs none /etc/ssl
mv /run/shop.key /run/shop.pem /run/admin.key /run/admin.pem /etc/ssl/
`);
for (const [path, text] of [
  ["/srv/files/a.txt", "a file"],
  ["/srv/secret.txt", "a secret"],
]) {
  mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  writeFileSync(path, text);
}

let connections = 0;
/** Names in the certificates that nginx showed. */
const shown = [];
const asked = [];
for (const address of BACKENDS) {
  const server = createServer((socket) => {
    const connection = ++connections;
    let read = "";
    socket.on("error", () => undefined);
    socket.on("data", (data) => {
      read += data.toString("latin1");
      for (let end = read.indexOf("\r\n\r\n"); end >= 0; end = read.indexOf("\r\n\r\n")) {
        const [line = "", ...headers] = read.slice(0, end).split("\r\n");
        read = read.slice(end + 4);
        const header = (name) =>
          headers.find((h) => h.toLowerCase().startsWith(`${name}: `))?.slice(name.length + 2);
        asked.push({ line, address, connection, host: header("host"), forwarded: header("x-forwarded-for") });
        const upgrade =
          line.endsWith("HTTP/1.1") &&
          header("upgrade") !== undefined &&
          /upgrade/i.test(header("connection") ?? "");
        // As servers do: a request line has three words.
        const status = upgrade
          ? "101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade"
          : line.split(" ").length === 3
            ? "200 OK\r\nContent-Length: 2"
            : "400 Bad Request\r\nContent-Length: 2";
        socket.write(
          `HTTP/1.1 ${status}\r\nSet-Cookie: JSESSIONID=1; Path=/shop\r\n\r\n${upgrade ? "" : "ok"}`,
        );
        if (/close/i.test(header("connection") ?? (line.endsWith("1.0") ? "close" : ""))) socket.end();
      }
    });
  });
  server.listen(8080, address);
  await once(server, "listening");
}

/** The status, headers and body of one request; "silent" when the server takes the connection and says nothing. */
function ask({ path, headers = {}, port = 80, patience = 5000, tls, from }) {
  return new Promise((resolve) => {
    const at = { port, host: "192.168.170.21", localAddress: from };
    const socket =
      tls === undefined ? connect(at) : connectTls({ ...at, servername: tls, rejectUnauthorized: false });
    let read = "";
    const done = () => {
      socket.destroy();
      resolve(read === "" ? "silent" : read);
    };
    socket.on("error", (error) => resolve(error.code));
    socket.on("secureConnect", () => shown.push(socket.getPeerCertificate().subject.CN));
    socket.on("close", done);
    socket.on("data", (data) => {
      read += data.toString("latin1");
      if (read.startsWith("HTTP/1.1 101")) done();
    });
    socket.setTimeout(patience, done);
    const all = { Host: "www.example.com", Connection: "close", ...headers };
    socket.write(
      `GET ${path} HTTP/1.1\r\n${Object.entries(all)
        .map(([k, v]) => `${k}: ${v}\r\n`)
        .join("")}\r\n`,
    );
  });
}

const accepts = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, "192.168.170.21");
    socket.once("connect", () => (socket.destroy(), resolve(true)));
    socket.once("error", () => resolve(false));
  });

/** Backends whose address is not there: connecting to them fails. */
let away = [];
function goAway(gone) {
  for (const a of away.filter((a) => !gone.includes(a))) run(`ip addr add ${a}/32 dev lo`);
  for (const a of gone.filter((a) => !away.includes(a))) run(`ip addr del ${a}/32 dev lo`);
  away = gone;
}
const log = () =>
  existsSync("/var/log/nginx/error.log") ? readFileSync("/var/log/nginx/error.log", "utf8") : "";

const answers = [];
for (const { conf, requests, file } of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  writeFileSync("/run/nginx.conf", conf);
  const tested = spawnSync("nginx", ["-t", "-q", "-c", "/run/nginx.conf"], { encoding: "utf8" });
  if (tested.status !== 0) {
    answers.push({ refused: tested.stderr });
    continue;
  }
  const nginx = spawn("nginx", ["-c", "/run/nginx.conf", "-g", "daemon off;"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  while (!(await accepts(requests[0].port ?? 80))) await new Promise((resolve) => setTimeout(resolve, 10));
  asked.length = 0;
  shown.length = 0;
  const logged = log().length;
  const got = [];
  for (const request of requests) {
    if (request.after !== undefined) await new Promise((resolve) => setTimeout(resolve, request.after));
    goAway(request.gone ?? []);
    got.push(await ask(request));
  }
  goAway([]);
  answers.push({
    got,
    asked: [...asked],
    shown: [...shown],
    failures: log().slice(logged).split(" while connecting to upstream").length - 1,
    ...(file === undefined ? {} : { file: existsSync(file) }),
  });
  // A master without workers does not listen to SIGTERM.
  nginx.kill(/worker_processes 0/.test(conf) ? "SIGKILL" : "SIGTERM");
  await once(nginx, "exit");
  if (file !== undefined) rmSync(file, { force: true });
}
console.log(JSON.stringify(answers));
process.exit(0);
