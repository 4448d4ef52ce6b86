/** Networks and hosts. */
import { contains, networkNumber, numberOf, widthOf, type Address } from "../semantics/net/address.ts";
import type { Report } from "../problems/problem.ts";
import type { Located, Span } from "../text/source.ts";
import type { Field } from "../vocabulary/read.ts";
import {
  addresses,
  all,
  find,
  maybe,
  numberField,
  one,
  prefixes,
  textField,
  texts,
  type Table,
} from "./fields.ts";
import type { Host, Interface, InterfaceAddress, Network } from "./topology.ts";

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

/** Networks indexed so that finding the one of an address does not depend on their number. */
export type NetworkIndex = (
  address: Address,
) => { readonly network: Network; readonly length: number } | undefined;

export function indexNetworks(networks: readonly Network[]): NetworkIndex {
  const byLength = new Map<string, Map<bigint, Network>>();
  const lengths: { readonly family: 4 | 6; readonly length: number }[] = [];
  for (const network of networks) {
    for (const { value } of network.prefixes) {
      const key = `${value.address.family}/${value.length}`;
      let blocks = byLength.get(key);
      if (blocks === undefined) {
        byLength.set(key, (blocks = new Map<bigint, Network>()));
        lengths.push({ family: value.address.family, length: value.length });
      }
      const number = networkNumber(value);
      if (!blocks.has(number)) blocks.set(number, network);
    }
  }
  lengths.sort((a, b) => b.length - a.length);
  return (address) => {
    const number = numberOf(address);
    for (const { family, length } of lengths) {
      if (family !== address.family) continue;
      const shift = BigInt(widthOf(family) - length);
      const network = byLength.get(`${family}/${length}`)?.get((number >> shift) << shift);
      if (network !== undefined) return { network, length };
    }
    return undefined;
  };
}

export type HostContext = {
  readonly networkOf: NetworkIndex;
  /** False when a network has a reported flaw: then nobody can say that an address lies in none. */
  readonly networksKnown: boolean;
  /** Which host has an address; filled by `buildHost`. */
  readonly owners: Map<string, { readonly host: string; readonly span: Span }>;
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
  const interfaces: Interface[] = [];
  for (const face of all(fields, "*")) {
    const own: InterfaceAddress[] = [];
    for (const { value, span } of prefixes(face)) {
      const address = buildAddress(name.value, value.address, value.length, span, context);
      if (address === undefined) flaw();
      else own.push(address);
    }
    if (face.flawed) flaw();
    const same = interfaces.find((i) => i.name === face.keyword.value);
    if (same === undefined) interfaces.push({ name: face.keyword.value, span: face.span, addresses: own });
    else interfaces[interfaces.indexOf(same)] = { ...same, addresses: [...same.addresses, ...own] };
  }
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
  const clock = textField(fields, "clock");
  return {
    name: name.value,
    span: field.span,
    interfaces,
    ...maybe("cpus", numberField(fields, "cpus")),
    ...maybe("memory", numberField(fields, "memory")),
    ...maybe("fileMax", numberField(fields, "file_max")),
    ...maybe("nofile", numberField(fields, "nofile")),
    ...maybe(
      "clock",
      clock === undefined
        ? undefined
        : { value: clock.value === "none" ? ("none" as const) : ("ntp" as const), span: clock.span },
    ),
    ntpServers: all(one(fields, "clock")?.fields ?? new Map(), "server").flatMap(texts),
    ...maybe("gateway", addresses(one(fields, "gateway"))[0]),
    sysctls: all(fields, "sysctl").flatMap((sysctl) => buildSysctl(sysctl, report)),
    manageArp: texts(manage)[1]?.value !== "off",
  };
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
  return [{ key: key.value, value: value.value, span: field.span }];
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
    if (!networksKnown) return undefined;
    report({
      code: "host/no-network",
      severity: "error",
      message: `${address.text} lies in no declared network, so nobody knows its neighbours`,
      span,
      help: `add \`network NAME ${address.family === 4 ? "A.B.C.0/24" : "2001:db8::/64"}\` with its block, or correct the address`,
    });
    return undefined;
  }
  const full = networkOf(address);
  const block = { address, length: length ?? found.length };
  if (full !== undefined && contains({ address, length: found.length }, address)) {
    const isWhole = found.length < widthOf(address.family) - 1;
    const number = numberOf(address);
    const first = networkNumber({ address, length: found.length });
    const last = first + (1n << BigInt(widthOf(address.family) - found.length)) - 1n;
    if (isWhole && (number === first || (address.family === 4 && number === last))) {
      const what = number === first ? "network" : "broadcast";
      report({
        code: "host/not-usable",
        severity: "error",
        message: `${address.text} is the ${what} address of its network`,
        span,
        help: "use an address in between",
      });
    }
  }
  return { address, length: block.length, network: found.network, span };
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
