/** Hosts by what runs there: one box for each tier in each network, a cell for each host. */
import { addressOf, type Address, type Host, type Network, type Topology } from "../model/topology.ts";
import { placeKey, type Span } from "../text/source.ts";
import type { Sheet } from "./sheet.ts";

export type Tier = Topology["nginxes" | "tomcats" | "memcacheds" | "redises"][number];
export type Standing = { readonly box: string; readonly cell: string };
export type Machines = {
  /** The host in the box of the tier. */
  readonly of: (tier: Tier, host: Host) => Standing;
  /** A host, or an address without one, that does something of which no tier is declared. */
  readonly plain: (
    what: { readonly id: string; readonly caption: string },
    who: {
      readonly host?: Host | undefined;
      readonly label: string;
      readonly address?: Address | undefined;
      readonly span: Span;
    },
  ) => Standing;
  /** Draws the hosts that do nothing which is drawn. */
  readonly rest: () => void;
  readonly networkOf: (host: Host, address?: Address) => number | undefined;
};

export function machines(topology: Topology, on: Sheet): Machines {
  const seen = new Set<Host>();
  const indexOf = new Map<Network, number>(topology.networks.map((n, i) => [n, i]));
  const networkOf = (host: Host, address?: Address): number | undefined => {
    const all = host.interfaces.flatMap((i) => i.addresses);
    const found = all.find((a) => a.address.text === address?.text) ?? all[0];
    return found === undefined ? undefined : indexOf.get(found.network);
  };
  const boxes = new Map<string, string>();
  const stand = (
    id: string,
    kind: "hosts" | "tomcat" | "cache",
    caption: string,
    lines: readonly string[],
    network: number | undefined,
    spans: readonly Span[],
  ) => {
    // A tier in two networks is two boxes.
    const own = boxes.has(id) && boxes.get(id) !== String(network) ? `${id} in ${network}` : id;
    if (own === id) boxes.set(id, String(network));
    return on.box(own, {
      kind,
      caption,
      title: "",
      lines,
      spans,
      ...(network === undefined ? {} : { network }),
    });
  };
  const cellOf = (box: string, host: Host, network: number | undefined) => {
    seen.add(host);
    return on.cell(box, `${box} ${host.name}`, {
      label: host.name,
      ...addressIn(host, network === undefined ? undefined : topology.networks[network]),
      host: host.name,
      span: host.span,
    });
  };
  const tiers: readonly (readonly [Tier, "hosts" | "tomcat" | "cache", string, readonly string[]])[] = [
    ...topology.nginxes.map((t) => [t, "hosts", `nginx ${t.name}`, []] as const),
    ...topology.tomcats.map((t) => {
      const ports = t.connectors.map((c) => c.port).join(", ");
      const contexts = t.contexts.map((c) => `${c.path}${c.store === undefined ? "" : ` › ${c.store.name}`}`);
      return [
        t,
        "tomcat",
        `Tomcat ${t.version.value} ${t.name}`,
        [...(ports === "" ? [] : [`port ${ports}`]), ...few(contexts)],
      ] as const;
    }),
    ...topology.memcacheds.map((t) => [t, "cache", `memcached ${t.name}`, [`port ${t.port}`]] as const),
    ...topology.redises.map((t) => [t, "cache", `redis ${t.name}`, [`port ${t.port}`]] as const),
  ];
  const said = new Map(tiers.map(([tier, ...rest]) => [tier, rest]));
  const of = (tier: Tier, host: Host): Standing => {
    const [kind = "hosts", caption = "", lines = []] = said.get(tier) ?? [];
    const network = networkOf(host);
    const box = stand(caption, kind, caption, lines, network, [tier.span]);
    return { box, cell: cellOf(box, host, network) };
  };
  for (const [tier] of tiers) for (const host of tier.hosts) of(tier, host);
  for (const { host } of topology.vips.flatMap((v) => [
    ...v.directors,
    ...(v.owner === undefined ? [] : [v.owner]),
  ]))
    seen.add(host);
  return {
    of,
    plain: ({ id, caption }, { host, label, address, span }) => {
      const network = host === undefined ? undefined : networkOf(host, address);
      const box = stand(id, "hosts", caption, [], network, []);
      if (host !== undefined) return { box, cell: cellOf(box, host, network) };
      return { box, cell: on.cell(box, `${box} ${label}`, { label, detail: "", span }) };
    },
    rest: () => {
      for (const host of topology.hosts) {
        if (seen.has(host)) continue;
        const network = networkOf(host);
        const box = stand(`hosts ${placeKey(host.span)}`, "hosts", "host", [], network, []);
        cellOf(box, host, network);
      }
    },
    networkOf,
  };
}

const MOST_LINES = 3;

/** The first of them, and how many more there are. */
export function few(lines: readonly string[]): readonly string[] {
  if (lines.length <= MOST_LINES + 1) return lines;
  return [...lines.slice(0, MOST_LINES), `and ${lines.length - MOST_LINES} more`];
}

/** The host's address in the network it is drawn in; short where the frame says the rest. */
function addressIn(
  host: Host,
  network: Network | undefined,
): { readonly detail: string; readonly address?: string } {
  const own = host.interfaces.flatMap((i) => i.addresses).find((a) => a.network === network);
  const { address } = own ?? addressOf(host, 4) ?? addressOf(host, 6) ?? {};
  if (address === undefined) return { detail: "" };
  const [prefix, ...others] = network?.prefixes ?? [];
  const bytes = own === undefined || prefix === undefined || others.length > 0 ? 0 : prefix.value.length >> 3;
  if (address.family !== 4 || bytes === 0 || bytes === 4) return { detail: address.text };
  return { detail: `.${address.text.split(".").slice(bytes).join(".")}`, address: address.text };
}
