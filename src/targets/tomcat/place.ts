/** Where a Tomcat lives on its host, and which addresses it and its stores are known by. */
import { addressOf, type Address, type Host, type TomcatTier, type Topology } from "../../model/topology.ts";

export type Place = {
  /** Below the output folder. */
  readonly folder: string;
  /** The conf folder on the host. */
  readonly conf: string;
  readonly service: string;
};

/**
 * Debian 12 has a package for Tomcat 10 only; other versions are unpacked by hand, by custom in /opt/tomcat.
 * The second Tomcat of a host cannot share either place and is named for its tier.
 */
export function placeOf(topology: Topology, tier: TomcatTier, host: Host): Place {
  const first = topology.tomcats.find((t) => t.hosts.includes(host));
  if (first !== undefined && first !== tier) {
    const name = `tomcat-${tier.name}`;
    return { folder: `${host.name}/${name}/conf`, conf: `/opt/${name}/conf`, service: name };
  }
  const folder = `${host.name}/conf`;
  return tier.version.value === 10
    ? { folder, conf: "/etc/tomcat10", service: "tomcat10" }
    : { folder, conf: "/opt/tomcat/conf", service: "tomcat" };
}

const LOOPBACK: Address = { family: 4, text: "127.0.0.1" };

/** The address a store listens on and its clients use: the first IPv4 of the host, else its first IPv6. */
export function storeAddress(host: Host): Address {
  return (addressOf(host, 4) ?? addressOf(host, 6))?.address ?? LOOPBACK;
}

/** `address:port`, with brackets about IPv6. */
export function socket(address: Address, port: number): string {
  return address.family === 6 ? `[${address.text}]:${port}` : `${address.text}:${port}`;
}
