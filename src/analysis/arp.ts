/** Topology → what the model of ARP asks for: who answers for a vip that is another's, who announces it, and why. */
import type { Address, Facts, Host, Interface, Network, Prefix, Topology, Vip } from "../model/topology.ts";
import { announced, answers, type ArpHost, type HeldAddress } from "../semantics/kernel/arp.ts";
import type { Span } from "../text/source.ts";
import { once } from "./once.ts";
import { heldVips, holdersOf, type HeldVip } from "./roles.ts";
import { hasOwnSettings, kernelStateOf, type KernelState, type NumberSetting } from "./settings.ts";

/** Why the kernel lets a vip out that a real server should keep to itself. */
type Cause =
  /** The vip stands on an interface of the segment. */
  | "alias"
  /** The settings are right on `lo`, on `default`, or on another interface alone. */
  | "lo"
  | "default"
  | "other interface"
  /** The number has no meaning, and counts as 0. */
  | "reserved"
  /** One of `all` and the interface is right, and the other is larger. */
  | "larger"
  /** Other hands own the settings and none is stated. */
  | "unknown"
  | "value";

/** A vip that gets out at an interface of a host that does not own it. */
export type Leak = {
  readonly host: Host;
  readonly vip: Vip;
  readonly address: Address;
  readonly face: Interface;
  readonly how: "answers" | "announces";
  readonly cause: Cause;
  /** `arp_ignore` or `arp_announce`, and what counts of it on the interface. */
  readonly setting: string;
  readonly effective: number;
  /** The statement that makes it so. */
  readonly span: Span;
  /** That statement, when it is a sysctl of the operator. */
  readonly stated?: NumberSetting;
  /** Of the right value that does not count. */
  readonly other?: { readonly where: string; readonly value: number; readonly span: Span };
};

/** One a host, vip, setting and interface. IPv6 has no such leak: an address on `lo` is answered for by none. */
const leaksOf = once((topology: Topology): readonly Leak[] => [...eachLeak(topology)]);

