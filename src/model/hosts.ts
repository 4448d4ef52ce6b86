/** Networks and hosts. */
import {
  blockSize,
  networkNumber,
  numberOf,
  quadNumber,
  widthOf,
  type Address,
} from "../semantics/net/address.ts";
import type { Report } from "../problems/problem.ts";
import type { Located, Span } from "../text/source.ts";
import type { Field } from "../vocabulary/field.ts";
import {
  addresses,
  all,
  each,
  eachOf,
  find,
  given,
  numberField,
  one,
  prefixes,
  textAt,
  textField,
  texts,
  type Table,
} from "./fields.ts";
import type { Facts, Host, Interface, InterfaceAddress, LoopbackAddress, Network } from "./topology.ts";

/** Names that the output tree uses for itself. */
const RESERVED = new Set(["ipvsadm", "ansible", "manifest.json"]);

export function buildNetwork(field: Field, name: string): Network {
  const gateways = addresses(one(field.fields, "gateway"));
  return {
    name,
    span: field.span,
    prefixes: prefixes(field).flatMap(({ value, span }) =>
      value.length === undefined ? [] : [{ value: { address: value.address, length: value.length }, span }],
    ),
    gateways,
    vrrp: textField(field.fields, "vrrp")?.value === "unicast" ? "unicast" : "multicast",
    mtu: numberField(field.fields, "mtu")?.value ?? 1500,
  };
}

/** Where an address lies, and whether it is the first or (IPv4) the last of its network, which no host may have. */
export type Found = {
  readonly network: Network;
  readonly length: number;
  readonly edge?: "network" | "broadcast";
};
export type NetworkIndex = (address: Address) => Found | undefined;

/** Networks indexed so that finding the one of an address does not depend on their number. */
export function indexNetworks(networks: readonly Network[]): NetworkIndex {
  const four = new Map<number, Map<number, Network>>();
  const six = new Map<number, Map<bigint, Network>>();
  for (const network of networks) {
    for (const { value } of network.prefixes) {
      if (value.address.family === 4) index(four, value.length, Number(networkNumber(value)), network);
      else index(six, value.length, networkNumber(value), network);
    }
  }
  // The longest prefix first.
  const fours = [...four].sort(([a], [b]) => b - a);
  const sixes = [...six].sort(([a], [b]) => b - a);
  return (address) => {
    if (address.family === 4) {
      const number = quadNumber(address.text);
      for (const [length, blocks] of fours) {
        const size = blockSize(length);
        const first = number - (number % size);
        const network = blocks.get(first);
        if (network === undefined) continue;
        const edge =
          size < 4
            ? undefined
            : number === first
              ? "network"
              : number === first + size - 1
                ? "broadcast"
                : undefined;
        return edge === undefined ? { network, length } : { network, length, edge };
      }
      return undefined;
    }
    const number = numberOf(address);
    for (const [length, blocks] of sixes) {
      const first = networkNumber({ address, length });
      const network = blocks.get(first);
      if (network === undefined) continue;
      return length < 127 && number === first ? { network, length, edge: "network" } : { network, length };
    }
    return undefined;
  };
}

/** Of two networks with one block the first counts. */
function index<N>(byLength: Map<number, Map<N, Network>>, length: number, first: N, network: Network): void {
  let blocks = byLength.get(length);
  if (blocks === undefined) byLength.set(length, (blocks = new Map<N, Network>()));
  if (!blocks.has(first)) blocks.set(first, network);
}

export type HostContext = {
  readonly networkOf: NetworkIndex;
  /** False when a network has a reported flaw: then nobody can say that an address lies in none. */
  readonly networksKnown: () => boolean;
  /** Which host has an address; filled by `buildHost`. */
  readonly owners: Map<string, { readonly host: string; readonly span: Span }>;
  /** What was found on hosts, by their names. */
  readonly facts: ReadonlyMap<string, Facts>;
  readonly report: Report;
  /** Says that an address of the host is missing for a reported reason. */
  readonly flaw: () => void;
};

