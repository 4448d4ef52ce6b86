/** keepaliveds in network namespaces of their own, on bridges in another one. */
import { execFile, execFileSync, spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type Face = { readonly name: string; readonly address: string; readonly segment: string };
export type Node = {
  readonly host: string;
  /** States its instances entered last, by name; empty while keepalived is not there. */
  readonly states: ReadonlyMap<string, string>;
  /** Milliseconds, as `performance.now()`: when one of its instances last became master. */
  readonly masterAt: () => number | undefined;
  readonly log: () => string;
  start(): void;
  /** In good order, and over when it returns. */
  stop(): Promise<void>;
  /** Without a word. */
  kill(): Promise<void>;
  freeze(): void;
  thaw(): void;
  /** A file below /run of this node alone; undefined removes it. */
  write(file: string, text: string | undefined): void;
  link(face: string, state: "up" | "down"): void;
  addresses(): readonly string[];
  /** What a command prints in this node, and whether it succeeds. */
  run(...command: readonly string[]): Promise<{ readonly ok: boolean; readonly output: string }>;
};
export type Lab = {
  node(host: string, faces: readonly Face[], conf: string): Promise<Node>;
  close(): Promise<void>;
};

/** The kernel ends what was started with this when the test's process ends, however that comes about. */
const spawnTied = (signal: string, command: readonly string[], options: SpawnOptions) =>
  spawn("setpriv", ["--pdeathsig", signal, ...command], options);

/** A process that keeps namespaces alive; its /run is its own. */
async function holder(): Promise<number> {
  const script = "mount -t tmpfs none /run && echo ready && exec sleep infinity";
  const child = spawnTied("KILL", ["unshare", "-n", "-m", "sh", "-c", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error("no namespace");
  await new Promise((resolve) => child.stdout?.once("data", resolve));
  return pid;
}

export async function lab(): Promise<Lab> {
  const folder = mkdtempSync(join(tmpdir(), "lbc-vrrp-"));
  const center = await holder();
  const holders = [center];
  const nodes: Node[] = [];
  const bridges = new Map<string, string>();
  let ports = 0;
  const at = (pid: number, ...command: readonly string[]) => ["-t", String(pid), "-n", "-m", ...command];
  const ip = (pid: number, ...lines: readonly string[]) =>
    execFileSync("nsenter", at(pid, "ip", "-batch", "-"), { input: `${lines.join("\n")}\n` });

  const bridgeOf = (segment: string): string => {
    const known = bridges.get(segment);
    if (known !== undefined) return known;
    const name = `br${bridges.size}`;
    bridges.set(segment, name);
    ip(center, `link add ${name} type bridge mcast_snooping 0`, `link set ${name} up`);
    return name;
  };

  const node = async (host: string, faces: readonly Face[], conf: string): Promise<Node> => {
    const pid = await holder();
    holders.push(pid);
    const own: string[] = ["link set lo up"];
    for (const { name, address, segment } of faces) {
      const port = `p${ports++}`;
      const bridge = bridgeOf(segment);
      ip(
        center,
        `link add ${port} type veth peer name ${name} netns ${pid}`,
        `link set ${port} master ${bridge} up`,
      );
      own.push(`addr add ${address} dev ${name}`, `link set ${name} up`);
    }
    ip(pid, ...own);
    const file = join(folder, `${holders.length}.conf`);
    writeFileSync(file, conf);
    const run = `/proc/${pid}/root/run`;
    const states = new Map<string, string>();
    let child: ChildProcess | undefined;
    let ended: Promise<void> = Promise.resolve();
    let log = "";
    let masterAt: number | undefined;

    const start = () => {
      // A killed one leaves them, and takes them for a running one where nobody reaps its dead child.
      for (const name of readdirSync(run)) if (name.endsWith(".pid")) rmSync(join(run, name));
      const command = at(pid, "keepalived", "-n", "-l", "-D", "-P", "-G", "-f", file);
      const started = spawnTied("TERM", ["nsenter", ...command], { stdio: ["ignore", "ignore", "pipe"] });
      child = started;
      let rest = "";
      started.stderr?.setEncoding("utf8").on("data", (text: string) => {
        log += text;
        const lines = `${rest}${text}`.split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) {
          const entered = /\((\S+)\) Entering (MASTER|BACKUP|FAULT) STATE/.exec(line);
          if (entered === null) continue;
          states.set(entered[1] ?? "", entered[2] ?? "");
          if (entered[2] === "MASTER") masterAt = performance.now();
        }
      });
      ended = new Promise((resolve) => {
        started.on("close", () => {
          child = undefined;
          states.clear();
          resolve();
        });
      });
    };
    /** The process that speaks VRRP is a child of the one that was started. */
    const speakers = (): readonly number[] => {
      const parent = child?.pid;
      if (parent === undefined) return [];
      const children = readFileSync(`/proc/${parent}/task/${parent}/children`, "utf8");
      return children.split(" ").flatMap((c) => (c.trim() === "" ? [] : [Number(c)]));
    };
    const made: Node = {
      host,
      states,
      masterAt: () => masterAt,
      log: () => log,
      start,
      stop: async () => {
        child?.kill("SIGTERM");
        await ended;
      },
      kill: async () => {
        const children = speakers();
        // Otherwise the parent starts another child, or the child, which is told of the parent's end, says goodbye.
        child?.kill("SIGSTOP");
        for (const c of children) process.kill(c, "SIGKILL");
        child?.kill("SIGKILL");
        await ended;
      },
      freeze: () => {
        for (const c of speakers()) process.kill(c, "SIGSTOP");
      },
      thaw: () => {
        for (const c of speakers()) process.kill(c, "SIGCONT");
      },
      write: (name, text) => {
        if (text === undefined) rmSync(join(run, name), { force: true });
        else writeFileSync(join(run, name), text);
      },
      link: (face, state) => {
        ip(pid, `link set ${face} ${state}`);
      },
      addresses: () =>
        [
          ...String(execFileSync("nsenter", at(pid, "ip", "-o", "addr", "show"))).matchAll(
            / inet6? ([^/ ]+)/g,
          ),
        ].map((m) => m[1] ?? ""),
      run: (...command) =>
        new Promise((resolve) => {
          execFile("nsenter", at(pid, ...command), { encoding: "utf8" }, (error, output) => {
            resolve({ ok: error === null, output });
          });
        }),
    };
    nodes.push(made);
    return made;
  };

  const close = async () => {
    for (const n of nodes) n.thaw();
    await Promise.all(nodes.map((n) => n.stop()));
    for (const pid of holders) process.kill(pid, "SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  return { node, close };
}