/** The leaks of one cause, one a statement and setting. */
export function leaksBy(topology: Topology, cause: Cause, how?: Leak["how"]): readonly Leak[] {
  const seen = new Set<string>();
  return leaksOf(topology).filter((leak) => {
    if (leak.cause !== cause || (how !== undefined && leak.how !== how)) return false;
    const key = `${leak.host.name} ${cause === "alias" ? leak.address.text : leak.setting}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** Hosts that answer ARP for an address of a vip that is not theirs. */
export function answerersOf(topology: Topology, address: Address): readonly Leak[] {
  const seen = new Set<Host>();
  return leaksOf(topology).filter(
    ({ how, address: { text }, host }) =>
      how === "answers" && text === address.text && !seen.has(host) && seen.add(host),
  );
}

/** An IPv4 address of a vip that stands on a host that may not answer for it. */
type Place = {
  readonly address: Address;
  readonly vip: Vip;
  readonly span: Span;
  readonly alias?: Interface;
};

function* eachLeak(topology: Topology): Iterable<Leak> {
  const owned = vipsByAddress(topology);
  for (const host of topology.hosts) {
    const isKept = keepsToItself(host);
    if (isKept && !hasAny(host, owned)) continue;
    const state = kernelStateOf(topology, host);
    // Where both settings are right what is on `lo` stays there: the model need not be asked for each vip.
    const faces = host.interfaces.filter((face) => !isRight(state, face));
    if (faces.length === 0 && !isKept && !hasAny(host, owned)) continue;
    const places = placesOf(host, heldVips(topology).get(host), owned);
    if (places.length === 0) continue;
    const aliased = places.filter((p) => p.alias !== undefined);
    if (faces.length === 0 && aliased.length === 0) continue;
    const arp = arpHostOf(host, places, state);
    for (const place of faces.length === 0 ? aliased : places) {
      const segments = segmentsOf(place.vip);
      for (const face of host.interfaces) {
        const own = face.addresses.find((a) => segments.has(a.network) && a.address.family === 4);
        if (own === undefined) continue;
        const base = { host, vip: place.vip, address: place.address, face };
        const settings = (setting: string, right: readonly number[]) =>
          place.alias === undefined
            ? causeOf(state, host, face, segments, place, setting, right)
            : {
                cause: "alias" as const,
                setting,
                effective: effectiveOf(state, face.name, setting),
                span: place.span,
              };
        if (answers(arp, face.name, place.address))
          yield { ...base, how: "answers", ...settings("arp_ignore", [1, 2]) };
        const neighbour = neighbourOf(own.network, place.vip, host);
        if (
          neighbour !== undefined &&
          announced(arp, face.name, place.address, neighbour)?.text === place.address.text
        )
          yield { ...base, how: "announces", ...settings("arp_announce", [2]) };
      }
    }
  }
}

/** Whether a host has the vips it takes packets for from lbc alone, which then makes both settings right. */
function keepsToItself(host: Host): boolean {
  return (
    host.manageArp &&
    host.loopback.length === 0 &&
    !hasOwnSettings(host) &&
    // An interface without an address of its own borrows another's, which may be the vip.
    host.interfaces.every(hasIpv4)
  );
}

function hasIpv4({ addresses }: Interface): boolean {
  return addresses.some((a) => a.address.family === 4);
}

function isRight(state: KernelState, face: Interface): boolean {
  const ignore = effectiveOf(state, face.name, "arp_ignore");
  return (
    (ignore === 1 || ignore === 2) && effectiveOf(state, face.name, "arp_announce") === 2 && hasIpv4(face)
  );
}

/** Whether an address on an interface is a vip's, as declared or as found. */
function hasAny({ interfaces, found }: Host, vips: ReadonlyMap<string, Vip>): boolean {
  const isAny = (face: { readonly addresses: readonly Prefix[] }) =>
    face.addresses.some((a) => vips.has(a.address.text));
  return interfaces.some(isAny) || found?.interfaces.some(isAny) === true;
}

/** The vip of each address. */
export const vipsByAddress = once(({ vips }: Topology): ReadonlyMap<string, Vip> => {
  const owners = new Map<string, Vip>();
  for (const vip of vips) {
    for (const { address } of vip.addresses) owners.set(address.text, vip);
    for (const { address } of vip.excluded) owners.set(address.text, vip);
  }
  return owners;
});

function placesOf(
  host: Host,
  held: ReadonlyMap<string, HeldVip> | undefined,
  owned: ReadonlyMap<string, Vip>,
): readonly Place[] {
  const places = new Map<string, Place>();
  const add = (address: Address, span: Span, alias?: Interface) => {
    const vip = owned.get(address.text);
    if (vip === undefined || address.family !== 4 || places.has(address.text)) return;
    if (alias === undefined) places.set(address.text, { address, vip, span });
    else if (!holdersOf(vip).some((h) => h.host === host))
      places.set(address.text, { address, vip, span, alias });
  };
  for (const face of host.interfaces)
    for (const { address, span } of face.addresses) add(address, span, face);
  const there = (host.found?.interfaces ?? []).map(({ name, addresses }) => ({
    face: host.interfaces.find((i) => i.name === name),
    addresses: addresses.filter((a) => owned.has(a.address.text)),
  }));
  // Where a vip stands twice, the interface lets it out.
  for (const { face, addresses } of there)
    if (face !== undefined) for (const { address, span } of addresses) add(address, span, face);
  for (const { face, addresses } of there)
    if (face === undefined) for (const { address, span } of addresses) add(address, span);
  // What was looked for on a host and was not there does not get out.
  for (const { address, span } of [...host.loopback, ...(held?.values() ?? [])])
    if (host.found === undefined || isFoundOn(host.found, address)) add(address, span);
  return [...places.values()];
}

function isFoundOn({ interfaces }: Facts, address: Address): boolean {
  return interfaces.some((i) => i.addresses.some((a) => a.address.text === address.text));
}

/** The host as the model wants it, with its vips where they stand. */
function arpHostOf(host: Host, places: readonly Place[], state: KernelState): ArpHost {
  const settings = (where: string) => ({
    ignore: state.conf(where, "arp_ignore")?.value ?? 0,
    announce: state.conf(where, "arp_announce")?.value ?? 0,
  });
  const vips = places
    .filter((p) => p.alias === undefined)
    .map((p): HeldAddress => {
      const stated = host.loopback.find((a) => a.address.text === p.address.text);
      return { address: p.address, length: stated?.length ?? 32 };
    });
  return {
    all: settings("all"),
    interfaces: [
      { name: "lo", addresses: vips, ...settings("lo") },
      ...host.interfaces.map((face) => ({
        name: face.name,
        addresses: [...face.addresses, ...foundOn(face, places)],
        ...settings(face.name),
      })),
    ],
  };
}

/** Vips that stand on an interface and are not declared there. */
function foundOn(face: Interface, places: readonly Place[]): readonly HeldAddress[] {
  return places
    .filter((p) => p.alias === face && !face.addresses.some((a) => a.address.text === p.address.text))
    .map(({ address }) => ({ address, length: 32 }));
}

/** The networks on which a vip is asked for: those of the interfaces that may hold it. */
export const segmentsOf = once(
  (vip: Vip): ReadonlySet<Network> =>
    new Set(holdersOf(vip).flatMap((h) => h.interface.addresses.map((a) => a.network))),
);

/** Somebody on the network to whom a host sends answers: its router, else who holds the vip. */
function neighbourOf(network: Network, vip: Vip, host: Host): Address | undefined {
  const router = network.gateways.find((g) => g.value.family === 4)?.value;
  if (router !== undefined) return router;
  return holdersOf(vip)
    .filter((h) => h.host !== host)
    .flatMap((h) => h.interface.addresses)
    .find((a) => a.network === network && a.address.family === 4)?.address;
}

/** The larger of `all` and the interface. */
export function effectiveOf(state: KernelState, face: string, setting: string): number {
  return Math.max(state.conf("all", setting)?.value ?? 0, state.conf(face, setting)?.value ?? 0);
}

function causeOf(
  state: KernelState,
  host: Host,
  face: Interface,
  segments: ReadonlySet<Network>,
  place: Place,
  setting: string,
  right: readonly number[],
): Pick<Leak, "cause" | "setting" | "effective" | "span" | "stated" | "other"> {
  const at = (where: string) => {
    const found = state.conf(where, setting);
    return found === undefined ? undefined : { where, ...found };
  };
  const isRight = (value: number | undefined) => value !== undefined && right.includes(value);
  const all = at("all");
  const own = at(face.name);
  const effective = effectiveOf(state, face.name, setting);
  const top = [own, all].find((s) => s?.value === effective);
  const base = { setting, effective };
  const by = (found: NumberSetting) => ({ span: found.span, ...(found.stated ? { stated: found } : {}) });
  if (effective > 0 && top !== undefined) {
    const reserved =
      setting === "arp_ignore" ? effective > 8 || (effective > 3 && effective < 8) : effective > 2;
    if (reserved) return { ...base, cause: "reserved", ...by(top) };
    const lesser = [own, all].find((s) => isRight(s?.value));
    if (lesser !== undefined) return { ...base, cause: "larger", ...by(top), other: lesser };
    return { ...base, cause: "value", ...by(top) };
  }
  const lo = at("lo");
  if (lo !== undefined && isRight(lo.value)) return { ...base, cause: "lo", ...by(lo) };
  const elsewhere = host.interfaces
    .filter((i) => i !== face && i.addresses.some((a) => segments.has(a.network)))
    .map((i) => at(i.name))
    .find((s) => isRight(s?.value));
  if (elsewhere !== undefined)
    return { ...base, cause: "other interface", ...by(elsewhere), other: elsewhere };
  const later = at("default");
  if (later?.stated === true && isRight(later.value)) return { ...base, cause: "default", ...by(later) };
  if (top !== undefined) return { ...base, cause: "value", ...by(top) };
  if (!host.manageArp && host.manageSpan !== undefined)
    return { ...base, cause: "unknown", span: host.manageSpan };
  return { ...base, cause: "value", span: place.span };
}

/** Whether a director that holds the vip answers for it where it holds it; an IPv6 address is always answered for. */
export function answersForVip(topology: Topology, host: Host, face: Interface, vip: Prefix): boolean {
  if (vip.address.family === 6) return true;
  const state = kernelStateOf(topology, host);
  const arp = arpHostOf(host, [], state);
  const interfaces = arp.interfaces.map((i) =>
    i.name === face.name ? { ...i, addresses: [...i.addresses, vip] } : i,
  );
  const asker = face.addresses.find((a) => a.address.family === 4)?.address;
  return asker === undefined || answers({ ...arp, interfaces }, face.name, vip.address, asker);
}
