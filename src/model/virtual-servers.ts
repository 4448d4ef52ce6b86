/** Virtual servers. */
import type { Report } from "../problems/problem.ts";
import { parseAddress, type Family } from "../semantics/net/address.ts";
import type { Located, Span } from "../text/source.ts";
import type { Field, Fields } from "../vocabulary/field.ts";
import type { EndpointText } from "../vocabulary/values.ts";
import { checks } from "./checks.ts";
import {
  all,
  each,
  endpoints,
  find,
  given,
  has,
  numberField,
  one,
  textAt,
  textField,
  texts,
  type Table,
} from "./fields.ts";
import { nativeDirectives } from "./native.ts";
import { checkDuplicates, realServer, sorryServer, type ServerContext, type Target } from "./real-servers.ts";
import type { Endpoint, Protocol, RealServer, Vip, VirtualServer } from "./topology.ts";

export function buildVirtualServer(field: Field, context: ServerContext): VirtualServer | undefined {
  const { report } = context;
  const { fields } = field;
  const heads = endpoints(field);
  const built = each(heads, (head) => buildEndpoint(head, has(fields, "fwmark"), context));
  const first = heads[0];
  const endpoint = built[0];
  const forward = textField(fields, "forward");
  if (first === undefined || endpoint === undefined || forward === undefined) return undefined;
  const protocol = protocolOf(first, textField(fields, "protocol"), report);
  const how = forward.value as "dr" | "nat" | "tun";
  const target: Target = {
    context,
    families: familiesOf(built),
    how,
    port: endpoint.port,
    ports: built.map((e) => e.port),
  };
  const own = checks(fields, report);
  const realServers = each(all(fields, "real_server"), (f) => realServer(f, fields, own, target));
  checkDuplicates(realServers, report);
  checkFamilies(endpoint.vip, realServers, target, first.span);
  const sorry = one(fields, "sorry_server");
  const scheduler = one(fields, "scheduler");
  const schedulerName = textAt(scheduler, 0);
  const ops = one(fields, "ops");
  if (ops !== undefined && protocol !== "udp" && !has(fields, "fwmark")) {
    const message = "one packet scheduling needs UDP; keepalived would reset it";
    report({
      code: "virtual-server/ops",
      severity: "error",
      message,
      span: ops.span,
      help: "remove `ops`, or write `protocol udp`",
    });
  }
  return given<VirtualServer>({
    name: endpoint.vip.name + (endpoint.port === 0 ? "" : `:${endpoint.port}`),
    span: field.span,
    endpoints: built,
    protocol,
    fwmark: numberField(fields, "fwmark"),
    forward: { value: how, span: forward.span },
    tunnel: tunnelOf(fields, report),
    scheduler: schedulerName ?? { value: "wlc", span: field.span },
    schedulerFlags: schedulerFlags(scheduler, report),
    onePacket: ops !== undefined,
    persistence: numberField(fields, "persistence"),
    persistenceGranularity: numberField(fields, "persistence_granularity"),
    persistenceEngine: has(fields, "persistence_engine") ? "sip" : undefined,
    quorum: numberField(fields, "quorum"),
    hysteresis: numberField(fields, "hysteresis"),
    quorumUp: textField(fields, "quorum_up")?.value,
    quorumDown: textField(fields, "quorum_down")?.value,
    alpha: has(fields, "alpha"),
    omega: has(fields, "omega"),
    inhibitOnFailure: has(fields, "inhibit_on_failure"),
    virtualhost: textField(fields, "virtualhost")?.value,
    sorryServer: sorry && sorryServer(sorry, target),
    realServers,
    native: nativeDirectives(one(fields, "keepalived")?.native ?? []),
  });
}

/** The vip that has this address and no other: then the address stands for it. */
function vipOfAddress(text: string, vips: Table<Vip>): Vip | undefined {
  const address = parseAddress(text);
  if (address === undefined) return undefined;
  return [...vips.values()].find((v) => {
    const all = [...v.addresses, ...v.excluded];
    return all.length === 1 && all[0]?.address.text === address.text;
  });
}

const FOUR: readonly Family[] = [4];
const SIX: readonly Family[] = [6];

function familiesOf(endpoints: readonly Endpoint[]): readonly Family[] {
  const only = endpoints.length === 1 ? endpoints[0]?.vip : undefined;
  // The advertised addresses of a vip are of one family.
  if (only?.excluded.length === 0) return only.addresses[0]?.address.family === 4 ? FOUR : SIX;
  const families = new Set<Family>();
  for (const { vip } of endpoints) {
    for (const { address } of vip.addresses) families.add(address.family);
    for (const { address } of vip.excluded) families.add(address.family);
  }
  return [...families];
}

