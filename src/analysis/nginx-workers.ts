/** What the workers of an nginx tier are told, on one of its hosts: inputs of semantics/budget. */
import type { Directive, Host, NginxTier, Topology } from "../model/topology.ts";
import type { RequestBuffers } from "../semantics/budget/host.ts";
import type { Known } from "../semantics/budget/inequality.ts";
import type { DescriptorLimits, NginxWorkers } from "../semantics/budget/nginx-worker.ts";
import { LOCAL_PORTS, portsOf } from "../semantics/budget/ports.ts";
import { parseDuration, parseSize } from "../vocabulary/values.ts";
import { effective, outermost, placesOf, valueAt, type Level, type Place } from "./directives.ts";
import { cpusOf, filesOf, sysctlOf } from "./found.ts";
import { listenOf } from "./nginx/listen.ts";
import { sectionsOf, type Sections } from "./nginx/statements.ts";
import { once } from "./once.ts";

/** Files of one process unless its service says otherwise: systemd's soft limit, and its hard one. */
export const SERVICE_FILES = { soft: 1024, hard: 524_288 } as const;
/** fs.nr_open of Linux, which Debian's systemd leaves as it is. */
const NR_OPEN = 1_048_576;

/** A whole number as nginx writes one; undefined for anything else. */
export function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

export function workersOf(topology: Topology, tier: NginxTier, host: Host): NginxWorkers {
  const { processes, ...told } = toldBy(sectionsOf(topology, tier, host));
  return { workers: processes === "auto" ? cpusOf(host)?.value : numberOf(processes), ...told };
}

/** What all hosts with one file have alike. */
const toldBy = once(({ main, events, http }: Sections) => {
  const top = [...main, ...events, ...http];
  return {
    processes: valueAt([top], "worker_processes") ?? "auto",
    connections: stated(valueAt([top], "worker_connections"), 512, numberOf),
    ...socketsOf(top),
    idle: { least: 0, most: upstreamPools(top) },
    logs: logsOf(top, placesOf({ directives: top })),
  };
});

/** A value or its default; undefined when it cannot be read. */
function stated<T>(
  text: string | undefined,
  standard: T,
  read: (text: string) => T | undefined,
): T | undefined {
  return text === undefined ? standard : read(text);
}

function upstreamPools(top: Level): number {
  const pools = top
    .filter((d) => d.name === "upstream")
    .map((d) => numberOf(valueAt([d.block ?? []], "keepalive")) ?? 0);
  return pools.reduce((a, b) => a + b, 0);
}

/** Options of `listen` that make nginx bind an address beside a wildcard on its port. */
const BINDS =
  /^(bind|deferred|reuseport|ipv6only=.*|(backlog|rcvbuf|sndbuf|so_keepalive|fastopen|setfib|accept_filter)=.*)$/;

/** Sockets nginx opens: one an address and port, but a wildcard's takes those of its port that do not bind themselves. */
function socketsOf(top: Level): Pick<NginxWorkers, "shared" | "reuseport"> {
  const sockets = new Map<string, { wildcard: boolean; port: string; binds: boolean; reuseport: boolean }>();
  const add = (statement: Directive | undefined): void => {
    const args = statement?.args ?? [];
    const binds = args.some((a) => BINDS.test(a.value));
    const reuseport = args.some((a) => a.value === "reuseport");
    // A server without a listen has port 80 of all addresses.
    const ports = statement === undefined ? [EVERY] : listenOf(statement);
    for (const { family, address, port } of ports) {
      const key = `${family} ${address} ${port}`;
      const before = sockets.get(key);
      sockets.set(key, {
        wildcard: address === "*",
        port: `${family} ${port}`,
        binds: before?.binds === true || binds,
        reuseport: before?.reuseport === true || reuseport,
      });
    }
  };
  for (const server of top.filter((d) => d.name === "server")) {
    const listens = (server.block ?? []).filter((d) => d.name === "listen");
    if (listens.length === 0) add(undefined);
    for (const listen of listens) add(listen);
  }
  const all = [...sockets.values()];
  const wild = new Set(all.filter((s) => s.wildcard).map((s) => s.port));
  const opened = all.filter((s) => s.wildcard || s.binds || !wild.has(s.port));
  const reuseport = opened.filter((s) => s.reuseport).length;
  return { shared: opened.length - reuseport, reuseport };
}
const EVERY = { family: 4, address: "*", port: 80 } as const;

