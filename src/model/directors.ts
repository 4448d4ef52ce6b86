/** Who may hold a vip: its directors, or its one owner. */
import type { Report } from "../problems/problem.ts";
import type { Located, Span } from "../text/source.ts";
import type { Field } from "../vocabulary/field.ts";
import { all, find, isFlawed, numberField, one, textAt, textField, texts, type Table } from "./fields.ts";
import type { NetworkIndex } from "./hosts.ts";
import type { Director, Host, Interface, InterfaceAddress, Network, Vip, VipAddress } from "./topology.ts";

export type VipContext = {
  readonly hosts: Table<Host>;
  readonly networkOf: NetworkIndex;
  /** False when a network has a reported flaw. */
  readonly networksKnown: () => boolean;
  /** Which host has an address. */
  readonly owners: ReadonlyMap<string, { readonly host: string; readonly span: Span }>;
  readonly report: Report;
};

/** The interface and address of a host from which it speaks for a VIP. */
function faceFor(
  host: Host,
  vip: VipAddress,
  wanted: Located<string> | undefined,
  at: Span,
  context: VipContext,
): { readonly interface: Interface; readonly source: InterfaceAddress } | undefined {
  const { report, networkOf } = context;
  const family = vip.address.family;
  if (wanted !== undefined) {
    const face = host.interfaces.find((i) => i.name === wanted.value);
    const source = face?.addresses.find((a) => a.address.family === family);
    if (face !== undefined && source !== undefined) return { interface: face, source };
    if (isFlawed(context.hosts, host.name)) return undefined;
    const message =
      face === undefined
        ? `the host \`${host.name}\` has no interface \`${wanted.value}\``
        : `\`${wanted.value}\` of \`${host.name}\` has no IPv${family} address; VRRP would stay in FAULT`;
    const names = host.interfaces.map((i) => `\`${i.name}\``).join(", ");
    report({
      code: "vip/interface",
      severity: "error",
      message,
      span: wanted.span,
      related: [{ span: host.span, message: "the host" }],
      help: `it has ${names}`,
    });
    return undefined;
  }
  const network: Network | undefined = networkOf(vip.address)?.network;
  for (const face of host.interfaces) {
    const source = face.addresses.find((a) => a.address.family === family && a.network === network);
    if (network !== undefined && source !== undefined) return { interface: face, source };
  }
  if (!context.networksKnown() || isFlawed(context.hosts, host.name)) return undefined;
  report({
    code: "vip/interface",
    severity: "error",
    message: `\`${host.name}\` has no interface in the network of ${vip.address.text}`,
    span: at,
    related: [
      {
        span: vip.span,
        message: network === undefined ? "in no declared network" : `in network \`${network.name}\``,
      },
    ],
    help: "name the interface it speaks VRRP on: `interface eth1`",
  });
  return undefined;
}

export function director(field: Field, vip: VipAddress, context: VipContext): Director | undefined {
  const name = textAt(field, 0);
  const host = name === undefined ? undefined : find(context.hosts, "host", name, context.report);
  const priority = numberField(field.fields, "priority");
  if (host === undefined || name === undefined) return undefined;
  const face = faceFor(host, vip, textField(field.fields, "interface"), name.span, context);
  if (face === undefined || priority === undefined) return undefined;
  return { host, priority, span: field.span, interface: face.interface, source: face.source };
}

export function checkDirectors(directors: readonly Director[], report: Report): void {
  // Mostly there are two.
  if (directors.length === 2 && directors[0]?.host !== directors[1]?.host) return;
  const seen = new Map<Host, Director>();
  for (const d of directors) {
    const before = seen.get(d.host);
    if (before === undefined) seen.set(d.host, d);
    else {
      const message = `\`${d.host.name}\` is already a director of this vip`;
      report({
        code: "name/duplicate",
        severity: "error",
        message,
        span: d.span,
        related: [{ span: before.span, message: "first stated here" }],
        help: "remove one of them",
      });
    }
  }
}

export function ownerOf(field: Field, vip: VipAddress, context: VipContext): Vip["owner"] {
  const on = one(field.fields, "on");
  const name = texts(on)[0];
  if (on === undefined || name === undefined) return undefined;
  const directors = all(field.fields, "director");
  if (directors[0] !== undefined) {
    const message = "a vip has either one owner or directors";
    context.report({
      code: "vip/owner-and-directors",
      severity: "error",
      message,
      span: on.span,
      related: [{ span: directors[0].span, message: "a director" }],
      help: "remove `on HOST`, or the directors",
    });
  }
  const host = find(context.hosts, "host", name, context.report);
  if (host === undefined) return undefined;
  const face = faceFor(host, vip, undefined, name.span, context);
  return face === undefined ? undefined : { host, interface: face.interface, span: on.span };
}
