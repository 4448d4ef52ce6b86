/** VIPs, their directors and trackers. */
import type { Report } from "../problems/problem.ts";
import type { Located, Span } from "../text/source.ts";
import type { Field } from "../vocabulary/read.ts";
import {
  all,
  find,
  has,
  isFlawed,
  maybe,
  numberField,
  one,
  prefixes,
  textField,
  texts,
  type Table,
} from "./fields.ts";
import type { NetworkIndex } from "./hosts.ts";
import { nativeDirectives } from "./native.ts";
import type {
  Director,
  Host,
  Interface,
  InterfaceAddress,
  Network,
  Track,
  Vip,
  VipAddress,
} from "./topology.ts";

export type VipContext = {
  readonly hosts: Table<Host>;
  readonly networkOf: NetworkIndex;
  /** False when a network has a reported flaw. */
  readonly networksKnown: boolean;
  /** Which host has an address. */
  readonly owners: ReadonlyMap<string, { readonly host: string; readonly span: Span }>;
  readonly report: Report;
};

const NOTIFY = {
  notify_master: "master",
  notify_backup: "backup",
  notify_fault: "fault",
  notify_stop: "stop",
  notify: "any",
} as const;

export function buildVip(field: Field, name: Located<string>, context: VipContext): Vip | undefined {
  const { report, networkOf } = context;
  const { fields } = field;
  const stated: VipAddress[] = [field, ...all(fields, "address")].flatMap((f) => vipAddresses(f, context));
  const excluded = all(fields, "excluded").flatMap((f) => vipAddresses(f, context));
  const first = stated[0];
  if (first === undefined) return undefined;
  const addresses = stated.filter((a) => {
    if (a.address.family === first.address.family) return true;
    report({
      code: "vip/mixed-families",
      severity: "error",
      message: "VRRP advertises addresses of one family; keepalived would ignore this one",
      span: a.span,
      related: [{ span: first.span, message: `the first address makes it IPv${first.address.family}` }],
      help: "state it as `excluded`, or as a vip of its own",
    });
    return false;
  });
  const version = first.address.family === 6 ? 3 : (numberField(fields, "version")?.value ?? 2);
  const auth = textField(fields, "auth_pass");
  checkAuth(auth, version, report);
  const interval = numberField(fields, "advert_int");
  checkInterval(interval, version, report);
  const directors = all(fields, "director").flatMap((f) => director(f, first, context));
  checkDirectors(directors, report);
  const owner = ownerOf(field, first, context);
  if (owner === undefined && all(fields, "director").length === 0 && !mentionsOwner(field)) {
    const help = "add `director HOST priority N` for each that may, or `on HOST`";
    report({
      code: "vip/no-owner",
      severity: "error",
      message: `no host holds the vip \`${name.value}\``,
      span: name.span,
      help,
    });
    return undefined;
  }
  const network = networkOf(first.address)?.network;
  const routerId = numberField(fields, "virtual_router_id");
  if (!mentionsOwner(field) && !has(fields, "virtual_router_id") && !field.flawed) {
    const help = "add `virtual_router_id N`, 1 to 255, not used by others on the segment";
    report({
      code: "word/missing",
      severity: "error",
      message: `the vip \`${name.value}\` needs \`virtual_router_id\``,
      span: name.span,
      help,
    });
  }
  const mode = textField(fields, "vrrp")?.value ?? network?.vrrp ?? "multicast";
  return {
    name: name.value,
    span: field.span,
    addresses,
    excluded,
    ...maybe("owner", owner),
    directors: owner === undefined ? directors : [],
    ...maybe("virtualRouterId", routerId),
    advertInterval: interval?.value ?? 1,
    version: version === 3 ? 3 : 2,
    ...maybe(
      "auth",
      auth === undefined
        ? undefined
        : {
            type: textField(fields, "auth_type")?.value === "AH" ? ("AH" as const) : ("PASS" as const),
            password: auth,
          },
    ),
    mode: mode === "unicast" ? "unicast" : "multicast",
    nopreempt: has(fields, "nopreempt"),
    ...maybe("preemptDelay", numberField(fields, "preempt_delay")?.value),
    tracks: all(fields, "track").flatMap((f) => track(f, report)),
    strict: has(fields, "strict"),
    accept: !has(fields, "no_accept"),
    notify: Object.entries(NOTIFY).flatMap(([word, event]) => {
      const script = textField(fields, word);
      return script === undefined ? [] : [{ event, script: script.value, span: script.span }];
    }),
    native: nativeDirectives(one(fields, "keepalived")?.native ?? []),
  };
}

function mentionsOwner(field: Field): boolean {
  return has(field.fields, "on");
}

