/** server.xml and context.xml of every Tomcat, and the files of its session stores. */
import { addressOf, type Host, type RedisTier, type TomcatContext, type TomcatTier, type Topology } from "../model/topology.ts";
import type { Artifact, Target } from "./artifact.ts";
import { lines, madeBy, type Lines } from "./lines.ts";
import { emitCluster, emitManager } from "./tomcat/managers.ts";
import { attributes } from "./xml.ts";

export const tomcat: Target = {
  name: "tomcat",
  emit: (topology) => topology.tomcats.flatMap((tier) => tier.hosts.flatMap((host, i) => files(topology, tier, host, i))),
};

/** Where Debian's package looks; other versions are taken to be unpacked below /opt/tomcat. */
function baseOf(tier: TomcatTier): { readonly conf: string; readonly service: string } {
  return tier.version.value === 10 ? { conf: "/etc/tomcat10", service: "tomcat10" } : { conf: "/opt/tomcat/conf", service: "tomcat" };
}

function files(topology: Topology, tier: TomcatTier, host: Host, index: number): readonly Artifact[] {
  const { conf, service } = baseOf(tier);
  const make = (name: string, purpose: string, out: Lines): Artifact => ({
    path: `${host.name}/conf/${name}`,
    host: host.name,
    install: `${conf}/${name}`,
    mode: 0o640,
    owner: "root:tomcat",
    purpose,
    service: { name: service, action: "restart" },
    lines: out.done(),
  });
  const redisson = tier.contexts.flatMap(({ store }) => (store?.kind === "redisson" ? [store] : []));
  const [only] = tier.contexts;
  const whole = tier.contexts.length === 1 && only !== undefined && only.path === "/" ? only : undefined;
  const single = tier.contexts.length <= 1 && whole?.docBase === undefined;
  const contexts = single ? [] : tier.contexts;
  return [
    make("server.xml", "connectors, engine and cluster", serverXml(topology, tier, host, index)),
    make("context.xml", "what holds for every application", contextXml(topology, single ? whole ?? only : undefined, host, conf, false)),
    ...contexts.map((c) => make(`Catalina/localhost/${fileOf(c.path)}.xml`, `the application at ${c.path}`, contextXml(topology, c, host, conf, true))),
    ...(redisson[0] === undefined ? [] : [make("redisson.yaml", "where redis is", redissonYaml(topology, redisson[0].tier))]),
  ];
}

/** `/` is ROOT, `/a/b` is `a#b`: Tomcat's own rule. */
function fileOf(path: string): string {
  return path === "/" ? "ROOT" : path.slice(1).replaceAll("/", "#");
}

function header(topology: Topology, out: Lines): void {
  out.add('<?xml version="1.0" encoding="UTF-8"?>');
  out.add(`<!--${madeBy("", topology.source.replaceAll("--", "- -"))} -->`);
}

function contextXml(topology: Topology, context: TomcatContext | undefined, host: Host, conf: string, own: boolean): Lines {
  const out = lines("  ");
  header(topology, out);
  const extra = Object.fromEntries((context?.attributes ?? []).map((a) => [a.name, a.value]));
  out.add(`<Context${attributes({ docBase: own ? context?.docBase : undefined, ...extra })}>`, context?.span);
  out.nest(() => {
    if (!own) out.add("<WatchedResource>WEB-INF/web.xml</WatchedResource>");
    if (context?.store !== undefined) emitManager(context.store, host, `${conf}/redisson.yaml`, out);
  });
  out.add("</Context>");
  return out;
}

function redissonYaml(topology: Topology, tier: RedisTier): Lines {
  const out = lines("  ");
  out.add(madeBy("#", topology.source));
  const host = tier.hosts[0];
  const address = host === undefined ? "127.0.0.1" : (addressOf(host, 4)?.address.text ?? "127.0.0.1");
  out.add("singleServerConfig:", tier.span);
  out.nest(() => {
    out.add(`address: "redis://${address}:${tier.port}"`, tier.span);
    // A JSON string is a YAML string.
    if (tier.password !== undefined) out.add(`password: ${JSON.stringify(tier.password)}`, tier.span);
  });
  return out;
}

function serverXml(topology: Topology, tier: TomcatTier, host: Host, index: number): Lines {
  const out = lines("  ");
  const { span } = tier;
  header(topology, out);
  out.add(`<Server${attributes({ port: tier.shutdownPort, shutdown: "SHUTDOWN" })}>`, span);
  out.nest(() => {
    for (const name of ["startup.VersionLoggerListener", "core.JreMemoryLeakPreventionListener", "core.ThreadLocalLeakPreventionListener"]) {
      out.add(`<Listener${attributes({ className: `org.apache.catalina.${name}` })}/>`, span);
    }
    out.add('<Service name="Catalina">', span);
    out.nest(() => {
      for (const connector of tier.connectors) {
        const own = Object.fromEntries(connector.attributes.map((a) => [a.name, a.value]));
        out.add(`<Connector${attributes({ port: connector.port, protocol: "HTTP/1.1", connectionTimeout: 20_000, ...own })}/>`, connector.span);
      }
      out.add(`<Engine${attributes({ name: "Catalina", defaultHost: "localhost", jvmRoute: tier.jvmRoutes?.[index] })}>`, span);
      out.nest(() => {
        const cluster = tier.contexts.flatMap(({ store }) => (store?.kind === "cluster" ? [store] : []))[0];
        if (cluster !== undefined) emitCluster(cluster, tier, host, out);
        if (tier.remoteIp !== undefined) {
          const { internalProxies, remoteIpHeader, protocolHeader, span: at } = tier.remoteIp;
          out.add(`<Valve${attributes({ className: "org.apache.catalina.valves.RemoteIpValve", internalProxies, remoteIpHeader, protocolHeader })}/>`, at);
        }
        out.add('<Host name="localhost" appBase="webapps" unpackWARs="true" autoDeploy="false"/>', span);
      });
      out.add("</Engine>");
    });
    out.add("</Service>");
  });
  out.add("</Server>");
  return out;
}
