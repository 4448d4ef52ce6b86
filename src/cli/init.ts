import { existsSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { check } from "../check.ts";
import { formatAddress, networkNumber, parseAddress, parsePrefix } from "../semantics/net/address.ts";
import type { ExitCode, Io } from "./io.ts";

export type InitOptions = {
  readonly network: string;
  readonly vip?: string;
  readonly directors: string;
  readonly servers: string;
  readonly port: string;
};

const QUESTIONS = {
  network: "The hosts' network",
  directors: "How many LVS directors",
  servers: "How many real servers",
  port: "The port of the service",
} as const;

/** Asks for what was not given on the command line. */
export async function askInit(
  options: InitOptions,
  isGiven: (name: string) => boolean,
  io: Io,
): Promise<InitOptions> {
  if (io.ask === undefined || Object.keys(QUESTIONS).some(isGiven)) return options;
  const answers: Record<string, string> = {};
  for (const [name, question] of Object.entries(QUESTIONS)) {
    answers[name] = await io.ask(question, options[name as keyof typeof QUESTIONS]);
  }
  return { ...options, ...answers };
}

/** `lbc init [FILE]`: a first topology, directors and real servers on one network, that builds as it is. */
export function runInit(file: string, options: InitOptions, io: Io): ExitCode {
  const usage = (text: string): ExitCode => {
    io.err(`lbc: ${text}\n`);
    return 2;
  };
  const network = parsePrefix(options.network);
  const directors = Number(options.directors);
  const servers = Number(options.servers);
  if (network === undefined || network.address.family !== 4 || network.length > 28) {
    return usage("--network takes an IPv4 block of /28 or larger, such as 192.0.2.0/24");
  }
  const room = 2 ** Math.min(32 - network.length, 16) - 4;
  if (!Number.isInteger(directors) || directors < 1 || directors > 9)
    return usage("--directors takes 1 to 9");
  if (!Number.isInteger(servers) || servers < 1 || servers + directors > room)
    return usage(`--servers takes 1 to ${room - directors} on this network`);
  if (!/^[1-9]\d{0,4}$/.test(options.port) || Number(options.port) > 65_535)
    return usage("--port takes 1 to 65535");
  const first = networkNumber(network);
  const at = (offset: number) => formatAddress(4, first + BigInt(offset));
  const vip = options.vip === undefined ? at(directors + servers + 1) : options.vip;
  if (parseAddress(vip)?.family !== 4) return usage("--vip takes an IPv4 address");
  const width = `web${servers}`.length;
  const host = (name: string, offset: number) => `host ${name.padEnd(width)} { eth0 ${at(offset)} }`;
  const text = [
    "lb 1",
    "",
    `network lan ${formatAddress(4, first)}/${network.length}`,
    ...Array.from({ length: directors }, (_, i) => host(`lvs${i + 1}`, i + 1)),
    ...Array.from({ length: servers }, (_, i) => host(`web${i + 1}`, directors + i + 1)),
    "",
    `vip web ${vip}/${network.length} {`,
    "  virtual_router_id 51",
    ...Array.from({ length: directors }, (_, i) => `  director lvs${i + 1} priority ${150 - i * 10}`),
    "}",
    "",
    `virtual_server web:${options.port} {`,
    "  forward dr",
    "  scheduler rr",
    "  check tcp { every 5s; timeout 3s }",
    ...Array.from({ length: servers }, (_, i) => `  real_server web${i + 1}`),
    "}",
    "",
  ].join("\n");
  const { problems } = check({ file: "topo.lb", read: () => text });
  const wrong = problems.find((p) => p.severity === "error");
  if (wrong !== undefined) return usage(wrong.message);
  const path = resolve(io.cwd, file);
  if (existsSync(path)) return usage(`${file} is there already; name another file`);
  writeFileSync(path, text, { flag: "wx" });
  io.err(`wrote ${file}; next: lbc build ${file}\n`);
  return 0;
}
