/** Who must give up first, tier by tier. Seconds. Page: spec/semantics/budget.md. */
import {
  below,
  count,
  product,
  setting,
  sum,
  type Expression,
  type Inequality,
  type Known,
} from "./inequality.ts";

/**
 * nginx must drop an idle upstream connection before Tomcat does, or it sends a request into a connection that is
 * just being closed: one that may not be repeated (POST) then fails with 502.
 */
export function nginxDropsFirst(nginx: Known, tomcat: Known): Inequality {
  return below(
    setting("keepalive_timeout", nginx, "seconds"),
    setting("keepAliveTimeout", tomcat, "seconds"),
    "seconds",
  );
}

export type Check = {
  /** delay_loop. */
  readonly every: Known;
  readonly timeout: Known;
  /** Failed tries after the first before the server is taken out. */
  readonly retry: Known;
  readonly delayBeforeRetry: Known;
};

/** The longest for which a dead real server still gets clients. */
export function detection({ every, timeout, retry, delayBeforeRetry }: Check): Expression {
  const wait = setting("timeout", timeout, "seconds");
  const again = sum(setting("delay_before_retry", delayBeforeRetry, "seconds"), wait);
  return sum(setting("every", every, "seconds"), wait, product(count("retries", retry), again));
}

/** A session's lock must outlive the longest request, which nginx waits for no longer than proxy_read_timeout. */
export function lockOutlives(lockExpiration: Known, readTimeout: Known): Inequality {
  return below(
    setting("proxy_read_timeout", readTimeout, "seconds"),
    setting("lock_expiration", lockExpiration, "seconds"),
    "seconds",
  );
}

/** Every dead node of the store may cost a request one operation_timeout; nginx must wait longer. */
export function storeAnswersFirst(operationTimeout: Known, nodes: number, readTimeout: Known): Inequality {
  return below(
    product(count("nodes", nodes), setting("operation_timeout", operationTimeout, "seconds")),
    setting("proxy_read_timeout", readTimeout, "seconds"),
    "seconds",
  );
}
