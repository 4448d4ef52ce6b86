/** The real servers of a virtual server, and its sorry server. */
import type { Report } from "../problems/problem.ts";
import { parseAddress, type Address, type Family } from "../semantics/net/address.ts";
import type { Field, Fields } from "../vocabulary/field.ts";
import { checks, refusesChecks } from "./checks.ts";
import { each, endpoints, find, given, has, isFlawed, numberField, textField, type Table } from "./fields.ts";
import {
  addressOf,
  type Check,
  type Host,
  type RealServer,
  type RealServerAddress,
  type Vip,
  type VirtualServer,
} from "./topology.ts";

export type ServerContext = {
  readonly hosts: Table<Host>;
  readonly vips: Table<Vip>;
  /** Which host has an address. */
  readonly owners: ReadonlyMap<string, { readonly host: string }>;
  readonly report: Report;
};

export type Target = {
  readonly context: ServerContext;
  /** Of the addresses of the vips. */
  readonly families: readonly Family[];
  readonly how: "dr" | "nat" | "tun";
  readonly port: number;
  readonly ports: readonly number[];
};

/** Addresses and port of a real or sorry server; undefined after a problem. */
function serverAddress(field: Field, target: Target): RealServerAddress | undefined {
  const { families } = target;
  const { report, hosts, owners } = target.context;
  const at = endpoints(field)[0];
  if (at === undefined) return undefined;
  const literal = parseAddress(at.value.host);
  let host: Host | undefined;
  let addresses: readonly Address[];
  if (literal !== undefined) {
    host = hosts.get(owners.get(literal.text)?.host ?? "");
    addresses = [literal];
  } else {
    host = find(hosts, "host", { value: at.value.host, span: at.span }, report);
    if (host === undefined) return undefined;
    const own = host;
    addresses = each(families, (family) => addressOf(own, family)?.address);
    if (addresses.length === 0 && isFlawed(hosts, host.name)) return undefined;
  }
  if (target.how !== "tun" && !addresses.some((a) => families.includes(a.family))) {
    const message = `\`${at.value.host}\` has no IPv${families.join(" or IPv")} address, as the vip has`;
    report({
      code: "virtual-server/family",
      severity: "error",
      message,
      span: at.span,
      help: "give the host an address of that family",
    });
    return undefined;
  }
  const port = at.value.port ?? target.port;
  if (target.how !== "nat" && at.value.port !== undefined && !target.ports.includes(port)) {
    report({
      code: "virtual-server/port",
      severity: "error",
      message: `\`forward ${target.how}\` cannot change the port ${target.port} to ${port}: keepalived would reset it without a word`,
      span: at.span,
      help: `listen on ${target.port} there, or use \`forward nat\``,
    });
    return undefined;
  }
  return given<RealServerAddress>({ host, addresses, port, forward: target.how, span: at.span });
}

/** DR and tunnels keep the port, so a sorry server on another one is reached by NAT. */
export function sorryServer(field: Field, target: Target): VirtualServer["sorryServer"] {
  const port = endpoints(field)[0]?.value.port ?? target.port;
  const how = target.ports.includes(port) ? target.how : "nat";
  return serverAddress(field, { ...target, how });
}

export function realServer(
  field: Field,
  service: Fields,
  inherited: readonly Check[],
  target: Target,
): RealServer | undefined {
  const at = serverAddress(field, target);
  if (at === undefined) return undefined;
  const { fields } = field;
  const upper = numberField(fields, "upper_threshold");
  const lower = numberField(fields, "lower_threshold");
  if (upper !== undefined && lower !== undefined && lower.value > upper.value) {
    const message = "the lower threshold is above the upper one; the kernel refuses that";
    target.context.report({
      code: "virtual-server/threshold",
      severity: "error",
      message,
      span: lower.span,
      related: [{ span: upper.span, message: "the upper one" }],
      help: "swap them",
    });
  }
  return given<RealServer>({
    host: at.host,
    addresses: at.addresses,
    port: at.port,
    forward: at.forward,
    span: at.span,
    weight: numberField(fields, "weight") ?? { value: 1, span: field.span },
    upperThreshold: upper?.value,
    lowerThreshold: lower?.value,
    notifyUp: textField(fields, "notify_up")?.value,
    notifyDown: textField(fields, "notify_down")?.value,
    inhibitOnFailure: has(fields, "inhibit_on_failure"),
    checks: has(fields, "check") ? checks(fields, target.context.report) : inherited,
    uncheckedByChoice: refusesChecks(has(fields, "check") ? fields : service),
  });
}

export function checkDuplicates(servers: readonly RealServer[], report: Report): void {
  // Mostly each has an address of its own.
  const own = new Set<string | undefined>();
  for (let i = 0; i < servers.length; i++) own.add(servers[i]?.addresses[0]?.text);
  if (own.size === servers.length) return;
  const seen = new Map<string, RealServer>();
  for (const server of servers) {
    let key = String(server.port);
    for (const { text } of server.addresses) key += ` ${text}`;
    const before = seen.get(key);
    if (before === undefined) seen.set(key, server);
    else {
      const message = `${server.host?.name ?? server.addresses[0]?.text ?? "this"} is already a real server here; keepalived removes the second`;
      report({
        code: "virtual-server/duplicate",
        severity: "error",
        message,
        span: server.span,
        related: [{ span: before.span, message: "first stated here" }],
        help: "remove it, or use `weight`",
      });
    }
  }
}
