/**
 * Words of nginx.conf as nginx reads them: numbers, sizes, times, addresses. Exactly as lax and as strict as its
 * ngx_atoi, ngx_parse_size, ngx_parse_offset, ngx_parse_time (1.14.0 to 1.31.4, 64 bits), ngx_ptocidr, ngx_parse_url.
 */

const MAX = 2n ** 63n - 1n;

/** Digits and nothing else; undefined for anything else, and past 2^63 - 1. */
export function readNumber(text: string): bigint | undefined {
  if (!/^\d+$/.test(text)) return undefined;
  const value = BigInt(text.length > 40 ? text.replace(/^0+(?=\d)/, "").slice(0, 40) : text);
  return value > MAX ? undefined : value;
}

const SCALES: Readonly<Record<string, bigint>> = { k: 1024n, m: 1024n ** 2n, g: 1024n ** 3n };

function scaled(text: string, units: RegExp): bigint | undefined {
  const unit = text.slice(-1);
  const scale = units.test(unit) ? SCALES[unit.toLowerCase()] : undefined;
  const value = readNumber(scale === undefined ? text : text.slice(0, -1));
  if (value === undefined || scale === undefined) return value;
  return value > MAX / scale ? undefined : value * scale;
}

/** Bytes of `512`, `8k`, `1M`. */
export function readSize(text: string): bigint | undefined {
  return scaled(text, /[km]/i);
}

/** Bytes of an offset in a file, which may be in `g` too. */
export function readOffset(text: string): bigint | undefined {
  return scaled(text, /[kmg]/i);
}

/** In the order in which they must follow each other; seconds of each. A blank ends a number of seconds. */
const TIME_UNITS: readonly (readonly [string, bigint])[] = [
  ["y", 31_536_000n],
  ["M", 2_592_000n],
  ["w", 604_800n],
  ["d", 86_400n],
  ["h", 3600n],
  ["m", 60n],
  ["s", 1n],
  ["ms", 1n],
];
const SECOND = 6;

/**
 * A time in the unit in which the directive counts: `30`, `1h 30m`, and, where it counts in ms, `500ms` but neither
 * months nor years. Units go from the greatest to the smallest; a number without one is seconds.
 */
export function readTime(text: string, unit: "ms" | "s"): bigint | undefined {
  const inSeconds = unit === "s";
  let last = inSeconds ? -1 : 1;
  let total = 0n;
  let rest = text;
  if (!/\d/.test(text)) return undefined;
  while (rest !== "") {
    const [piece, digits = "", word] = /^(\d*)(ms|[yMwdhms ])? */.exec(rest) ?? [""];
    if (piece === "") return undefined;
    rest = rest.slice(piece.length);
    const value = digits === "" ? 0n : readNumber(digits);
    if (value === undefined) return undefined;
    // A blank after a number of seconds is no unit, yet nothing but a bare number may follow it.
    const step = word === " " ? SECOND : word === undefined ? undefined : stepOf(word);
    if (step !== undefined) {
      if (step <= last || (inSeconds && word === "ms")) return undefined;
      last = word === " " ? TIME_UNITS.length : step;
    }
    const scale = (TIME_UNITS[step ?? SECOND]?.[1] ?? 1n) * (inSeconds || word === "ms" ? 1n : 1000n);
    if (value > MAX / scale) return undefined;
    total += value * scale;
    if (total > MAX) return undefined;
  }
  return total;
}

function stepOf(word: string): number {
  return TIME_UNITS.findIndex(([name]) => name === word);
}

/** Whether it is a dotted quad. Empty parts are zeros to nginx; it takes 255.255.255.255 for none. */
function isInet4(text: string): boolean {
  const parts = /^(\d*)\.(\d*)\.(\d*)\.(\d*)$/.exec(text);
  if (parts === null) return false;
  let sum = 0;
  for (let i = 1; i <= 4; i++) {
    const part = Number(parts[i]);
    if (part > 255) return false;
    sum += part;
  }
  return sum < 4 * 255;
}

function isInet6(text: string): boolean {
  let groups = 8;
  let digits = 0;
  let zero = false;
  let start: number | undefined;
  if (text === "") return false;
  for (let i = text.startsWith(":") ? 1 : 0; i < text.length; i++) {
    const c = text[i] ?? "";
    if (c === ":") {
      if (digits === 0) {
        if (zero) return false;
        zero = true;
      } else if (--groups === 0) return false;
      digits = 0;
      start = i + 1;
    } else if (c === "." && digits > 0) {
      if (groups < 2 || start === undefined || !isInet4(text.slice(start))) return false;
      groups--;
      break;
    } else if (!/[0-9a-f]/i.test(c) || ++digits > 4) return false;
  }
  if (digits === 0 && !zero) return false;
  return --groups > 0 ? zero : !zero;
}

/** `10.0.0.1`, `10.0.0.0/8`, `2001:db8::/32`, as `allow` takes them. */
export function isBlock(text: string): boolean {
  const [address = "", length] = /^([^/]*)(?:\/(.*))?$/s.exec(text)?.slice(1) ?? [];
  const four = isInet4(address);
  if (!four && !isInet6(address)) return false;
  if (length === undefined) return true;
  const bits = readNumber(length);
  return bits !== undefined && bits <= (four ? 32n : 128n);
}

function isPort(text: string): boolean {
  const port = readNumber(text);
  return port !== undefined && port >= 1n && port <= 65_535n;
}

/** A port, or, where nginx listens, a range of them. */
function isPorts(text: string, listens: boolean): boolean {
  const dash = listens ? text.indexOf("-") : -1;
  if (dash < 0) return isPort(text);
  const [from, to] = [text.slice(0, dash), text.slice(dash + 1)];
  return isPort(from) && isPort(to) && Number(from) <= Number(to);
}

/**
 * Whether nginx takes it for an address of a server: `10.0.0.1`, `[::1]:80`, `unix:/run/a`; where it listens also a
 * port alone and `*:80`. A name is taken, for only DNS knows it.
 */
export function isServerAddress(text: string, listens: boolean): boolean {
  if (/^unix:/i.test(text)) return text.length > 5 && new TextEncoder().encode(text).length - 5 < 108;
  if (text.startsWith("[")) {
    const [, address = "", port] = /^\[([^\]]*)\](?::([^/]*))?$/.exec(text) ?? [];
    return isInet6(address) && (port === undefined || isPorts(port, listens));
  }
  // No name has a `=`; a misspelt parameter does.
  if (/[/?=]/.test(text)) return false;
  const colon = text.indexOf(":");
  if (colon >= 0) return colon > 0 && isPorts(text.slice(colon + 1), listens);
  if (listens && /^\d+(-\d*)?$/.test(text)) return isPorts(text, true);
  return text !== "";
}

/** An address to bind to, with or without a port; no name. */
export function isLocalAddress(text: string): boolean {
  if (isInet4(text) || isInet6(text)) return true;
  const [, address = "", port = ""] =
    /^\[([^\]]*)\]:(.*)$/s.exec(text) ?? /^([^[:][^:]*):(.*)$/s.exec(text) ?? [];
  return isPort(port) && (text.startsWith("[") ? isInet4(address) || isInet6(address) : isInet4(address));
}
