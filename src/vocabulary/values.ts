/** Words → values: numbers with units, addresses, choices. Each reader gives the value or says what it wants. */
import type { StatusRange } from "../text/status.ts";
import type { Version } from "./version.ts";
import type { Address, Prefix } from "../semantics/net/address.ts";
import { parseAddress, parsePrefix } from "../semantics/net/address.ts";
import { didYouMean } from "../text/suggest.ts";
import type { ValueType } from "./word.ts";

export type Value = string | number | Address | Prefix | Version | StatusRange | EndpointText;
/** `host`, `host:80`, `dns:53/udp`, `[2001:db8::1]:80`. */
export type EndpointText = {
  readonly host: string;
  readonly port?: number;
  readonly protocol?: "tcp" | "udp" | "sctp";
};

const DURATION_UNITS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
};
const SIZE_UNITS: Readonly<Record<string, number>> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** Seconds of `6s`, `500ms`, `1m30s`; a bare number is seconds. Undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  if (/^\d{1,9}(?:\.\d{1,6})?(?:ms|[smhdw])?$/.test(text)) {
    const last = text.endsWith("ms") ? "ms" : (text.at(-1) ?? "");
    return rounded(Number.parseFloat(text) * (DURATION_UNITS[last] ?? 1));
  }
  if (!/^(\d{1,9}(\.\d{1,6})?(ms|s|m|h|d|w))+$/.test(text)) return undefined;
  let seconds = 0;
  for (const [, digits, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d|w)/g)) {
    seconds += Number(digits) * (DURATION_UNITS[unit ?? "s"] ?? 1);
  }
  return rounded(seconds);
}

/** To whole microseconds. */
function rounded(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}

/** Bytes of `128m`, `1g`, `32k`, `512`; powers of 1024. Undefined for anything else. */
export function parseSize(text: string): number | undefined {
  if (!/^\d{1,12}[kmg]?$/i.test(text)) return undefined;
  return Number.parseInt(text, 10) * (SIZE_UNITS[(text.at(-1) ?? "").toLowerCase()] ?? 1);
}

export function parsePort(text: string): number | undefined {
  if (!/^[1-9]\d{0,4}$/.test(text)) return undefined;
  const value = Number(text);
  return value <= 65_535 ? value : undefined;
}

export function parseEndpoint(text: string): EndpointText | undefined {
  if (isName(text)) return { host: text };
  const match =
    /^(\[[^\]]+\]|[^:/[\]]+|[0-9A-Fa-f:]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:]*)(?::(\d+))?(?:\/(tcp|udp|sctp))?$/.exec(
      text,
    );
  if (match === null) return undefined;
  const host = (match[1] ?? "").replace(/^\[|\]$/g, "");
  const port = match[2] === undefined ? undefined : parsePort(match[2]);
  if (match[2] !== undefined && port === undefined) return undefined;
  return {
    host,
    ...(port === undefined ? {} : { port }),
    ...(match[3] === undefined ? {} : { protocol: match[3] as "tcp" | "udp" | "sctp" }),
  };
}

/** A name: letters, digits, `_`, `-`, `.`; begins with a letter, a digit or `_`; at most 63 characters. */
export function isName(text: string): boolean {
  return /^[A-Za-z0-9_](?:[A-Za-z0-9_-]|\.(?![.]|$)){0,62}$/.test(text);
}

/** `1.5 s` → `1500ms`, `90` → `90s`: how a limit is shown. */
export function showSeconds(seconds: number): string {
  return Number.isInteger(seconds) ? `${seconds}s` : `${Math.round(seconds * 1000)}ms`;
}

/** Reads one word as a type; undefined when it is none. */
export function readValue(text: string, type: ValueType): Value | undefined {
  return readerOf(type)(text);
}

/** Gives what reads words as a type. */
export function readerOf(type: ValueType): (text: string) => Value | undefined {
  switch (type.kind) {
    case "name":
    case "reference":
      return (text) => (isName(text) ? text : undefined);
    case "text":
      return (text) => text;
    case "integer":
      return (text) => between(parseInteger(text), type);
    case "duration":
      return (text) => between(parseDuration(text), type);
    case "size":
      return (text) => between(parseSize(text), type);
    case "port":
      return parsePort;
    case "address":
      return parseAddress;
    case "prefix":
      return parsePrefix;
    case "address-or-prefix":
      return (text) => (text.includes("/") ? parsePrefix(text) : parseAddress(text));
    case "endpoint":
      return parseEndpoint;
    case "choice":
      return (text) => (type.of.includes(text) ? text : undefined);
    case "version":
      return (text) => (/^\d{1,4}(\.\d{1,5}){0,3}$/.test(text) ? text.split(".").map(Number) : undefined);
    case "status":
      return parseStatus;
  }
}

function between(
  value: number | undefined,
  { min, max }: { readonly min: number; readonly max: number },
): number | undefined {
  return value === undefined || value < min || value > max ? undefined : value;
}

function parseInteger(text: string): number | undefined {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function parseStatus(text: string): StatusRange | undefined {
  const match = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/.exec(text);
  if (match === null) return undefined;
  const from = Number(match[1]);
  const to = Number(match[2] ?? match[1]);
  return to < from ? undefined : { from, to };
}

/** What a type wants, for a word that is none; completes the sentence "expected …". */
export function wanted(text: string, type: ValueType): string {
  switch (type.kind) {
    case "name":
    case "reference":
      return "a name (letters, digits, `_`, `-`, `.`)";
    case "text":
      return "a text";
    case "integer":
      return `a whole number from ${type.min} to ${type.max}`;
    case "duration":
      return `a duration from ${showSeconds(type.min)} to ${showSeconds(type.max)}, such as 5s or 500ms`;
    case "size":
      return "a size such as 128m or 1g";
    case "port":
      return "a port from 1 to 65535";
    case "address":
      return "an address such as 192.0.2.1 or 2001:db8::1";
    case "prefix":
      return "a block of addresses such as 192.0.2.0/24";
    case "address-or-prefix":
      return "an address such as 192.0.2.1 or 192.0.2.1/24";
    case "endpoint":
      return "`host:port`, with a port from 1 to 65535";
    case "choice": {
      const meant = didYouMean(text, type.of);
      const hint = meant === undefined ? "" : `; did you mean \`${meant}\`?`;
      return `${type.of.map((c) => `\`${c}\``).join(", ")}${hint}`;
    }
    case "version":
      return "a version such as 1.22.1";
    case "status":
      return "a status such as 200 or 200-299";
  }
}
