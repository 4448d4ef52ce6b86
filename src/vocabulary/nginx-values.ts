/** What the arguments of a directive may be: the notation of the catalogue as data, read when a name is first asked. */
import {
  isBlock,
  isLocalAddress,
  isServerAddress,
  readNumber,
  readOffset,
  readSize,
  readTime,
} from "../semantics/nginx/words.ts";
import type { Version } from "./version.ts";
import { valuesCatalogue } from "./nginx-values-catalogue.ts";

/** The kinds of value, and of those that are a range its ends. */
export type NginxValue = {
  readonly kind: keyof typeof KINDS;
  readonly min: bigint;
  readonly max: bigint;
};

/** One way to write an argument: a word, or a text before a value. */
export type Alternative = {
  /** The word, or what stands before the value: `weight=`; empty before a value alone. */
  readonly text: string;
  readonly value?: NginxValue;
  /** What it begins with when it is `weight=` and a value: then no other alternative can be meant. Else empty. */
  readonly key: string;
  /** One of those marked so must be among the arguments. */
  readonly needed: boolean;
  readonly since?: Version;
  readonly removed?: Version;
};

export type Term = {
  readonly alternatives: readonly Alternative[];
  /** Whether some have a key and others take any text of a kind. */
  readonly mixed: boolean;
  readonly anyCase: boolean;
  /** May stand any number of times. */
  readonly repeats: boolean;
  /** Texts found right, with the version they are right for: most are written over and over. */
  readonly taken: Map<string, Version>;
};

export type Form = {
  readonly terms: readonly Term[];
  /** The place of the term that repeats; -1 without one. */
  readonly repeated: number;
  readonly needed: readonly Alternative[];
};

export type NginxArguments = {
  /** Whether nginx refuses a second one in a block. */
  readonly once: boolean;
  /** For different numbers of arguments. */
  readonly forms: readonly Form[];
};

const MAX = 2n ** 63n - 1n;
const between = (value: bigint | undefined, { min, max }: NginxValue): boolean =>
  value !== undefined && value >= min && value <= max;
const isPower = (value: bigint | undefined): boolean => value !== undefined && (value & (value - 1n)) === 0n;

/** A time, a time and a number, of which some may be left out, as `so_keepalive=30m::10`. */
function isKeepalive(text: string): boolean {
  const [, idle = "", interval = "", count = ""] = /^([^:]*):?([^:]*):?(.*)$/s.exec(text) ?? [];
  const read = [
    idle === "" ? 0n : readTime(idle, "s"),
    interval === "" ? 0n : readTime(interval, "s"),
    count === "" ? 0n : readNumber(count),
  ];
  return read.every((n) => n !== undefined) && read.some((n) => n !== 0n);
}

/** Whether nginx takes a text, and how a person is told what it takes. */
const KINDS = {
  n: [(t, v) => between(readNumber(t), v), "a whole number"],
  size: [(t, v) => between(readSize(t), v), "a size such as 512, 8k or 1m"],
  offset: [(t, v) => between(readOffset(t), v), "a size such as 512k, 8m or 2g"],
  ms: [(t, v) => between(readTime(t, "ms"), v), "a time such as 500ms, 30s or 1h30m"],
  s: [(t, v) => between(readTime(t, "s"), v), "a time in whole seconds such as 30s, 1h30m or 7d"],
  pow: [(t, v) => between(readNumber(t), v) && isPower(readNumber(t)), "a power of two"],
  sizepow: [(t, v) => between(readSize(t), v) && isPower(readSize(t)), "a power of two such as 512 or 4k"],
  // The size of nginx's own head of a pool on 64 bits.
  pool: [(t) => (readSize(t) ?? 0n) >= 112n && (readSize(t) ?? 1n) % 16n === 0n, "a multiple of 16 from 112"],
  signed: [(t) => readNumber(t.replace(/^[+-]/, "")) !== undefined, "a whole number such as -5"],
  net: [isBlock, "an address such as 192.0.2.1, or a block of them such as 192.0.2.0/24"],
  netname: [(t) => isBlock(t) || (t !== "" && !t.includes("/")), "an address, a block of them, or a name"],
  server: [
    (t) => isServerAddress(t, false),
    "`HOST`, `HOST:PORT` with a port from 1 to 65535, or `unix:/PATH`",
  ],
  listen: [(t) => isServerAddress(t, true), "a port from 1 to 65535, `ADDRESS:PORT`, or `unix:/PATH`"],
  bind: [isLocalAddress, "an address such as 192.0.2.1, with or without a port"],
  zone: [
    (t, v) => /^[^:]+:/.test(t) && between(readSize(t.slice(t.indexOf(":") + 1)), v),
    "`NAME:SIZE` such as `one:10m`",
  ],
  rate: [(t) => (readNumber(t.replace(/r\/[sm]$/, "")) ?? 0n) > 0n, "a rate such as 10r/s or 30r/m"],
  levels: [(t) => /^(?:[12](?::[12]){0,2})?$/.test(t), "digits 1 and 2 such as 1:2"],
  keepalive: [isKeepalive, "`on`, `off` or `IDLE:INTERVAL:COUNT` such as 30m::10"],
  cpus: [(t) => /^[01 ]*$/.test(t), "a mask such as 0101"],
  dots: [(t) => /^[\d.]*$/.test(t), "a version such as 5.5"],
  mark: [(t) => /^[0-9A-Za-z=]$/.test(t), "one letter, digit or `=`"],
  $: [(t) => /^\$./s.test(t), "a variable such as `$name`"],
  var: [(t) => t.includes("$"), "a text with variables"],
  any: [() => true, "any text"],
} as const satisfies Readonly<
  Record<string, readonly [holds: (text: string, value: NginxValue) => boolean, shown: string]>
