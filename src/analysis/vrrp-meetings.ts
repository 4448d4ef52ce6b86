/** Vips whose adverts meet: those that use one virtual router id where both are heard, and those that share an address. */
import type { Director, Topology, Vip, VipAddress } from "../model/topology.ts";
import { once } from "./once.ts";
import { allAddresses, holdersOf } from "./roles.ts";

/** Two vips with one virtual router id; the later one second. */
export type Meeting = {
  readonly vips: readonly [Vip, Vip];
  /** A segment on which both speak by multicast; absent for two that speak by unicast on the same hosts. */
  readonly segment?: string;
  /** A host where one interface would run both: keepalived refuses that. */
  readonly both?: Director;
};

/** Each vip with the first before it that it meets. */
export const meetings = once((topology: Topology): readonly Meeting[] => {
  const first = new Map<string, Vip>();
  return topology.vips.flatMap((vip): Meeting[] => {
    for (const { key, segment } of placesOf(vip)) {
      const other = first.get(key);
      if (other === undefined) first.set(key, vip);
      else if (other !== vip) {
        const both = vip.directors.find((d) =>
          other.directors.some((o) => o.host === d.host && o.interface === d.interface),
        );
        return [
          {
            vips: [other, vip],
            ...(segment === undefined ? {} : { segment }),
            ...(both === undefined ? {} : { both }),
          },
        ];
      }
    }
    return [];
  });
});

/** Where the adverts of a vip are heard. IPv4 and IPv6 do not meet, nor do unicast and multicast. */
function placesOf(vip: Vip): readonly { readonly key: string; readonly segment?: string }[] {
  const id = vip.virtualRouterId?.value ?? 1;
  const family = vip.addresses[0]?.address.family ?? 4;
  if (vip.mode === "multicast") {
    const segments = new Set(vip.directors.map((d) => d.source.network.name));
    return [...segments].map((segment) => ({ key: `${id} ${family} on ${segment}`, segment }));
  }
  const hosts = vip.directors.map((d) => d.host.name).sort();
  return hosts.flatMap((a, i) => hosts.slice(i + 1).map((b) => ({ key: `${id} ${family} ${a} to ${b}` })));
}

/** Two vips with one address; the later one second. */
export type SharedAddress = {
  readonly first: { readonly vip: Vip; readonly address: VipAddress };
  readonly second: { readonly vip: Vip; readonly address: VipAddress };
  /** Whether both have one virtual router id and no host in common: the parts of what was meant as one vip. */
  readonly isSplit: boolean;
};

/** Each pair of vips once, with the first address that they share. */
export const sharedAddresses = once((topology: Topology): readonly SharedAddress[] => {
  const known = new Map<string, SharedAddress["first"]>();
  const seen = new Set<string>();
  return topology.vips.flatMap((vip) =>
    allAddresses(vip).flatMap((address): SharedAddress[] => {
      const first = known.get(address.address.text);
      if (first === undefined) known.set(address.address.text, { vip, address });
      if (first === undefined || first.vip === vip || seen.has(`${first.vip.name} ${vip.name}`)) return [];
      seen.add(`${first.vip.name} ${vip.name}`);
      return [{ first, second: { vip, address }, isSplit: isSplit(first.vip, vip) }];
    }),
  );
});

function isSplit(a: Vip, b: Vip): boolean {
  const hosts = new Set(holdersOf(a).map((h) => h.host));
  return (
    a.virtualRouterId !== undefined &&
    a.virtualRouterId.value === b.virtualRouterId?.value &&
    !holdersOf(b).some((h) => hosts.has(h.host))
  );
}