function vipAddresses(field: Field, { networkOf, owners, report }: VipContext): VipAddress[] {
  return prefixes(field).map(({ value, span }): VipAddress => {
    const owner = owners.get(value.address.text);
    if (owner !== undefined) {
      report({
        code: "vip/host-address",
        severity: "error",
        message: `${value.address.text} is the own address of \`${owner.host}\`: keepalived would take it off that host`,
        span,
        related: [{ span: owner.span, message: "the host's address" }],
        help: "give the vip an address that no host has",
      });
    }
    const found = networkOf(value.address);
    const length = value.length ?? found?.length ?? (value.address.family === 4 ? 32 : 128);
    return { address: value.address, length, span, ...maybe("network", found?.network) };
  });
}

function checkAuth(auth: Located<string> | undefined, version: number, report: Report): void {
  if (auth === undefined) return;
  if (version === 3) {
    const message = "VRRP version 3 has no authentication; keepalived ignores the password";
    report({
      code: "vip/auth-version",
      severity: "error",
      message,
      span: auth.span,
      help: "remove `auth_pass`",
    });
  } else if (new TextEncoder().encode(auth.value).length > 8) {
    const message = "keepalived cuts a password to its first 8 bytes";
    report({
      code: "vip/auth-length",
      severity: "error",
      message,
      span: auth.span,
      help: "use 8 bytes or fewer",
    });
  }
}

function checkInterval(interval: Located<number> | undefined, version: number, report: Report): void {
  if (interval === undefined) return;
  if (version === 2 && (!Number.isInteger(interval.value) || interval.value < 1)) {
    const message = "VRRP version 2 counts whole seconds; keepalived would round this";
    report({
      code: "vip/advert-interval",
      severity: "error",
      message,
      span: interval.span,
      help: "use whole seconds, or `version 3`",
    });
  } else if (version === 3 && interval.value >= 40.96) {
    const message = "VRRP version 3 takes less than 40.96 s";
    report({
      code: "vip/advert-interval",
      severity: "error",
      message,
      span: interval.span,
      help: "use 40s or less",
    });
  }
}

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
  if (!context.networksKnown || isFlawed(context.hosts, host.name)) return undefined;
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

function director(field: Field, vip: VipAddress, context: VipContext): Director[] {
  const name = texts(field)[0];
  const host = name === undefined ? undefined : find(context.hosts, "host", name, context.report);
  const priority = numberField(field.fields, "priority");
  if (host === undefined || name === undefined) return [];
  const face = faceFor(host, vip, textField(field.fields, "interface"), name.span, context);
  if (face === undefined || priority === undefined) return [];
  return [{ host, priority, span: field.span, ...face }];
}

function checkDirectors(directors: readonly Director[], report: Report): void {
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

function ownerOf(field: Field, vip: VipAddress, context: VipContext): Vip["owner"] {
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

function track(field: Field, report: Report): Track[] {
  const name = texts(field)[0]?.value ?? "";
  const { fields, span } = field;
  const weight = numberField(fields, "weight")?.value ?? 0;
  const script = textField(fields, "script");
  const process = textField(fields, "process");
  const face = textField(fields, "interface");
  const given = ["script", "process", "interface"].filter((word) => has(fields, word));
  if (given.length === 0 && field.flawed) return [];
  if (given.length !== 1) {
    const message = `\`track ${name}\` needs one of \`script\`, \`process\` and \`interface\``;
    report({ code: "word/arguments", severity: "error", message, span, help: "say what is tracked" });
    return [];
  }
  if (script !== undefined) {
    const interval = wholeSeconds(numberField(fields, "every"), report) ?? 1;
    return [
      {
        kind: "script",
        name,
        script: script.value,
        interval,
        weight,
        span,
        ...maybe("timeout", wholeSeconds(numberField(fields, "timeout"), report)),
        ...maybe("rise", numberField(fields, "rise")?.value),
        ...maybe("fall", numberField(fields, "fall")?.value),
        ...maybe("user", textField(fields, "user")?.value),
      },
    ];
  }
  if (process !== undefined) {
    return [
      {
        kind: "process",
        name,
        process: process.value,
        weight,
        span,
        ...maybe("quorum", numberField(fields, "quorum")?.value),
        ...maybe("delay", numberField(fields, "delay")?.value),
      },
    ];
  }
  return face === undefined ? [] : [{ kind: "interface", name: face.value, weight, span }];
}

/** keepalived counts a script's interval and timeout in whole seconds. */
function wholeSeconds(value: Located<number> | undefined, report: Report): number | undefined {
  if (value !== undefined && !Number.isInteger(value.value)) {
    const message = "keepalived counts this in whole seconds";
    report({ code: "word/value", severity: "error", message, span: value.span, help: "use whole seconds" });
    return undefined;
  }
  return value?.value;
}