/** keepalived refuses a service without real servers, which a family that none of them has would be. */
function checkFamilies(vip: Vip, servers: readonly RealServer[], target: Target, span: Span): void {
  if (target.how === "tun" || target.families.length === 1 || servers.length === 0) return;
  const missing = target.families.find((f) => !servers.some((s) => s.addresses.some((a) => a.family === f)));
  if (missing === undefined) return;
  target.context.report({
    code: "virtual-server/family",
    severity: "error",
    message: `no real server has an IPv${missing} address, as \`${vip.name}\` has: keepalived would refuse a service without real servers`,
    span,
    help: `give a real server an IPv${missing} address, or make that address a vip of its own`,
  });
}

function tunnelOf(fields: Fields, report: Report): VirtualServer["tunnel"] {
  const tunnel = one(fields, "tunnel");
  const type = textAt(tunnel, 0)?.value;
  if (tunnel === undefined || type === undefined) return undefined;
  judgeTunnel(type, tunnel, report);
  // Unsaid it is ipip, also to versions that know no types.
  if (type === "ipip" && tunnel.fields.size === 0) return undefined;
  return given<NonNullable<VirtualServer["tunnel"]>>({
    type: type as "ipip" | "gre" | "gue",
    port: numberField(tunnel.fields, "port")?.value,
    checksum: textField(tunnel.fields, "checksum")?.value as "nocsum" | "csum" | "remcsum" | undefined,
  });
}

/** What keepalived refuses of a tunnel. */
function judgeTunnel(type: string, tunnel: Field, report: Report): void {
  const refuse = (span: Span, message: string, help: string): void =>
    report({ code: "virtual-server/tunnel", severity: "error", message, span, help });
  const port = numberField(tunnel.fields, "port");
  const checksum = textField(tunnel.fields, "checksum");
  if (type === "gue" && port === undefined && !tunnel.flawed)
    refuse(
      tunnel.span,
      "a gue tunnel needs a port: keepalived refuses the file",
      "write `tunnel gue port 6080`",
    );
  if (type !== "gue" && port !== undefined)
    refuse(port.span, `an ${type} tunnel has no port: keepalived refuses the file`, "remove `port`");
  if (checksum !== undefined && (type === "ipip" || (type === "gre" && checksum.value === "remcsum")))
    refuse(
      checksum.span,
      `an ${type} tunnel has no such checksum: keepalived refuses the file`,
      type === "gre" ? "write `csum` or `nocsum`" : "remove `checksum`",
    );
}

function buildEndpoint(
  head: Located<EndpointText>,
  marked: boolean,
  context: ServerContext,
): Endpoint | undefined {
  const vip =
    vipOfAddress(head.value.host, context.vips) ??
    find(context.vips, "vip", { value: head.value.host, span: head.span }, context.report);
  if (vip === undefined) return undefined;
  if (head.value.port === undefined && !marked) {
    const message = `\`${head.value.host}\` needs a port`;
    context.report({
      code: "virtual-server/port",
      severity: "error",
      message,
      span: head.span,
      help: `write \`${head.value.host}:80\``,
    });
    return undefined;
  }
  return { vip, port: head.value.port ?? 0, span: head.span };
}

function protocolOf(
  head: Located<EndpointText>,
  stated: Located<string> | undefined,
  report: Report,
): Protocol {
  const inHead = head.value.protocol;
  if (inHead !== undefined && stated !== undefined && inHead !== stated.value) {
    const message = `the protocol is \`${inHead}\` in the head and \`${stated.value}\` here`;
    report({
      code: "virtual-server/protocol",
      severity: "error",
      message,
      span: stated.span,
      related: [{ span: head.span, message: "the head" }],
      help: "state it once",
    });
  }
  return inHead ?? (stated?.value as Protocol | undefined) ?? "tcp";
}

function schedulerFlags(field: Field | undefined, report: Report): readonly string[] {
  const [scheduler, ...flags] = texts(field);
  return flags.flatMap((flag) => {
    const needs = /^(sh|mh)-/.exec(flag.value)?.[1];
    if (needs === undefined || needs === scheduler?.value) return [flag.value];
    const message = `\`${flag.value}\` belongs to the scheduler \`${needs}\`; keepalived ignores it here`;
    report({
      code: "virtual-server/scheduler-flag",
      severity: "error",
      message,
      span: flag.span,
      help: `write \`scheduler ${needs} ${flag.value}\``,
    });
    return [];
  });
}
