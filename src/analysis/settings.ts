/**
 * The kernel settings of every host that needs some: what its part in the topology asks for, then what its operator
 * states. Sources: the kernel's ip-sysctl and ipvs-sysctl pages.
 */
import type { Host, Topology, VirtualServer } from "../model/topology.ts";
import type { Span } from "../text/source.ts";
import { once } from "./once.ts";
import { familiesOf, forwardedBy, heldVips, type HeldVip } from "./roles.ts";

export type Setting = {
  readonly key: string;
  readonly value: string;
  readonly span: Span;
  /** Whether the operator's own statement makes it. */
  readonly stated: boolean;
};

/** In the order in which they are set; hosts without any are left out. */
export const settingsOf = once((topology: Topology): ReadonlyMap<Host, readonly Setting[]> => {
  const held = heldVips(topology);
  const forwarded = forwardedBy(topology);
  const all = new Map<Host, readonly Setting[]>();
  for (const host of topology.hosts) {
    const own = settingsOfHost(host, endOf(host, held.get(host)), forwarded.get(host) ?? []);
    if (own.length > 0) all.set(host, own);
  }
  return all;
});

/** What the vips that a host takes packets for ask of it: the places that make it so. */
type End = { readonly held: Span | undefined; readonly tunnelled: Span | undefined };
const noEnd: End = { held: undefined, tunnelled: undefined };

function endOf(host: Host, vips: ReadonlyMap<string, HeldVip> | undefined): End {
  if (vips === undefined) return noEnd;
  let held: Span | undefined;
  let tunnelled: HeldVip | undefined;
  for (const vip of vips.values()) {
    if (vip.address.family === 4 && host.manageArp) held ??= vip.span;
    if (vip.how === "tun") tunnelled ??= vip;
  }
  return { held, tunnelled: tunnelled?.address.family === 4 ? tunnelled.span : undefined };
}

/** The kernel takes the larger of `all` and the interface; `default` is for interfaces still to come. */
const HELD = ["all", "default"].flatMap((which) => [
  { key: `net.ipv4.conf.${which}.arp_ignore`, value: "1" },
  { key: `net.ipv4.conf.${which}.arp_announce`, value: "2" },
]);

/** Answers leave by another interface than the tunnel the request came from. `all` counts too: the larger wins. */
const TUNNELLED = ["all", "default"].map((which) => ({
  key: `net.ipv4.conf.${which}.rp_filter`,
  value: "0",
}));

/** The last word on a key is the operator's. */
function settingsOfHost(
  host: Host,
  { held, tunnelled }: End,
  forwarded: readonly VirtualServer[],
): readonly Setting[] {
  const byKey = new Map<string, Setting>();
  const set = (key: string, value: string | number, span: Span) =>
    byKey.set(key, { key, value: String(value), span, stated: false });
  if (held !== undefined) for (const { key, value } of HELD) set(key, value, held);
  if (tunnelled !== undefined) for (const { key, value } of TUNNELLED) set(key, value, tunnelled);
  for (const server of forwarded) {
    if (server.forward.value === "nat") {
      const { span } = server.forward;
      if (familiesOf(server).has(4)) {
        set("net.ipv4.ip_forward", 1, span);
        // The kernel takes either of `all` and the interface, so both must be off.
        for (const which of ["all", "default", ...host.interfaces.map((i) => i.name)]) {
          set(confKey(which, "send_redirects"), 0, span);
        }
      }
      if (familiesOf(server).has(6)) set("net.ipv6.conf.all.forwarding", 1, span);
    }
    if (server.persistence !== undefined)
      set("net.ipv4.vs.expire_quiescent_template", 1, server.persistence.span);
    // A real server that keepalived takes out leaves connections that would hang for 15 minutes.
    const removed = server.realServers.find((r) => r.checks.length > 0) ?? server.persistence;
    if (removed !== undefined) set("net.ipv4.vs.expire_nodest_conn", 1, removed.span);
  }
  for (const { key, value, span } of host.sysctls) byKey.set(key, { key, value, span, stated: true });
  return [...byKey.values()];
}

/** An interface name with a dot is written with slashes, as sysctl(8) wants it. */
function confKey(name: string, setting: string): string {
  return name.includes(".") ? `net/ipv4/conf/${name}/${setting}` : `net.ipv4.conf.${name}.${setting}`;
}

/** The settings of one host as sysctl(8) leaves them. */
export type KernelState = {
  /** A key with slashes: `net/ipv4/ip_forward`. */
  readonly value: (key: string) => NumberSetting | undefined;
  /** `net.ipv4.conf.WHERE.SETTING`. */
  readonly conf: (where: string, setting: string) => NumberSetting | undefined;
  /** Whether any interface, `all` or `default` has the setting. */
  readonly mentions: (setting: string) => boolean;
};
/** A setting that is a whole number, with its key as written. */
export type NumberSetting = Omit<Setting, "value"> & { readonly value: number };

