/** server.xml: https://tomcat.apache.org/tomcat-9.0-doc/config/ (what is written here is the same in 10.1 and 11). */
import type { Host, TomcatConnector, TomcatTier } from "../../model/topology.ts";
import { attribute, element, type XmlAttribute, type XmlNode } from "../xml.ts";
import { cluster, clusterOf } from "./cluster.ts";

/** Listeners that exist from Tomcat 9 to 11 and need no native library. */
const LISTENERS = [
  "org.apache.catalina.startup.VersionLoggerListener",
  "org.apache.catalina.core.JreMemoryLeakPreventionListener",
  "org.apache.catalina.core.ThreadLocalLeakPreventionListener",
];

/** The Server element of one host of a tier. */
export function server(tier: TomcatTier, host: Host): XmlNode {
  const route = tier.jvmRoutes?.[tier.hosts.indexOf(host)];
  const store = clusterOf(tier);
  return element(
    "Server",
    [attribute("port", tier.shutdownPort), attribute("shutdown", "SHUTDOWN")],
    [
      ...LISTENERS.map((name) => element("Listener", [attribute("className", name)])),
      element(
        "Service",
        [attribute("name", "Catalina")],
        [
          ...tier.connectors.map(connector),
          element(
            "Engine",
            [
              attribute("name", "Catalina"),
              attribute("defaultHost", "localhost"),
              ...(route === undefined ? [] : [attribute("jvmRoute", route)]),
            ],
            [
              ...remoteIp(tier),
              element(
                "Host",
                [
                  attribute("name", "localhost"),
                  attribute("appBase", "webapps"),
                  attribute("unpackWARs", true),
                  // What the play ships is taken by a restart, whole; a folder that is being copied is not taken half.
                  attribute("autoDeploy", false),
                ],
                [...(store === undefined ? [] : [cluster(tier, host, store)]), accessLog(tier)],
                tier.span,
              ),
            ],
            tier.span,
          ),
        ],
        tier.span,
      ),
    ],
    tier.span,
  );
}

const CONNECTOR_DEFAULTS: readonly XmlAttribute[] = [
  attribute("protocol", "HTTP/1.1"),
  attribute("connectionTimeout", 20000),
];

function connector(one: TomcatConnector): XmlNode {
  const declared = one.attributes.filter((a) => a.name !== "port");
  const defaults = CONNECTOR_DEFAULTS.filter((d) => !declared.some((a) => a.name === d.name));
  return element("Connector", [attribute("port", one.port), ...defaults, ...declared], [], one.span);
}

function remoteIp(tier: TomcatTier): readonly XmlNode[] {
  const valve = tier.remoteIp;
  if (valve === undefined) return [];
  return [
    element(
      "Valve",
      [
        attribute("className", "org.apache.catalina.valves.RemoteIpValve"),
        attribute("remoteIpHeader", valve.remoteIpHeader),
        attribute("protocolHeader", valve.protocolHeader),
        ...(valve.internalProxies === undefined ? [] : [attribute("internalProxies", valve.internalProxies)]),
      ],
      [],
      valve.span,
    ),
  ];
}

function accessLog(tier: TomcatTier): XmlNode {
  return element(
    "Valve",
    [
      attribute("className", "org.apache.catalina.valves.AccessLogValve"),
      attribute("directory", "logs"),
      attribute("prefix", "localhost_access_log"),
      attribute("suffix", ".txt"),
      attribute("pattern", '%h %l %u %t "%r" %s %b'),
      // Without it the log names the balancer although the valve found the client.
      ...(tier.remoteIp === undefined ? [] : [attribute("requestAttributesEnabled", true)]),
    ],
    [],
    tier.span,
  );
}
