/** Session managers as Tomcat elements. Facts: spec/semantics/sessions.md. */
import { addressOf, type Host, type SessionStore, type TomcatTier } from "../../model/topology.ts";
import type { Lines } from "../lines.ts";
import { attributes } from "../xml.ts";

const TRANSCODERS = {
  java: "de.javakaffee.web.msm.JavaSerializationTranscoderFactory",
  kryo: "de.javakaffee.web.msm.serializer.kryo.KryoTranscoderFactory",
  javolution: "de.javakaffee.web.msm.serializer.javolution.JavolutionTranscoderFactory",
  xstream: "de.javakaffee.web.msm.serializer.xstream.XStreamTranscoderFactory",
  json: "de.javakaffee.web.msm.serializer.json.JSONTranscoderFactory",
} as const;

const milliseconds = (seconds: number | undefined) => (seconds === undefined ? undefined : Math.round(seconds * 1000));

/** The Manager of a context; none for a local store, and none for a cluster, whose Cluster element holds it. */
export function emitManager(store: SessionStore, host: Host, configPath: string, out: Lines): void {
  switch (store.kind) {
    case "local":
    case "cluster":
      return;
    case "memcached": {
      // The wiki's ", " between nodes does not start; the address is literal so that no resolver is needed.
      const nodes = store.tier.hosts.flatMap((h, i) => {
        const address = addressOf(h, 4)?.address.text;
        return address === undefined ? [] : [{ id: `n${i + 1}`, text: `n${i + 1}:${address}:${store.tier.port}`, host: h }];
      });
      const local = store.sticky ? nodes.filter((n) => n.host === host) : [];
      const failover = local.length > 0 && local.length < nodes.length ? local.map((n) => n.id).join(",") : undefined;
      out.add(
        `<Manager${attributes({
          className: "de.javakaffee.web.msm.MemcachedBackupSessionManager",
          memcachedNodes: nodes.map((n) => n.text).join(","),
          failoverNodes: failover,
          sticky: store.sticky,
          sessionBackupAsync: !store.backup.sync,
          sessionBackupTimeout: store.backup.sync ? (milliseconds(store.backup.timeout) ?? 1000) : undefined,
          lockingMode: store.lockingMode ?? (store.sticky ? undefined : "auto"),
          operationTimeout: milliseconds(store.operationTimeout),
          lockExpiration: store.lockExpiration === undefined ? undefined : Math.ceil(store.lockExpiration),
          requestUriIgnorePattern: store.ignoreUri,
          sessionAttributeFilter: store.attributeFilter,
          storageKeyPrefix: store.keyPrefix,
          transcoderFactoryClass: store.transcoder === undefined ? undefined : TRANSCODERS[store.transcoder],
        })}/>`,
        store.span,
      );
      return;
    }
    case "redisson":
      out.add(
        `<Manager${attributes({
          className: "org.redisson.tomcat.RedissonSessionManager",
          configPath,
          readMode: store.readMode,
          updateMode: store.updateMode,
          keyPrefix: store.keyPrefix,
        })}/>`,
        store.span,
      );
  }
}

/** Sixteen bytes that tell a member from the others: its address, then its place in the tier. */
function uniqueId(address: string, index: number): string {
  const bytes = [...address.split(".").map(Number), index >> 8, index & 255];
  return `{${[...bytes, ...Array<number>(16).fill(0)].slice(0, 16).join(",")}}`;
}

/** The Cluster of an Engine: static members, literal addresses, every valve that a cluster needs. */
export function emitCluster(store: SessionStore & { readonly kind: "cluster" }, tier: TomcatTier, host: Host, out: Lines): void {
  const { span } = store;
  const members = tier.hosts.flatMap((h, i) => {
    const address = addressOf(h, 4)?.address.text;
    return address === undefined ? [] : [{ host: h, address, id: uniqueId(address, i) }];
  });
  const self = members.find((m) => m.host === host);
  const options = store.sync ? 6 : 8;
  const tribes = "org.apache.catalina.tribes";
  out.add(`<Cluster${attributes({ className: "org.apache.catalina.ha.tcp.SimpleTcpCluster", channelSendOptions: options, channelStartOptions: 15 })}>`, span);
  out.nest(() => {
    const manager = store.manager === "delta" ? "DeltaManager" : "BackupManager";
    out.add(
      `<Manager${attributes({
        className: `org.apache.catalina.ha.session.${manager}`,
        expireSessionsOnShutdown: store.manager === "delta" ? false : undefined,
        notifyListenersOnReplication: true,
        mapSendOptions: store.manager === "backup" ? options : undefined,
      })}/>`,
      span,
    );
    out.add(`<Channel${attributes({ className: `${tribes}.group.GroupChannel` })}>`, span);
    out.nest(() => {
      out.add(`<Membership${attributes({ className: `${tribes}.membership.StaticMembershipService` })}>`, span);
      out.nest(() => {
        for (const member of members) {
          const isSelf = member === self;
          out.add(
            `<${isSelf ? "LocalMember" : "Member"}${attributes({
              className: `${tribes}.membership.StaticMember`,
              port: isSelf ? undefined : store.receiverPort,
              host: isSelf ? undefined : member.address,
              uniqueId: member.id,
            })}/>`,
            member.host.span,
          );
        }
      });
      out.add("</Membership>");
      // autoBind 0: another port than the members expect is worse than none.
      out.add(`<Receiver${attributes({ className: `${tribes}.transport.nio.NioReceiver`, address: self?.address ?? "127.0.0.1", port: store.receiverPort, autoBind: 0 })}/>`, span);
      out.add(`<Sender${attributes({ className: `${tribes}.transport.ReplicationTransmitter` })}>`, span);
      out.nest(() => {
        out.add(`<Transport${attributes({ className: `${tribes}.transport.nio.PooledParallelSender` })}/>`, span);
      });
      out.add("</Sender>");
      for (const name of ["TcpFailureDetector", "MessageDispatchInterceptor"]) {
        out.add(`<Interceptor${attributes({ className: `${tribes}.group.interceptors.${name}` })}/>`, span);
      }
    });
    out.add("</Channel>");
    out.add(`<Valve${attributes({ className: "org.apache.catalina.ha.tcp.ReplicationValve", filter: "" })}/>`, span);
    out.add(`<Valve${attributes({ className: "org.apache.catalina.ha.session.JvmRouteBinderValve" })}/>`, span);
    out.add(`<ClusterListener${attributes({ className: "org.apache.catalina.ha.session.ClusterSessionListener" })}/>`, span);
  });
  out.add("</Cluster>");
}
