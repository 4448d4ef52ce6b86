/** One real nginx for one round: started, asked over few connections with many requests in flight, and stopped. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Answer, Question, Round } from "./part.ts";

const PROGRAM = "/usr/sbin/nginx";
/** Requests that wait for an answer at a time. */
const WINDOW = 64;

export type Observed = {
  readonly answers: readonly Answer[];
  readonly said: string;
  readonly fill: (text: string) => string;
};

/** What nginx answers to the questions of a round. */
export async function observe(round: Round): Promise<Observed> {
  const folder = mkdtempSync(join(tmpdir(), "lbc-differential-"));
  try {
    // Somebody else may take a port between looking and listening.
    for (let attempt = 0; ; attempt++) {
      const found = await observeOnce(round, folder);
      if (typeof found !== "string") return found;
      if (attempt === 3) throw new Error(found);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function observeOnce(round: Round, folder: string): Promise<Observed | string> {
  const ports = await freePorts(
    1 + Math.max(-1, ...round.addresses.map((a) => (a === "unix" ? -1 : a.port))),
  );
  const places = round.addresses.map((a, i) =>
    a === "unix" ? { path: join(folder, `${i}.sock`) } : { host: a.host, port: ports[a.port] ?? 0 },
  );
  for (const place of places) if ("path" in place) rmSync(place.path, { force: true });
  const fill = (text: string) =>
    text
      .replace(/\{listen(\d+)\}/g, (_, i: string) => `unix:${join(folder, `${i}.sock`)}`)
      .replace(/\{port(\d+)\}/g, (_, i: string) => String(ports[Number(i)]));
  const http = fill(round.http);
  const temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (n) => `${n}_temp_path ${folder}/${n};`,
  );
  const text = `daemon off; master_process off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log crit;
events { worker_connections 4096; }
http { access_log off; ${temp.join(" ")} default_type text/plain; absolute_redirect off; root /dev/null;
keepalive_requests 1000000000; keepalive_timeout 600; server_names_hash_max_size 65536; server_names_hash_bucket_size 256;
${http}
}
`;
  writeFileSync(join(folder, "nginx.conf"), text, "latin1");
  rmSync(join(folder, "pid"), { force: true });
  const child = spawn(PROGRAM, ["-p", folder, "-c", join(folder, "nginx.conf")], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (data: Buffer) => (said += data.toString("latin1")));
  const state = { running: true };
  const exited = new Promise<void>((resolve) =>
    child.on("close", () => {
      state.running = false;
      resolve();
    }),
  );
  try {
    // Sockets are open before the pid is written.
    while (state.running && !existsSync(join(folder, "pid"))) await new Promise((r) => setTimeout(r, 2));
    if (!state.running) return `nginx did not start: ${said}`;
    const answers: Answer[] = [];
    await Promise.all(
      places.map((place, to) => {
        const mine = round.questions.flatMap((q, i) => (q.to === to ? [i] : []));
        return ask(place, mine, round.questions, answers);
      }),
    );
    return { answers, said, fill };
  } finally {
    child.kill("SIGTERM");
    await exited;
  }
}

/** Ports of the loopback network that nobody uses at the moment. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
          const server = createServer();
          server.on("error", reject);
          server.listen(0, "0.0.0.0", () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((s) => {
    const at = s.address();
    return typeof at === "object" && at !== null ? at.port : 0;
  });
  await Promise.all(servers.map((s) => new Promise((r) => s.close(r))));
  return ports;
}

/** Asks the questions of these indexes on one connection after another: an error closes it. */
async function ask(
  place: { readonly path: string } | { readonly host: string; readonly port: number },
  indexes: readonly number[],
  questions: readonly Question[],
  answers: Answer[],
): Promise<void> {
  let done = 0;
  while (done < indexes.length) {
    const before = done;
    await new Promise<void>((resolve, reject) => {
      const socket: Socket = connect(place as { path: string });
      let sent = done;
      let buffer = "";
      const send = () => {
        let text = "";
        while (sent < indexes.length && sent - done < WINDOW)
          text += questions[indexes[sent++] ?? 0]?.request ?? "";
        if (text !== "") socket.write(Buffer.from(text, "latin1"));
      };
      socket.setEncoding("latin1");
      socket.on("connect", send);
      socket.on("data", (data: string) => {
        buffer += data;
        let at = 0;
        for (;;) {
          const answer = readAnswer(buffer, at);
          if (answer === undefined) break;
          answers[indexes[done++] ?? 0] = answer.text;
          at = answer.end;
        }
        buffer = buffer.slice(at);
        if (done === indexes.length) socket.destroy();
        else send();
      });
      // What nginx closes with requests unread, it resets.
      socket.on("error", (error: NodeJS.ErrnoException) => {
        if (!["ECONNRESET", "EPIPE"].includes(error.code ?? "")) reject(error);
      });
      socket.on("close", () => resolve());
    });
    if (done === before) throw new Error(`no answer to ${JSON.stringify(questions[indexes[done] ?? 0])}`);
  }
}

function readAnswer(buffer: string, at: number): { text: Answer; end: number } | undefined {
  const head = buffer.indexOf("\r\n\r\n", at);
  if (head < 0) return undefined;
  const fields = buffer.slice(at, head);
  const length = /\r\nContent-Length: (\d+)/i.exec(fields);
  const chunked = length === null && /\r\nTransfer-Encoding: chunked/i.test(fields);
  if (chunked) throw new Error(`an answer without length: ${fields}`);
  const end = head + 4 + Number(length?.[1] ?? 0);
  if (buffer.length < end) return undefined;
  const status = fields.slice(9, 12);
  const mark = /\r\nX-Mark: ([^\r]*)/.exec(fields)?.[1];
  const place = /\r\nLocation: ([^\r]*)/.exec(fields)?.[1];
  const text =
    mark !== undefined
      ? `${status} ${mark}`
      : status === "200"
        ? `200 ${buffer.slice(head + 4, end)}`
        : place === undefined
          ? status
          : `${status} ${place}`;
  return { text, end };
}
