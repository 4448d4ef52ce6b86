/** A Tomcat connector as server.xml will have it: inputs of semantics/budget. */
import type { TomcatConnector } from "../model/topology.ts";
import type { Known } from "../semantics/budget/inequality.ts";
import { CONNECTOR_DEFAULTS, type Connector } from "../semantics/budget/tomcat.ts";

/** An attribute's whole number; -1 is Tomcat's word for no limit. Undefined for what is not a number. */
function attribute({ attributes }: TomcatConnector, name: string): number | undefined {
  const text = attributes.find((a) => a.name === name)?.value;
  if (text === "-1") return Infinity;
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

const stated = (connector: TomcatConnector, name: keyof typeof CONNECTOR_DEFAULTS): Known =>
  connector.attributes.some((a) => a.name === name) ? attribute(connector, name) : CONNECTOR_DEFAULTS[name];

export function connectorOf(connector: TomcatConnector): Connector {
  // Threads of an executor are declared elsewhere.
  const executor = connector.attributes.some((a) => a.name === "executor");
  return {
    maxConnections: stated(connector, "maxConnections"),
    maxThreads: executor ? undefined : stated(connector, "maxThreads"),
    acceptCount: stated(connector, "acceptCount"),
  };
}

/** connectionTimeout as lbc writes it. */
const CONNECTION_TIMEOUT = 20_000;

/** Seconds after which the connector drops an idle connection: keepAliveTimeout, else connectionTimeout. */
export function keepAliveTimeoutOf(connector: TomcatConnector): Known {
  for (const name of ["keepAliveTimeout", "connectionTimeout"]) {
    if (!connector.attributes.some((a) => a.name === name)) continue;
    const value = attribute(connector, name);
    return value === undefined ? undefined : value / 1000;
  }
  return CONNECTION_TIMEOUT / 1000;
}
