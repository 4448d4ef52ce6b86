/** Tomcat's own cluster: https://tomcat.apache.org/tomcat-9.0-doc/config/cluster.html (same in 10.1 and 11). */
import type { Host, SessionStore, TomcatTier } from "../../model/topology.ts";
import { attribute, element, type XmlNode } from "../xml.ts";
import { storeAddress } from "./place.ts";

export type ClusterStore = Extract<SessionStore, { kind: "cluster" }>;

const HA = "org.apache.catalina.ha";
const TRIBES = "org.apache.catalina.tribes";

/** Send options: use_ack (2) + synchronised (4), or asynchronous (8). */
const sendOptions = (store: ClusterStore): number => (store.sync ? 6 : 8);

/** The one cluster a Tomcat can be in: that of its first context whose sessions a cluster keeps. */
export function clusterOf(tier: TomcatTier): ClusterStore | undefined {
  for (const { store } of tier.contexts) if (store?.kind === "cluster") return store;
  return undefined;
}

/** The manager of replicated sessions. */
export function clusterManager(store: ClusterStore): XmlNode {
  switch (store.manager) {
    case "delta":
      return element(
        "Manager",
        [
          attribute("className", `${HA}.session.DeltaManager`),
          attribute("expireSessionsOnShutdown", false),
          attribute("notifyListenersOnReplication", true),
        ],
        [],
        store.span,
      );
    case "backup":
      return element(
        "Manager",
        [
          attribute("className", `${HA}.session.BackupManager`),
          attribute("expireSessionsOnShutdown", false),
          attribute("notifyListenersOnReplication", true),
          attribute("mapSendOptions", sendOptions(store)),
        ],
        [],
        store.span,
      );
  }
}

/** The Cluster of one host: static members, a literal address, and no search for a free port. */
export function cluster(tier: TomcatTier, host: Host, store: ClusterStore): XmlNode {
  const at = store.span;
  const part = (name: string, className: string, children: readonly XmlNode[] = []): XmlNode =>
    element(name, [attribute("className", className)], children, at);
  const member = (name: string, one: Host): XmlNode =>
    element(
      name,
      [
        attribute("className", `${TRIBES}.membership.StaticMember`),
        ...(name === "LocalMember"
          ? []
          : [attribute("host", storeAddress(one).text), attribute("port", store.receiverPort)]),
        attribute("uniqueId", `{${uniqueId(`${tier.name} ${one.name}`).join(",")}}`),
      ],
      [],
      one.span,
    );
  return element(
    "Cluster",
    [
      attribute("className", `${HA}.tcp.SimpleTcpCluster`),
      attribute("channelSendOptions", sendOptions(store)),
    ],
    [
      {
        kind: "comment",
        value: "Only applications whose web.xml says <distributable/> are replicated.",
        span: at,
      },
      clusterManager(store),
      part("Channel", `${TRIBES}.group.GroupChannel`, [
        part("Membership", `${TRIBES}.membership.StaticMembershipService`, [
          member("LocalMember", host),
          ...tier.hosts.filter((h) => h !== host).map((h) => member("Member", h)),
        ]),
        element(
          "Receiver",
          [
            attribute("className", `${TRIBES}.transport.nio.NioReceiver`),
            attribute("address", storeAddress(host).text),
            attribute("port", store.receiverPort),
            attribute("autoBind", 0),
          ],
          [],
          at,
        ),
        part("Sender", `${TRIBES}.transport.ReplicationTransmitter`, [
          part("Transport", `${TRIBES}.transport.nio.PooledParallelSender`),
        ]),
        part("Interceptor", `${TRIBES}.group.interceptors.TcpFailureDetector`),
        part("Interceptor", `${TRIBES}.group.interceptors.MessageDispatchInterceptor`),
      ]),
      part("Valve", `${HA}.tcp.ReplicationValve`),
      // Without a route there is nothing to bind to the Tomcat that takes over.
      ...(tier.jvmRoutes === undefined ? [] : [part("Valve", `${HA}.session.JvmRouteBinderValve`)]),
      part("ClusterListener", `${HA}.session.ClusterSessionListener`),
    ],
    at,
  );
}

/** Sixteen signed bytes made from a text by FNV-1a of 128 bits: the same on every machine. */
export function uniqueId(text: string): readonly number[] {
  let hash = 0x6c62272e07bb014262b821756295c58dn;
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(128, (hash ^ BigInt(byte)) * 0x0000000001000000000000000000013bn);
  }
  return Array.from({ length: 16 }, (_, i) => Number(BigInt.asIntN(8, hash >> BigInt(8 * (15 - i)))));
}
