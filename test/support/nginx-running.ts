/** A running nginx that listens on sockets in a folder of its own, and clients that hold what they are given. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nginxPaths } from "./nginx-process.ts";

export type Running = {
  /** The one worker's process. */
  readonly worker: number;
  readonly stop: () => Promise<void>;
};

/** Waits for a state; the test's own time limit ends a wait in vain. */
export async function until<T>(state: () => T | undefined | false): Promise<T> {
  for (;;) {
    const found = state();
    if (found !== undefined && found !== false) return found;
    await pause();
  }
}

const pause = () =>
  new Promise((resolve) => {
    setTimeout(resolve, 10);
  });

export function socketFolder() {
  const folder = mkdtempSync(join(tmpdir(), "lbc-budget-"));
  // The workers are not root.
  chmodSync(folder, 0o755);
  return {
    folder,
    /** One worker; `http` may name sockets of the folder as `@name`. */
    async nginx(events: string, http: string, main = ""): Promise<Running> {
      const conf = join(folder, "nginx.conf");
      const pid = join(folder, "pid");
      for (const file of [
        pid,
        ...[...http.matchAll(/listen unix:@(\w+)/g)].map((m) => join(folder, m[1] ?? "")),
      ])
        rmSync(file, { force: true });
      writeFileSync(
        conf,
        `daemon off; worker_processes 1; pid ${pid}; error_log ${folder}/error.log; ${main}
events { ${events} } http { ${nginxPaths(folder)} ${http.replaceAll("unix:@", `unix:${folder}/`)} }`,
      );
      const child = spawn("nginx", ["-c", conf, "-p", folder], { stdio: "ignore" });
      const worker = await until(() => {
        if (child.exitCode !== null) throw new Error(`nginx did not start: ${conf}`);
        return existsSync(pid) && childOf(child.pid ?? 0);
      });
      return {
        worker,
        stop: async () => {
          child.kill("SIGTERM");
          await once(child, "exit");
        },
      };
    },
    path: (name: string) => join(folder, name),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function childOf(pid: number): number | undefined {
  const [first] = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
  return first === undefined || first === "" ? undefined : Number(first);
}

/** A connection to a program that is about to listen. */
export async function connected(path: string): Promise<Socket> {
  for (;;) {
    const socket = connect(path);
    const there = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
    });
    if (there) return socket;
    await pause();
  }
}

/** Sends one request and keeps the connection: its status as soon as it is known, undefined when it was closed instead. */
export async function request(
  path: string,
  text: string,
): Promise<{ readonly status: string | undefined; readonly socket: Socket }> {
  const socket = connect(path);
  let read = "";
  socket.on("error", () => undefined);
  socket.on("data", (data) => {
    read += data.toString("latin1");
  });
  socket.write(text);
  const status = await until(() => {
    const found = /^HTTP\/1\.[01] (\d{3})/.exec(read)?.[1];
    return found ?? (socket.readableEnded || socket.destroyed ? "closed" : undefined);
  });
  return { status: status === "closed" ? undefined : status, socket };
}

/** A backend on a socket; `serve` gets each request's first bytes and the connection's number. */
export async function backend(
  path: string,
  serve: (socket: Socket, text: string, connection: number) => void,
): Promise<() => Promise<void>> {
  rmSync(path, { force: true });
  const open = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    const number = ++connections;
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => undefined);
    socket.on("data", (data) => serve(socket, data.toString("latin1"), number));
  });
  server.listen(path);
  await once(server, "listening");
  chmodSync(path, 0o666);
  return async () => {
    for (const socket of open) socket.destroy();
    server.close();
    await once(server, "close");
  };
}