export function buildHost(field: Field, name: Located<string>, context: HostContext): Host {
  const { report, flaw } = context;
  if (RESERVED.has(name.value)) {
    const message = `a host cannot be called \`${name.value}\`: the output tree has a folder of that name`;
    report({
      code: "name/reserved",
      severity: "error",
      message,
      span: name.span,
      help: "choose another name",
    });
  }
  const { fields } = field;
  const faces = all(fields, "*");
  const own = faces.some(isLoopback) ? faces.filter((face) => !isLoopback(face)) : faces;
  const loopback = own === faces ? [] : eachOf(faces.filter(isLoopback), loopbackAddresses);
  const interfaces = merged(own.map((face) => buildInterface(face, name.value, context)));
  if (interfaces.length === 0) flaw();
  if (interfaces.length === 0 && !field.flawed) {
    const help = "add its interface and address, such as `eth0 192.0.2.11`";
    report({
      code: "host/no-address",
      severity: "error",
      message: `the host \`${name.value}\` has no address`,
      span: name.span,
      help,
    });
  }
  const manage = one(fields, "manage");
  const clock = one(fields, "clock");
  const keeper = textAt(clock, 0);
  return given<Host>({
    name: name.value,
    span: field.span,
    interfaces,
    cpus: numberField(fields, "cpus"),
    memory: numberField(fields, "memory"),
    fileMax: numberField(fields, "file_max"),
    nofile: numberField(fields, "nofile"),
    clock: keeper && { value: keeper.value === "none" ? "none" : "ntp", span: keeper.span },
    ntpServers: eachOf(clock === undefined ? [] : all(clock.fields, "server"), texts),
    gateway: addresses(one(fields, "gateway"))[0],
    sysctls: eachOf(all(fields, "sysctl"), (sysctl) => buildSysctl(sysctl, report)),
    loopback,
    manageArp: texts(manage)[1]?.value !== "off",
    manageSpan: manage?.span,
    found: context.facts.get(name.value),
  });
}

function isLoopback(face: Field): boolean {
  return face.word === "lo";
}

function loopbackAddresses(face: Field): readonly LoopbackAddress[] {
  return prefixes(face).map(({ value, span }) => {
    const { address, length } = value;
    return { address, length: length ?? widthOf(address.family), span };
  });
}

function buildInterface(field: Field, host: string, context: HostContext): Interface {
  if (field.flawed) context.flaw();
  const addresses = each(prefixes(field), ({ value, span }) => {
    const address = buildAddress(host, value.address, value.length, span, context);
    if (address === undefined) context.flaw();
    return address;
  });
  return { name: field.word, span: field.span, addresses };
}

/** Interfaces of one name are one, stated in parts. */
function merged(interfaces: readonly Interface[]): readonly Interface[] {
  if (interfaces.length < 2) return interfaces;
  const byName = new Map<string, { name: string; span: Span; addresses: InterfaceAddress[] }>();
  for (const { name, span, addresses } of interfaces) {
    const before = byName.get(name);
    if (before === undefined) byName.set(name, { name, span, addresses: [...addresses] });
    else for (const address of addresses) before.addresses.push(address);
  }
  return [...byName.values()];
}

function buildSysctl(field: Field, report: Report): Host["sysctls"] {
  const [key, value] = texts(field);
  if (key === undefined || value === undefined) return [];
  if (
    !/^[A-Za-z0-9_]+([./][A-Za-z0-9_:-]+)+$/.test(key.value) ||
    /[\u0000-\u0008\u000a-\u001f\u007f#;]/.test(value.value) ||
    value.value.trim() === "" ||
    value.value.trim() !== value.value
  ) {
    const message = `\`${key.value} ${value.value}\` is no sysctl`;
    report({
      code: "word/value",
      severity: "error",
      message: message.replace(/[\u0000-\u001f\u007f]/g, " "),
      span: field.span,
      help: "write `sysctl net.ipv4.ip_forward 1`",
    });
    return [];
  }
  return [{ key: dotted(key.value), value: value.value, span: field.span }];
}

/** sysctl(8) takes `a/b` for `a.b`; only a name with a dot in it needs the slashes. */
function dotted(key: string): string {
  return /^[^./]+\//.test(key) && !key.includes(".") ? key.replaceAll("/", ".") : key;
}

function buildAddress(
  host: string,
  address: Address,
  length: number | undefined,
  span: Span,
  { networkOf, networksKnown, owners, report }: HostContext,
): InterfaceAddress | undefined {
  const before = owners.get(address.text);
  if (before !== undefined) {
    report({
      code: "host/duplicate-address",
      severity: "error",
      message: `${address.text} is already an address of \`${before.host}\``,
      span,
      related: [{ span: before.span, message: "first used here" }],
      help: "give each interface its own address",
    });
  } else owners.set(address.text, { host, span });
  const found = networkOf(address);
  if (found === undefined) {
    if (!networksKnown()) return undefined;
    report({
      code: "host/no-network",
      severity: "error",
      message: `${address.text} lies in no declared network, so nobody knows its neighbours`,
      span,
      help: `add \`network NAME ${address.family === 4 ? "A.B.C.0/24" : "2001:db8::/64"}\` with its block, or correct the address`,
    });
    return undefined;
  }
  if (found.edge !== undefined) {
    report({
      code: "host/not-usable",
      severity: "error",
      message: `${address.text} is the ${found.edge} address of its network`,
      span,
      help: "use an address in between",
    });
  }
  return { address, length: length ?? found.length, network: found.network, span };
}

/** Hosts named after `on`, each once. */
export function hostsOf(field: Field, hosts: Table<Host>, report: Report): readonly Host[] {
  const out = new Set<Host>();
  for (const name of texts(field).slice(1)) {
    const host = find(hosts, "host", name, report);
    if (host !== undefined) out.add(host);
  }
  return [...out];
}