const states = once((topology: Topology) => ({
  held: heldVips(topology),
  forwarded: forwardedBy(topology),
  known: new Map<Host, KernelState>(),
}));

/** Whether a host has settings that lbc does not make: stated ones, or what was found there. */
export function hasOwnSettings(host: Host): boolean {
  return host.sysctls.length > 0 || host.found !== undefined;
}

/** Whether any host has. */
export const isAnySet = once(({ hosts }: Topology) => hosts.some(hasOwnSettings));

/** What is set on a host, as it was found; what is not has the kernel's default, or another hand's value. */
export function kernelStateOf(topology: Topology, host: Host): KernelState {
  const { held, forwarded, known } = states(topology);
  const before = known.get(host);
  if (before !== undefined) return before;
  const end = endOf(host, held.get(host));
  const own = forwarded.get(host);
  if (own === undefined && !hasOwnSettings(host)) return plainState(end);
  const state = new State(tableOf(settingsOfHost(host, end, own ?? []), host.found?.sysctls), noEnd);
  known.set(host, state);
  return state;
}

/** A setting and the place that makes it, or for what the vips of a host ask which of its places that is. */
type Entry = Omit<NumberSetting, "span"> & { readonly span: Span | keyof End };
type Table = {
  /** With slashes. */
  readonly byKey: ReadonlyMap<string, Entry>;
  /** Of `net.ipv4.conf`: by the setting, then by where it is. */
  readonly bySetting: ReadonlyMap<string, ReadonlyMap<string, Entry>>;
};

class State implements KernelState {
  private readonly table: Table;
  private readonly end: End;

  constructor(table: Table, end: End) {
    this.table = table;
    this.end = end;
  }

  value(key: string): NumberSetting | undefined {
    return this.placed(this.table.byKey.get(key));
  }

  conf(where: string, setting: string): NumberSetting | undefined {
    return this.placed(this.table.bySetting.get(setting)?.get(where));
  }

  mentions(setting: string): boolean {
    return this.table.bySetting.has(setting);
  }

  private placed(entry: Entry | undefined): NumberSetting | undefined {
    if (entry === undefined) return undefined;
    const { key, value, stated } = entry;
    const span = typeof entry.span === "string" ? this.end[entry.span] : entry.span;
    return span && { key, value, stated, span };
  }
}

/** `found` on the host counts, whatever is said of it. */
function tableOf(
  settings: readonly (Omit<Setting, "span"> & Pick<Entry, "span">)[],
  found?: NonNullable<Host["found"]>["sysctls"],
): Table {
  const byKey = new Map<string, Entry>();
  for (const setting of settings) {
    const key = canonicalKey(setting.key);
    if (/^-?\d+$/.test(setting.value)) byKey.set(key, { ...setting, value: Number(setting.value) });
    else byKey.delete(key);
  }
  for (const [key, one] of found ?? []) {
    const value = Number(one.value);
    // What is as it should be keeps the place that wants it so.
    if (!/^-?\d+$/.test(one.value) || byKey.get(key)?.value === value) continue;
    byKey.set(key, {
      key: shown(key),
      value,
      stated: false,
      get span() {
        return one.span;
      },
    });
  }
  const bySetting = new Map<string, Map<string, Entry>>();
  for (const [key, entry] of byKey) {
    const [, where, setting] = /^net\/ipv4\/conf\/(.+)\/([^/]+)$/.exec(key) ?? [];
    if (where === undefined || setting === undefined) continue;
    const places = bySetting.get(setting) ?? new Map<string, Entry>();
    bySetting.set(setting, places.set(where, entry));
  }
  return { byKey, bySetting };
}

const made = (settings: typeof HELD, span: keyof End) => settings.map((s) => ({ ...s, span, stated: false }));
/** Real servers have the same settings, each for a place of its own: one table does for all of them. */
const plainTables = () => ({
  none: tableOf([]),
  held: tableOf(made(HELD, "held")),
  tunnelled: tableOf(made(TUNNELLED, "tunnelled")),
  both: tableOf([...made(HELD, "held"), ...made(TUNNELLED, "tunnelled")]),
});
let plain: ReturnType<typeof plainTables> | undefined;

function plainState(end: End): KernelState {
  plain ??= plainTables();
  const { held, tunnelled } = end;
  if (tunnelled === undefined) return new State(held === undefined ? plain.none : plain.held, end);
  return new State(held === undefined ? plain.tunnelled : plain.both, end);
}

/** A path below /proc/sys as sysctl(8) shows it. */
export function shown(path: string): string {
  return path.includes(".") ? path : path.replaceAll("/", ".");
}

/** A key with slashes; sysctl(8) takes what comes first, a dot or a slash, for the separator. */
export function canonicalKey(key: string): string {
  const first = /[./]/.exec(key)?.[0];
  return first === "." ? key.replace(/[./]/g, (c) => (c === "." ? "/" : ".")) : key;
}
