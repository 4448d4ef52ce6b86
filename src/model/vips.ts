/** VIPs. */
import type { Report } from "../problems/problem.ts";
import type { Located } from "../text/source.ts";
import type { Field, Fields } from "../vocabulary/field.ts";
import { checkDirectors, director, ownerOf, type VipContext } from "./directors.ts";
import { all, each, given, has, numberField, one, prefixes, textField, texts } from "./fields.ts";
import { nativeDirectives } from "./native.ts";
import type { Vip, VipAddress } from "./topology.ts";
import { tracksOf } from "./tracks.ts";

const NOTIFY = [
  { word: "notify_master", event: "master" },
  { word: "notify_backup", event: "backup" },
  { word: "notify_fault", event: "fault" },
  { word: "notify_stop", event: "stop" },
  { word: "notify", event: "any" },
] as const;

const PLACED = ["nopreempt", "preempt_delay", "strict", "accept", "no_accept", "advert_int"] as const;

export function buildVip(field: Field, name: Located<string>, context: VipContext): Vip | undefined {
  const { report, networkOf } = context;
  const { fields } = field;
  const stated = vipAddresses([field, ...all(fields, "address")], fields, context);
  const excluded = vipAddresses(all(fields, "excluded"), fields, context);
  const first = stated[0];
  if (first === undefined) return undefined;
  const addresses = ofOneFamily(stated, first, report);
  const version = first.address.family === 6 ? 3 : (numberField(fields, "version")?.value ?? 2);
  const auth = textField(fields, "auth_pass");
  checkAuth(auth, version, report);
  const interval = numberField(fields, "advert_int");
  checkInterval(interval, version, report);
  const directors = each(all(fields, "director"), (f) => director(f, first, context));
  checkDirectors(directors, report);
  const owner = ownerOf(field, first, context);
  const isOpen = field.isOpen;
  if (!isOpen && owner === undefined && all(fields, "director").length === 0 && !mentionsOwner(field)) {
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
  return given<Vip>({
    name: name.value,
    span: field.span,
    addresses,
    excluded,
    owner,
    directors: owner === undefined ? directors : [],
    virtualRouterId: routerId,
    advertInterval: interval?.value ?? 1,
    version: version === 3 ? 3 : 2,
    auth: auth && {
      type: textField(fields, "auth_type")?.value === "AH" ? "AH" : "PASS",
      password: auth,
    },
    mode: mode === "unicast" ? "unicast" : "multicast",
    nopreempt: has(fields, "nopreempt"),
    preemptDelay: numberField(fields, "preempt_delay")?.value,
    tracks: tracksOf(all(fields, "track"), report),
    strict: has(fields, "strict"),
    accept: !has(fields, "no_accept"),
    spans: spansOf(fields),
    notify: each(NOTIFY, ({ word, event }) => {
      const script = textField(fields, word);
      return script && { event, script: script.value, span: script.span };
    }),
    native: nativeDirectives(one(fields, "keepalived")?.native ?? []),
  });
}

function spansOf(fields: Fields): Vip["spans"] {
  const spans: { -readonly [word in keyof Vip["spans"]]: Vip["spans"][word] } = {};
  for (const word of PLACED) {
    const stated = one(fields, word);
    if (stated !== undefined) spans[word] = stated.span;
  }
  return spans;
}

function mentionsOwner(field: Field): boolean {
  return has(field.fields, "on");
}

function vipAddresses(fields: readonly Field[], vip: Fields, context: VipContext): readonly VipAddress[] {
  const lists = fields.map((field) => vipAddressesOf(field, vip, context));
  return (lists.length === 1 ? lists[0] : undefined) ?? lists.flat();
}

/** The vip's addresses of the family of the first; others are reported. */
function ofOneFamily(
  stated: readonly VipAddress[],
  first: VipAddress,
  report: Report,
): readonly VipAddress[] {
  if (stated.length === 1) return stated;
  const { family } = first.address;
  const others = stated.filter((a) => a.address.family !== family);
  for (const { span } of others) {
    report({
      code: "vip/mixed-families",
      severity: "error",
      message: "VRRP advertises addresses of one family; keepalived would ignore this one",
      span,
      related: [{ span: first.span, message: `the first address makes it IPv${family}` }],
      help: "state it as `excluded`, or as a vip of its own",
    });
  }
  return others.length === 0 ? stated : stated.filter((a) => a.address.family === family);
}

/** Whether a host may have the addresses of a vip. */
function mayHold(vip: Fields, host: string): boolean {
  return [...all(vip, "director"), ...all(vip, "on")].some((f) => texts(f).some((t) => t.value === host));
}

function vipAddressesOf(
  field: Field,
  vip: Fields,
  { networkOf, owners, report }: VipContext,
): readonly VipAddress[] {
  return prefixes(field).map(({ value, span }): VipAddress => {
    const owner = owners.get(value.address.text);
    // On another host the address is an alias, which the ARP rules judge.
    if (owner !== undefined && mayHold(vip, owner.host)) {
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
    return given<VipAddress>({ address: value.address, length, span, network: found?.network });
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
