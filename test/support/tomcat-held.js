/**
 * Inside a network namespace of its own: a Tomcat, and a client that takes its connections. argv[2] is a file that says
 * how Tomcat is started and what is done at which port; what was seen is printed as JSON.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";

spawnSync("ip", ["link", "set", "lo", "up"]);
const { start, out, steps } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const tomcat = spawn("bash", ["-c", start], { stdio: "ignore" });
const log = () => readFileSync(out, "utf8");
const pause = () => new Promise((resolve) => setTimeout(resolve, 10));
while (!log().includes("Server startup in")) await pause();

let made = [];
/** An open connection; `answers` counts what came back on it. */
function open(port) {
  const socket = connect(port, "127.0.0.1");
  const one = { socket, answers: 0, body: "" };
  socket.on("error", () => undefined);
  socket.on("data", (data) => {
    one.answers++;
    one.body = data.toString("latin1").split("\r\n\r\n").at(-1);
  });
  made.push(one);
  return one;
}
/** Gone, so that the kernel does not try them again. */
function closeAll() {
  for (const { socket } of made) socket.destroy();
  made = [];
}
const get = ({ socket }, path) => socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
/** Asks once more on a connection that has been answered before. */
async function again(one, path) {
  const before = one.answers;
  get(one, path);
  while (one.answers === before) {
    if (one.socket.destroyed || one.socket.readableEnded) throw new Error(`closed instead of ${path}`);
    await Promise.race([once(one.socket, "data"), once(one.socket, "close")]);
  }
  return one.body;
}
/** Connections that the kernel has taken and Tomcat has not. */
const waiting = (port) =>
  Number(
    /LISTEN\s+(\d+)/.exec(spawnSync("ss", ["-Hltn", `sport = :${port}`], { encoding: "utf8" }).stdout)?.[1],
  );
const overflows = () => {
  const [names, values] = readFileSync("/proc/net/netstat", "utf8")
    .split("\n")
    .map((l) => l.split(" "));
  return Number(values[names.indexOf("ListenOverflows")]);
};

const does = {
  /** Connections that are answered once and stay, until one waits while another is served on. */
  async idle(port, count) {
    for (let i = 0; i < count; i++) {
      const one = open(port);
      get(one, "/");
      let asked = 0;
      for (let turn = 1; one.answers === 0; turn++) {
        await pause();
        // Not at every turn: it is another program.
        if (turn % 20 !== 0 || i === 0 || waiting(port) === 0) continue;
        await again(made[0], "/");
        if (++asked === 5) return i;
      }
    }
    return count;
  },
  /** Connections until the kernel takes no more: one is tried three times in vain. A Tomcat that is only slow takes it then. */
  async connected(port, count) {
    for (let i = 0; i < count; i++) {
      const before = overflows();
      const { socket } = open(port);
      const connected = once(socket, "connect").then(() => true);
      for (let there = false; !there;) {
        there = await Promise.race([connected, pause()]);
        if (there !== true && overflows() >= before + 3) return i;
      }
    }
    return count;
  },
  /** Requests that are in work at once. */
  async busy(port, count) {
    const observer = open(port);
    await again(observer, "/hold/busy");
    const before = Number(await again(observer, "/hold/busy"));
    for (let i = 0; i < count; i++) get(open(port), "/hold");
    // Some are on their way for a while.
    let busy = 0;
    for (let same = 0; same < 10;) {
      const now = Number(await again(observer, "/hold/busy")) - before;
      same = now === busy && now + waiting(port) === count ? same + 1 : 0;
      busy = now;
    }
    return busy;
  },
  /** Whether all connections are served: the last one gets an answer, or the log says why not. */
  async served(port, count) {
    let last;
    for (let i = 0; i < count; i++) {
      last = open(port);
      await once(last.socket, "connect");
    }
    get(last, "/");
    for (;;) {
      if (last.answers > 0) return true;
      if (log().includes("Too many open files")) return false;
      await pause();
    }
  },
};

const seen = [];
for (const { port, kind, count } of steps) {
  seen.push(await does[kind](port, count));
  closeAll();
}
tomcat.kill("SIGKILL");
await once(tomcat, "exit");
console.log(JSON.stringify(seen));
process.exit(0);
