/** `listen` on an address that one host of a tier has: only that host can bind it. */
import type { Directive, Host, NginxTier, Topology } from "../../model/topology.ts";
import { hostsByAddress, hostsByName } from "../places.ts";

/** The hosts that an address or a host's own name belongs to; an address may be a vip too, which anyone may have. */
export type Owners = (listen: Directive) => Host | undefined;

export function ownersOf(topology: Topology): Owners {
  return ({ name, args }) => {
    if (name !== "listen") return undefined;
    const place = /^(\[[^\]]*\]|[^:]+)(?::\d+)?$/.exec(args[0]?.value ?? "")?.[1];
    if (place === undefined) return undefined;
    // An IPv6 address stands in brackets.
    const address = place.startsWith("[") ? place.slice(1, -1) : place;
    return hostsByName(topology).get(place) ?? hostsByAddress(topology).get(address);
  };
}

/** Whether hosts of the tier get different files. */
export function differsByHost(tier: NginxTier, owner: Owners): boolean {
  return (
    tier.hosts.length > 1 &&
    serversOf(tier.directives).some((s) => (s.block ?? []).some((d) => owner(d) !== undefined))
  );
}

/** The statements as one host gets them: without the `listen`s on addresses of others. */
export function ofHost(directives: readonly Directive[], host: Host, owner: Owners): readonly Directive[] {
  return directives.map((directive) => {
    const { name, block } = directive;
    if (block === undefined || !["server", "http", "stream"].includes(name)) return directive;
    if (name !== "server") return { ...directive, block: ofHost(block, host, owner) };
    return { ...directive, block: block.filter((d) => (owner(d) ?? host) === host) };
  });
}

/** The `server` blocks of a tier's statements. */
export function serversOf(directives: readonly Directive[]): readonly Directive[] {
  return directives.flatMap((d) =>
    d.name === "server" ? [d] : d.name === "http" || d.name === "stream" ? serversOf(d.block ?? []) : [],
  );
}
