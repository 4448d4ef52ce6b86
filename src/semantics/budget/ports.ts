/** Ephemeral ports: one a connection to one address and port, from one address. Page: spec/semantics/budget.md. */
import {
  atMost,
  count,
  product,
  quotient,
  type Expression,
  type Inequality,
  type Known,
} from "./inequality.ts";

/** net.ipv4.ip_local_port_range unless set: 32768 to 60999. */
export const LOCAL_PORTS = 28_232;
/** Seconds for which the side that closed first keeps a port: TCP_TIMEWAIT_LEN. */
export const TIME_WAIT = 60;

/** Ports of a `net.ipv4.ip_local_port_range` such as `1024 65535`; undefined for anything else. */
export function portsOf(range: string): number | undefined {
  const match = /^\s*(\d{1,5})\s+(\d{1,5})\s*$/.exec(range);
  if (match === null) return undefined;
  const [low, high] = [Number(match[1]), Number(match[2])];
  return low >= 1 && high <= 65_535 && low <= high ? high - low + 1 : undefined;
}

/** How an upstream spreads connections: by weight, or by a key of the request, when one server may get them all. */
export type Spread =
  | { readonly kind: "by weight"; readonly weights: readonly number[] }
  | { readonly kind: "by key"; readonly servers: number };

/** Ports that connections to an upstream can use before those to its most used server are gone. */
export function portsToward(spread: Spread, ports: Known): Expression {
  const each = count("ports", ports);
  if (spread.kind === "by key")
    return product(count("servers used", { least: Math.min(1, spread.servers), most: spread.servers }), each);
  const heaviest = Math.max(0, ...spread.weights);
  if (spread.weights.every((w) => w === heaviest))
    return product(count("servers", spread.weights.length), each);
  const all = spread.weights.reduce((a, b) => a + b, 0);
  return quotient(product(each, count("weight of all", all)), count("heaviest weight", heaviest));
}

/** `requests` are those that one host may have at the upstream at once. */
export function portsSuffice(requests: Expression, spread: Spread, ports: Known): Inequality {
  return atMost(requests, portsToward(spread, ports));
}

/** Requests a second that ports to one server allow when each has a connection of its own, and nginx closes it. */
export function ratePerServer(ports: number): number {
  return Math.floor(ports / TIME_WAIT);
}
