/** How often one request is made: tries of each proxying tier, multiplied. Page: spec/semantics/budget.md. */
import {
  atMost,
  below,
  count,
  product,
  setting,
  type Expression,
  type Inequality,
  type Known,
} from "./inequality.ts";

export type Proxy = {
  /** Of the tier, for the reader. */
  readonly name: string;
  /** Of the upstream, those not `down`, backups too. */
  readonly servers: number;
  /** proxy_next_upstream is not `off`. */
  readonly next: boolean;
  /** proxy_next_upstream_tries; 0 is no limit. */
  readonly tries: number | undefined;
  /** proxy_connect_timeout, proxy_read_timeout, proxy_next_upstream_timeout (0 is no limit). Seconds. */
  readonly connectTimeout: number | undefined;
  readonly readTimeout: number | undefined;
  readonly nextTimeout: number | undefined;
};

/**
 * Tries of one request in one tier: ngx_http_upstream.c counts the peers, and the limit if there is one. Time for more
 * tries ends with proxy_next_upstream_timeout, which is looked at before each: `each` are the seconds that one takes.
 */
export function tries(proxy: Proxy, each: Known = 0): Known {
  const { servers } = proxy;
  if (!proxy.next) return Math.min(1, servers);
  if (proxy.tries === undefined || proxy.nextTimeout === undefined || typeof each !== "number")
    return { least: Math.min(1, servers), most: servers };
  const limit = proxy.tries === 0 ? servers : Math.min(proxy.tries, servers);
  const inTime = proxy.nextTimeout === 0 || each === 0 ? Infinity : Math.ceil(proxy.nextTimeout / each);
  return Math.min(limit, inTime);
}

/** How often the last tier may be asked for one request of a client, through a chain of proxies from the outside in. */
export function attempts(chain: readonly Proxy[]): Expression {
  return product(...chain.map((p) => count(`tries in ${p.name}`, tries(p))));
}

/** Nobody in the last tier is asked twice for one request. */
export function askedOnce(chain: readonly Proxy[]): Inequality {
  return atMost(attempts(chain), count("servers", chain.at(-1)?.servers ?? 0));
}

/** Seconds until a client hears of it when no server of an upstream answers to a connect: no route, no reset. */
export function silence(proxy: Proxy): Expression {
  const each = setting("proxy_connect_timeout", proxy.connectTimeout, "seconds");
  return product(count(`tries in ${proxy.name}`, tries(proxy, proxy.connectTimeout)), each);
}

/** The outer proxy must wait for all tries of the inner, or it starts a second round while the first still runs. */
export function outerWaits(outer: Proxy, inner: Proxy): Inequality {
  return below(silence(inner), setting("proxy_read_timeout", outer.readTimeout, "seconds"), "seconds");
}
