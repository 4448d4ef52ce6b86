/** Context elements and the Manager each session store asks for. */
import type { Host, SessionStore, TomcatContext, TomcatTier } from "../../model/topology.ts";
import { attribute, element, type XmlAttribute, type XmlNode } from "../xml.ts";
import { clusterManager, clusterOf } from "./cluster.ts";
import { storeAddress, type Place } from "./place.ts";
import { redissonPath } from "./redisson.ts";

type MemcachedStore = Extract<SessionStore, { kind: "memcached" }>;

/** The context that conf/context.xml itself describes: the only one, at the root, without a folder of its own. */
export function defaultContext(tier: TomcatTier): TomcatContext | undefined {
  const [only, second] = tier.contexts;
  return second === undefined && only?.path === "/" && only.docBase === undefined ? only : undefined;
}

/** File name below conf/Catalina/localhost: `/` is ROOT.xml, `/a/b` is a#b.xml. */
export function contextFile(path: string): string {
  const name = path.replace(/^\/+|\/+$/g, "").replaceAll("/", "#");
  return `${name === "" ? "ROOT" : name}.xml`;
}

/** conf/context.xml: what holds for every application. */
export function globalContext(tier: TomcatTier, host: Host, place: Place): XmlNode {
  const watched = ["WEB-INF/web.xml", "WEB-INF/tomcat-web.xml", "${catalina.base}/conf/web.xml"];
  const only = defaultContext(tier);
  return element(
    "Context",
    only?.attributes ?? [],
    [
      ...watched.map((value) => element("WatchedResource", [], [{ kind: "text", value }])),
      ...(only === undefined ? [] : manager(tier, host, place, only)),
    ],
    only?.span ?? tier.span,
  );
}

/** conf/Catalina/localhost/<name>.xml: one application. */
export function ownContext(tier: TomcatTier, host: Host, place: Place, context: TomcatContext): XmlNode {
  const docBase = context.docBase === undefined ? [] : [attribute("docBase", context.docBase)];
  // The file's name is the path; Tomcat ignores a path attribute here.
  const declared = context.attributes.filter((a) => a.name !== "path" && a.name !== "docBase");
  return element("Context", [...docBase, ...declared], manager(tier, host, place, context), context.span);
}

function manager(tier: TomcatTier, host: Host, place: Place, context: TomcatContext): readonly XmlNode[] {
  const { store } = context;
  const clustered = clusterOf(tier);
  switch (store?.kind) {
    case undefined:
    case "local":
      // Where there is a cluster, a distributable application would join it unless it has a manager.
      return clustered === undefined ? [] : [standardManager(context)];
    case "memcached":
      return [element("Manager", memcachedManager(store, host), [], store.span)];
    case "cluster":
      return store === clustered ? [] : [clusterManager(store)];
    case "redisson":
      return [
        element(
          "Manager",
          [
            attribute("className", "org.redisson.tomcat.RedissonSessionManager"),
            attribute("configPath", `${place.conf}/${redissonPath(tier, store)}`),
            attribute("readMode", store.readMode),
            attribute("updateMode", store.updateMode),
            ...(store.keyPrefix === undefined ? [] : [attribute("keyPrefix", store.keyPrefix)]),
          ],
          [],
          store.span,
        ),
      ];
  }
}

function standardManager(context: TomcatContext): XmlNode {
  return element(
    "Manager",
    [attribute("className", "org.apache.catalina.session.StandardManager")],
    [],
    context.span,
  );
}

const TRANSCODERS = {
  java: "JavaSerializationTranscoderFactory",
  kryo: "serializer.kryo.KryoTranscoderFactory",
  javolution: "serializer.javolution.JavolutionTranscoderFactory",
  xstream: "serializer.xstream.XStreamTranscoderFactory",
  json: "serializer.json.JSONTranscoderFactory",
} as const;

/** A synchronous backup waits this long by default, in seconds; msm's own 0.1 s has been seen to lose sessions. */
const BACKUP_TIMEOUT = 1;

/** Attributes of memcached-session-manager: spec/semantics/sessions.md, section 1. */
function memcachedManager(store: MemcachedStore, host: Host): readonly XmlAttribute[] {
  const nodes = store.tier.hosts.map((one, i) => ({ id: `n${i + 1}`, host: one }));
  const local = nodes.filter((node) => node.host === host).map((node) => node.id);
  const given = (name: string, value: string | number | undefined): readonly XmlAttribute[] =>
    value === undefined ? [] : [attribute(name, value)];
  return [
    attribute("className", "de.javakaffee.web.msm.MemcachedBackupSessionManager"),
    attribute(
      "memcachedNodes",
      nodes.map((node) => `${node.id}:${storeAddress(node.host).text}:${store.tier.port}`).join(","),
    ),
    // The node that dies together with this Tomcat is used last. A lone node may not be named.
    ...(store.sticky && nodes.length > 1 && local.length > 0
      ? [attribute("failoverNodes", local.join(","))]
      : []),
    attribute("sticky", store.sticky),
    attribute("sessionBackupAsync", !store.backup.sync),
    ...(store.backup.sync
      ? [attribute("sessionBackupTimeout", milliseconds(store.backup.timeout ?? BACKUP_TIMEOUT))]
      : []),
    // Read by msm for non-sticky sessions only.
    ...(store.sticky ? [] : [attribute("lockingMode", store.lockingMode ?? "auto")]),
    ...given("operationTimeout", store.operationTimeout && milliseconds(store.operationTimeout)),
    ...given("lockExpiration", store.lockExpiration && Math.ceil(store.lockExpiration)),
    ...given("requestUriIgnorePattern", store.ignoreUri),
    ...given("sessionAttributeFilter", store.attributeFilter),
    ...given(
      "transcoderFactoryClass",
      store.transcoder && `de.javakaffee.web.msm.${TRANSCODERS[store.transcoder]}`,
    ),
    ...given("storageKeyPrefix", store.keyPrefix),
  ];
}

const milliseconds = (seconds: number): number => Math.round(seconds * 1000);