>;

/** Whether nginx takes the text for the value. */
export function holds(value: NginxValue, text: string): boolean {
  return KINDS[value.kind][0](text, value);
}

/** `a whole number from 1 to 9`, `a size such as 512, 8k or 1m, at least 32k`. */
export function shown({ kind, min, max }: NginxValue): string {
  const what = KINDS[kind][1];
  if (kind === "n") {
    const range = max < MAX ? ` from ${min} to ${max}` : min > 0n ? ` from ${min}` : "";
    return what + range;
  }
  const bytes = (n: bigint): string => (n % 1024n === 0n && n > 0n ? `${n / 1024n}k` : String(n));
  return `${what}${min > 0n ? `, at least ${bytes(min)}` : ""}${max < MAX ? `, at most ${bytes(max)}` : ""}`;
}

/** The modules that pass requests on, for `*` in a name. */
const PASSING = ["fastcgi", "grpc", "memcached", "proxy", "scgi", "tunnel", "uwsgi"];

/** The texts of the lines by name; a text becomes data when it is asked for. */
let table: Map<string, string | NginxArguments> | undefined;

function readTable(): Map<string, string | NginxArguments> {
  const out = new Map<string, string | NginxArguments>();
  for (const row of valuesCatalogue().trim().split("\n")) {
    const at = row.search(/ [:=] /);
    for (const name of row.slice(0, at).split(" ")) {
      if (!name.startsWith("*")) out.set(name, row.slice(at + 1));
      else for (const module of PASSING) out.set(module + name.slice(1), row.slice(at + 1));
    }
  }
  return out;
}

/** What the arguments of a directive may be; undefined when that is not known. `server` is the one of an upstream. */
export function nginxArguments(name: string): NginxArguments | undefined {
  table ??= readTable();
  const found = table.get(name);
  if (typeof found !== "string") return found;
  const read = parseArguments(found);
  table.set(name, read);
  return read;
}

function parseArguments(text: string): NginxArguments {
  return {
    once: text.startsWith("="),
    forms: text
      .slice(2)
      .split(" / ")
      .map((form) => {
        const terms = form.split(" ").map(parseTerm);
        const needed = terms.flatMap((t) => t.alternatives).filter((a) => a.needed);
        return { terms, needed, repeated: terms.findIndex((t) => t.repeats) };
      }),
  };
}

function parseTerm(text: string): Term {
  const anyCase = text.startsWith("i:");
  const repeats = text.endsWith("…");
  const inner = text.slice(anyCase ? 2 : 0, repeats ? -1 : undefined);
  const alternatives = inner.split("|").map(parseAlternative);
  const mixed = alternatives.some((a) => a.key !== "") && alternatives.some((a) => a.text === "");
  return { anyCase, repeats, mixed, alternatives, taken: new Map() };
}

const versionOf = (text: string): Version => text.split(".").map(Number);

function parseAlternative(written: string): Alternative {
  const [, body = "", mark, sign, version = ""] = /^(.*?)(!)?(?:([+-])(\d+\.\d+\.\d+))?$/.exec(written) ?? [];
  const [, before, kind, min, max] = /^(.*)<(\D+?)(?:(\d+)\.\.(\d*))?>$/.exec(body) ?? [];
  return {
    text: before ?? body,
    key: before ?? body.slice(0, body.indexOf("=") + 1),
    needed: mark !== undefined,
    ...(kind === undefined
      ? {}
      : {
          value: {
            kind: kind as NginxValue["kind"],
            min: BigInt(min ?? 0),
            max: max === undefined || max === "" ? MAX : BigInt(max),
          },
        }),
    ...(sign === "+" ? { since: versionOf(version) } : {}),
    ...(sign === "-" ? { removed: versionOf(version) } : {}),
  };
}