/** Log files but for main's error_log. A syslog's socket is opened at its first line; an included file may name more. */
function logsOf(top: Level, places: readonly Place[]): Known {
  const levels = [top, ...places.map((p) => p.block.block ?? [])];
  const main = valueAt([top], "error_log") ?? "/var/log/nginx/error.log";
  const files = new Set<string>();
  const syslogs = new Set<string>();
  const add = (path: string | undefined): void => {
    if (path === undefined || path === "off" || path === main || path === "stderr" || path.includes("$"))
      return;
    (path.startsWith("syslog:") ? syslogs : files).add(path);
  };
  for (const level of levels) {
    for (const d of level) if (d.name === "access_log" || d.name === "error_log") add(d.args[0]?.value);
  }
  if (effective([top], "access_log").length === 0) add("/var/log/nginx/access.log");
  const open = levels.some((l) => l.some(includesMore));
  return { least: files.size, most: open ? Infinity : files.size + syslogs.size };
}

/** Directives that answer from memory. */
const WITHOUT_FILES = new Set(["return", "empty_gif", "stub_status"]);

/**
 * Whether a connection may need a file beside its socket: what is sent is a file, or comes from elsewhere and may not
 * fit its buffers.
 */
export const opensFiles = once((tier: NginxTier): boolean => {
  const answers = (level: Level | undefined) => level?.some((d) => WITHOUT_FILES.has(d.name)) === true;
  return placesOf(tier).some(({ block, levels }) => {
    const own = block.block ?? [];
    const isAnswered =
      block.name === "server" && own.some((d) => d.name === "location" && d.args[0]?.value === "/");
    return !isAnswered && !answers(own) && !levels[1]?.some((d) => d.name === "return");
  });
});

function includesMore({ name, args }: Directive): boolean {
  return name === "include" && args[0]?.value.endsWith("mime.types") !== true;
}

export function descriptorLimits(tier: NginxTier, host: Host): DescriptorLimits {
  const rlimit = numberOf(valueAt([outermost(tier)], "worker_rlimit_nofile"));
  return {
    ...(rlimit === undefined ? {} : { rlimit }),
    service: filesOf(host, "nginx", "soft")?.value ?? SERVICE_FILES.soft,
    nrOpen: numberOf(sysctlOf(host, "fs.nr_open")?.value) ?? NR_OPEN,
  };
}

/** fs.file-max; systemd lifts the kernel's default at boot. */
export function fileMaxOf(host: Host): number {
  const found = host.found?.sysctls.get("fs/file-max");
  if (found !== undefined) return numberOf(found.value) ?? Infinity;
  return host.fileMax?.value ?? numberOf(sysctlOf(host, "fs.file-max")?.value) ?? Infinity;
}

export function localPortsOf(host: Host): Known {
  return stated(sysctlOf(host, "net.ipv4.ip_local_port_range")?.value, LOCAL_PORTS, portsOf);
}

/** The buffers of a proxied request at a level. */
export function buffersAt(levels: readonly Level[]): RequestBuffers {
  const size = (name: string, standard: number) => stated(valueAt(levels, name), standard, parseSize);
  const buffers = effective(levels, "proxy_buffers")[0]?.args;
  const output = effective(levels, "output_buffers")[0]?.args;
  const off = valueAt(levels, "proxy_buffering") === "off";
  const isSent = valueAt(levels, "sendfile") === "on";
  const hasFile = !off && !/^0+[kmg]?$/i.test(valueAt(levels, "proxy_max_temp_file_size") ?? "");
  return {
    header: size("client_header_buffer_size", 1024),
    body: size("client_body_buffer_size", 16_384),
    first: size("proxy_buffer_size", 4096),
    buffers: off ? 0 : stated(buffers?.[0]?.value, 8, numberOf),
    bufferSize: stated(buffers?.[1]?.value, 4096, parseSize),
    output: isSent || !hasFile ? 0 : stated(output?.[0]?.value, 2, numberOf),
    outputSize: stated(output?.[1]?.value, 32_768, parseSize),
  };
}

/** Seconds of a time directive at a level, or nginx's default. */
export function secondsAt(levels: readonly Level[], name: string, standard: number): number | undefined {
  return stated(valueAt(levels, name), standard, parseDuration);
}
