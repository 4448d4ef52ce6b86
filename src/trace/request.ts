/** One request as one nginx gets it. */
import type { RequestSubject } from "../model/topology.ts";
import type { Address, Directive } from "../model/topology.ts";
import type { Arrival } from "../analysis/arrivals.ts";

export type Request = {
  readonly address: Address;
  readonly port: number;
  readonly scheme: "http" | "https";
  /** The Host header. */
  readonly host: string;
  /** Path and query as sent, one character a byte. */
  readonly target: string;
  readonly method: string;
  readonly client: Address;
  readonly headers: Headers;
};

/** By names in lower case; undefined for a value that is not known. */
export type Headers = ReadonlyMap<string, string | undefined>;

/** Who is meant when no client is named: one whom no rule of a usual topology names (RFC 5737, RFC 9637). */
const ANYBODY = { 4: { family: 4, text: "203.0.113.1" }, 6: { family: 6, text: "3fff::1" } } as const;

export function requestAt(subject: RequestSubject, { address, port }: Arrival): Request {
  const { scheme, host, target, port: asked } = subject.url.value;
  const name = host.includes(":") ? `[${host}]` : host;
  return {
    address,
    port,
    scheme,
    host: subject.host ?? (asked === (scheme === "https" ? 443 : 80) ? name : `${name}:${asked}`),
    target,
    method: subject.method,
    client: clientOf(subject, address.family),
    headers: new Map(subject.headers.map((h) => [h.name.toLowerCase(), h.value])),
  };
}

export function clientOf({ from }: Pick<RequestSubject, "from">, family: 4 | 6): Address {
  return from ?? ANYBODY[family];
}

/** Reads settings that nginx inherits: the first that holds, from the innermost block outwards. */
export function settingIn(blocks: readonly (readonly Directive[])[], name: string): Directive | undefined {
  for (let i = blocks.length - 1; i >= 0; i--) {
    const found = blocks[i]?.findLast((d) => d.name === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether a setting that is off unless stated, or on unless stated, is on. */
export function isOn(blocks: readonly (readonly Directive[])[], name: string, otherwise: boolean): boolean {
  const value = settingIn(blocks, name)?.args[0]?.value.toLowerCase();
  return value === undefined ? otherwise : value === "on";
}
