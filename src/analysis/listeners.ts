/** On which addresses and ports the declared programs of a host listen. */
import { addressOf, type Directive, type Host, type NginxTier, type Topology } from "../model/topology.ts";
import type { Span } from "../text/source.ts";
import { once } from "./once.ts";
import { hostsByAddress, hostsByName } from "./places.ts";

export type Listener = {
  readonly program: "nginx" | "tomcat";
  /** Without one, on all of the family. */
  readonly address?: string;
  readonly families: readonly (4 | 6)[];
  readonly port: number;
  readonly protocol: "tcp" | "udp";
  readonly tls: boolean;
  readonly span: Span;
};

/**
 * Of the hosts whose listeners are all known: a host with neither nginx nor Tomcat, or with an nginx that reads files of
 * its own, is not among them.
 */
export const listenersOf = once((topology: Topology): ReadonlyMap<Host, readonly Listener[]> =>
  collect(topology),
);

function collect(topology: Topology): ReadonlyMap<Host, readonly Listener[]> {
  const out = new Map<Host, Listener[]>();
  const open = new Set<Host>();
  const add = (host: Host, listeners: readonly Listener[]) => {
    const own = out.get(host);
    if (own === undefined) out.set(host, [...listeners]);
    else own.push(...listeners);
  };
  for (const tier of topology.nginxes) {
    const listeners = ofNginx(tier, hostsByName(topology));
    for (const host of tier.hosts) {
      if (listeners === undefined) open.add(host);
      else {
        // A listen on another host's address is written on that host only.
        const owners = hostsByAddress(topology);
        add(
          host,
          listeners.filter((l) => (owners.get(l.address ?? "") ?? host) === host),
        );
      }
    }
  }
  for (const tier of topology.tomcats) {
    const listeners = tier.connectors.map(({ port, span, attributes }): Listener => {
      const of = (name: string) => attributes.find((a) => a.name === name)?.value;
      const address = of("address");
      return {
        program: "tomcat",
        ...(address === undefined ? {} : { address }),
        families: [4, 6],
        port,
        protocol: "tcp",
        tls: of("SSLEnabled") === "true",
        span,
      };
    });
    for (const host of tier.hosts) add(host, listeners);
  }
  for (const host of open) out.delete(host);
  return out;
}

/** Undefined when a file of nginx's own may hold more. */
function ofNginx(tier: NginxTier, hosts: ReadonlyMap<string, Host>): readonly Listener[] | undefined {
  const out: Listener[] = [];
  let open = false;
  const visit = (directives: readonly Directive[]) => {
    for (const { name, args, block, span } of directives) {
      if (name === "include" && args[0]?.value.endsWith("mime.types") !== true) open = true;
      if ((name === "http" || name === "stream" || name === "mail") && block !== undefined) visit(block);
      if (name !== "server" || block === undefined) continue;
      const listens = block.filter((d) => d.name === "listen");
      if (block.some((d) => d.name === "include")) open = true;
      if (listens.length === 0) out.push(wildcard(80, span));
      for (const listen of listens) {
        const one = listener(listen, hosts);
        if (one === undefined) open = true;
        else if (one !== "local") out.push(one);
      }
    }
  };
  visit(tier.directives);
  return open ? undefined : out;
}

function wildcard(port: number, span: Span): Listener {
  return { program: "nginx", families: [4], port, protocol: "tcp", tls: false, span };
}

/** `"local"`: a socket in the file system. */
function listener(
  { args, span }: Directive,
  hosts: ReadonlyMap<string, Host>,
): Listener | "local" | undefined {
  const [at, ...flags] = args.map((a) => a.value);
  if (at === undefined) return undefined;
  if (at.startsWith("unix:")) return "local";
  const [, host, port] = /^(?:(\[[^\]]*\]|[^:]*[^:\d][^:]*)(?::(\d+))?)$/.exec(at) ?? [];
  const onlyPort = /^\d+$/.exec(at)?.[0];
  if (host === undefined && onlyPort === undefined) return undefined;
  const common = {
    ...wildcard(Number(onlyPort ?? port ?? 80), span),
    protocol: flags.includes("udp") || flags.includes("quic") ? ("udp" as const) : ("tcp" as const),
    tls: flags.includes("ssl"),
  };
  if (host === undefined || host === "*" || host === "0.0.0.0") return common;
  if (host === "[::]") return { ...common, families: flags.includes("ipv6only=off") ? [4, 6] : [6] };
  if (host.startsWith("[")) return { ...common, address: host.slice(1, -1), families: [6] };
  const named = hosts.get(host);
  const address = named === undefined ? host : addressOf(named, 4)?.address.text;
  return address === undefined ? undefined : { ...common, address };
}
