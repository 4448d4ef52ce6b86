/** Where a request goes before any server reads it. */
import {
  addressOfVip,
  arrivalsAtTier,
  arrivalsAtVip,
  programOn,
  type Arrival,
} from "../analysis/arrivals.ts";
import { nginxConfOf } from "../analysis/nginx/conf.ts";
import { once } from "../analysis/once.ts";
import { innerTiers } from "../analysis/passes.ts";
import type { RequestSubject } from "../model/topology.ts";
import type { Address, Family, Host, NginxTier, Topology, Vip } from "../model/topology.ts";
import { parseAddress } from "../semantics/net/address.ts";
import { readHost } from "../semantics/nginx/host.ts";
import { chooseServer, socketAt } from "../semantics/nginx/servers.ts";

export type Arrivals =
  | { readonly kind: "arrivals"; readonly list: readonly [Arrival, ...Arrival[]] }
  /** Why it reaches nothing that is declared, and what to write. */
  | { readonly kind: "nowhere"; readonly why: string; readonly help: string };

/** Where a request is sent; the same object for all requests to one host name and port. */
export function arrive(topology: Topology, subject: RequestSubject): Arrivals {
  const { url, at, from, host } = subject;
  const name = host ?? url.value.host;
  const family = from?.family ?? (parseAddress(url.value.host)?.family === 6 ? 6 : 4);
  const key = [at?.value ?? "", url.value.host, name, url.value.port, family].join(" ");
  const asked = known(topology);
  let found = asked.get(key);
  if (found === undefined) {
    found = find(topology, { to: url.value.host, name, port: url.value.port, family, at: at?.value });
    // What a client may send as a host has no end.
    if (asked.size < 10_000) asked.set(key, found);
  }
  return found;
}

const known = once<Topology, Map<string, Arrivals>>(() => new Map());

type Where = {
  readonly to: string;
  /** The Host header. */
  readonly name: string;
  readonly port: number;
  readonly family: Family;
  readonly at: string | undefined;
};

const SAY = "say with `at VIP` or `at NGINX` where it is sent to";

const nowhere = (why: string, help: string): Arrivals => ({ kind: "nowhere", why, help });

function listed([first, ...more]: readonly Arrival[], why: string): Arrivals {
  return first === undefined
    ? nowhere(why, "correct the address or the port, or declare what serves it")
    : { kind: "arrivals", list: [first, ...more] };
}

function find(topology: Topology, { to, name, port, family, at }: Where): Arrivals {
  const ofVip = (vip: Vip, address: Address | undefined) =>
    address === undefined
      ? nowhere(`the vip \`${vip.name}\` has no IPv${family} address`, "ask with an address of its family")
      : listed(
          arrivalsAtVip(topology, vip, address, port),
          `nothing serves port ${port} of the vip \`${vip.name}\``,
        );
  if (at !== undefined) {
    const vip = topology.vips.find((v) => v.name === at);
    if (vip !== undefined) return ofVip(vip, addressOfVip(vip, family));
    const tier = topology.nginxes.find((t) => t.name === at);
    if (tier === undefined) return nowhere(`no vip or nginx is called \`${at}\``, "name a declared one");
    return listed(
      arrivalsAtTier(topology, tier, family, port),
      `no host of \`${at}\` has an IPv${family} address`,
    );
  }
  const address = parseAddress(to);
  if (address !== undefined) {
    const vip = topology.vips.find((v) =>
      [...v.addresses, ...v.excluded].some((a) => a.address.text === address.text),
    );
    if (vip !== undefined) return ofVip(vip, address);
    const host = hostAt(topology, address);
    if (host === undefined)
      return nowhere(`${address.text} is neither a vip's nor a host's address`, "declare it");
    const program = programOn(topology, host, port);
    return listed(
      [{ host, asked: address, address, port, ...(program === undefined ? {} : { program }) }],
      "",
    );
  }
  return byName(topology, name, port, family);
}

function hostAt(topology: Topology, { text }: Address): Host | undefined {
  return topology.hosts.find((h) =>
    h.interfaces.some((i) => i.addresses.some((a) => a.address.text === text)),
  );
}

/** What a name leads to is not declared: the nginx that has the name, or the only thing that serves the port. */
function byName(topology: Topology, name: string, port: number, family: Family): Arrivals {
  const inner = innerTiers(topology);
  const front = topology.nginxes.filter((t) => !inner.has(t));
  const all = (front.length > 0 ? front : topology.nginxes).map((tier) => ({
    tier,
    list: arrivalsAtTier(topology, tier, family, port),
  }));
  const listening = all.filter(({ tier, list }) => list.some((a) => claims(topology, tier, a) !== "no"));
  const naming = all.filter(({ tier, list }) => list.some((a) => claims(topology, tier, a, name) === "name"));
  for (const some of [naming, listening]) {
    const throughVip = some.filter(({ list }) => list[0]?.vip !== undefined);
    const [only, another] = throughVip.length > 0 ? throughVip : some;
    if (another !== undefined) return nowhere(`several nginx could serve \`${name}\``, SAY);
    if (only !== undefined) return listed(only.list, "");
  }
  const vips = topology.vips.flatMap((vip) => {
    const address = addressOfVip(vip, family);
    const list = address === undefined ? [] : arrivalsAtVip(topology, vip, address, port);
    return list.length === 0 ? [] : [list];
  });
  const [only, another] = vips;
  if (only !== undefined && another === undefined) return listed(only, "");
  if (another !== undefined) return nowhere(`several vips serve port ${port}`, SAY);
  const [lone, second] = all;
  if (lone !== undefined && second === undefined && lone.list.length > 0) return listed(lone.list, "");
  return nowhere(`nothing is declared that serves \`${name}\` on port ${port}`, SAY);
}

/** Whether the nginx of a host listens there, and whether one of its servers has the name. */
function claims(
  topology: Topology,
  tier: NginxTier,
  arrival: Arrival,
  host?: string,
): "no" | "port" | "name" {
  if (arrival.host === undefined) return "no";
  const { http } = nginxConfOf(topology, tier, arrival.host);
  const socket = socketAt(http, arrival.address.family, arrival.address.text, arrival.port);
  if (socket === undefined) return "no";
  const name = host === undefined ? undefined : readHost(host);
  if (name === undefined) return "port";
  const chosen = chooseServer(socket, name);
  if (chosen.kind === "unknown" || chosen.by !== undefined) return "name";
  // Of a lone server nginx never looks at the names.
  const own = chosen.server.names.some((n) => n.pattern === undefined && n.text.toLowerCase() === name);
  return own ? "name" : "port";
}
