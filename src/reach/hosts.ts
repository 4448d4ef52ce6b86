/** By which names and ports a server can be asked. */
import { fromBytes } from "../analysis/nginx/bytes.ts";
import type { JudgedServer } from "../analysis/nginx/judged.ts";
import { statementOf } from "../analysis/nginx/conf.ts";
import type { ServerName } from "../semantics/nginx/config.ts";
import { chooseServer, type Socket } from "../semantics/nginx/servers.ts";
import { nameVerdicts } from "../semantics/nginx/verdicts/names.ts";

export type Names = {
  /** `*:80`, `10.0.0.1:8080`. */
  readonly at: string;
  readonly words: string;
  /** A URL up to the path; absent where no request comes to the server. */
  readonly witness?: string;
};

export function namesOf({ server, sockets }: JudgedServer): readonly Names[] {
  return sockets.map((socket) => {
    const { names, isAny } = reachableNames(server, socket);
    const at = socket.family === "unix" ? `unix:${socket.address}` : `${shown(socket)}:${socket.port}`;
    const own = names.map(({ name }) => textOf(name)).join(", ");
    const words = isAny
      ? own === ""
        ? "any name"
        : socket.servers.length === 1
          ? `any name (its own: ${own})`
          : `${own}, and any name that no other server has`
      : own === ""
        ? "no name: every one that it has is taken by another server"
        : own;
    const host =
      names.find(({ witness }) => witness !== "")?.witness ?? (isAny ? otherName(server, socket) : undefined);
    if (host === undefined || socket.family === "unix") return { at, words };
    const isTls = server.listens.some((l) => statementOf(l)?.args.some((a) => a.value === "ssl") === true);
    const usual = socket.port === (isTls ? 443 : 80);
    return { at, words, witness: `${isTls ? "https" : "http"}://${host}${usual ? "" : `:${socket.port}`}` };
  });
}

function shown({ address, family }: Socket): string {
  return family === 6 ? `[${address === "*" ? "::" : address}]` : address;
}

function textOf({ text, pattern }: ServerName): string {
  return pattern === undefined ? fromBytes(text) : `~${fromBytes(text)}`;
}

function reachableNames(server: JudgedServer["server"], socket: Socket) {
  const isAny = socket.default === server;
  if (socket.servers.length === 1)
    return {
      isAny,
      names: server.names
        .filter((n) => n.text !== "" && n.text !== "_")
        .map((name) => ({
          name,
          witness: /^[\w.-]+$/.test(name.text) && name.pattern === undefined ? name.text : "",
        })),
    };
  const verdicts = nameVerdicts(socket);
  const names = server.names.flatMap((name) => {
    const verdict = verdicts.get(name);
    if (verdict === undefined || verdict.kind === "dead" || name.text === "_") return [];
    return [{ name, witness: verdict.kind === "reachable" ? fromBytes(verdict.witness) : "" }];
  });
  return { isAny, names };
}

/** A name that leads to the default server. */
function otherName(server: JudgedServer["server"], socket: Socket): string | undefined {
  return ["any.example", "x.invalid", "q7.example"].find((name) => {
    const chosen = chooseServer(socket, name);
    return chosen.kind === "server" && chosen.server === server;
  });
}
