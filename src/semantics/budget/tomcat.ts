/** A Tomcat connector between nginx and its threads. Tomcat 9 to 11, NIO. Page: spec/semantics/budget.md. */
import {
  atMost,
  count,
  product,
  setting,
  sum,
  type Expression,
  type Inequality,
  type Known,
} from "./inequality.ts";

export type Connector = {
  readonly maxConnections: Known;
  readonly maxThreads: Known;
  /** Connections the kernel keeps for it while it has maxConnections. */
  readonly acceptCount: Known;
};

/** Of org.apache.tomcat.util.net.AbstractEndpoint. */
export const CONNECTOR_DEFAULTS = { maxConnections: 8192, maxThreads: 200, acceptCount: 100 } as const;

/**
 * One Tomcat must have room for the idle connections that every worker of every nginx keeps to it: in the worst case
 * a worker's whole pool. Connections past maxConnections wait, and the requests on them.
 */
export function idleFits(
  nginxes: number,
  workers: Known,
  keepalive: Known,
  connector: Connector,
): Inequality {
  return atMost(
    product(count("nginx hosts", nginxes), count("workers", workers), setting("keepalive", keepalive)),
    setting("maxConnections", connector.maxConnections),
  );
}

/** What all nginx hosts may ask of the upstream at once, against what its Tomcats take or let wait. */
export function requestsFit(requests: Expression, tomcats: number, connector: Connector): Inequality {
  return atMost(
    requests,
    product(
      count("Tomcats", tomcats),
      sum(setting("maxConnections", connector.maxConnections), setting("acceptCount", connector.acceptCount)),
    ),
  );
}

/** A thread without a connection has nothing to do. */
export function threadsUsed(connector: Connector): Inequality {
  return atMost(
    setting("maxThreads", connector.maxThreads),
    setting("maxConnections", connector.maxConnections),
  );
}

/** Descriptors of a JVM with its connectors full. Its jars, its log files and the sessions' store come on top. */
export function connectorDescriptors(connectors: readonly Connector[]): Expression {
  return sum(...connectors.map((c) => setting("maxConnections", c.maxConnections)));
}

/** The JVM lifts its own limit to the hard one, so that one counts. */
export function connectorsFit(connectors: readonly Connector[], hardLimit: Known): Inequality {
  return atMost(connectorDescriptors(connectors), setting("LimitNOFILE", hardLimit));
}
