/** Virtual servers, real servers and checks. */
import type { Report } from "../problems/problem.ts";
import { parseAddress, type Address, type Family } from "../semantics/net/address.ts";
import type { Located } from "../text/source.ts";
import type { Field, Fields } from "../vocabulary/read.ts";
import type { EndpointText, StatusRange } from "../vocabulary/values.ts";
import {
  all,
  endpoints,
  find,
  has,
  isFlawed,
  maybe,
  numberField,
  one,
  textField,
  texts,
  type Table,
} from "./fields.ts";
import { nativeDirectives } from "./native.ts";
import type {
  Check,
  Endpoint,
  Host,
  Protocol,
  RealServer,
  RealServerAddress,
  Vip,
  VirtualServer,
} from "./topology.ts";

export type ServerContext = {
  readonly hosts: Table<Host>;
  readonly vips: Table<Vip>;
  /** Which host has an address. */
  readonly owners: ReadonlyMap<string, { readonly host: string }>;
  readonly report: Report;
};

export function buildVirtualServer(field: Field, context: ServerContext): VirtualServer | undefined {
  const { report } = context;
  const { fields } = field;
  const heads = endpoints(field);
  const built = heads.flatMap((head) => buildEndpoint(head, has(fields, "fwmark"), context));
  const first = heads[0];
  const endpoint = built[0];
  const forward = textField(fields, "forward");
  if (first === undefined || endpoint === undefined || forward === undefined) return undefined;
  const protocol = protocolOf(first, textField(fields, "protocol"), report);
  const how = forward.value as "dr" | "nat" | "tun";
  const families = new Set(
    built.flatMap((e) => [...e.vip.addresses, ...e.vip.excluded].map((a) => a.address.family)),
  );
  const target = { families, how, port: endpoint.port, ports: built.map((e) => e.port), ...context };
  const own = checks(fields, report);
  const realServers = all(fields, "real_server").flatMap((f) => realServer(f, own, target));
  checkDuplicates(realServers, report);
  const sorry = one(fields, "sorry_server");
  const scheduler = one(fields, "scheduler");
  const schedulerName = texts(scheduler)[0];
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
  const tunnel = one(fields, "tunnel");
  const tunnelType = texts(tunnel)[0]?.value;
  return {
    name: endpoint.vip.name + (endpoint.port === 0 ? "" : `:${endpoint.port}`),
    span: field.span,
    endpoints: built,
    protocol,
    ...maybe("fwmark", numberField(fields, "fwmark")),
    forward: { value: how, span: forward.span },
    ...maybe(
      "tunnel",
      tunnel === undefined || tunnelType === undefined
        ? undefined
        : {
            type: tunnelType as "ipip" | "gre" | "gue",
            ...maybe("port", numberField(tunnel.fields, "port")?.value),
            ...maybe(
              "checksum",
              textField(tunnel.fields, "checksum")?.value as "nocsum" | "csum" | "remcsum" | undefined,
            ),
          },
    ),
    scheduler: schedulerName ?? { value: "wlc", span: field.span },
    schedulerFlags: schedulerFlags(scheduler, report),
    onePacket: ops !== undefined,
    ...maybe("persistence", numberField(fields, "persistence")),
    ...maybe("persistenceGranularity", numberField(fields, "persistence_granularity")),
    ...maybe("persistenceEngine", has(fields, "persistence_engine") ? ("sip" as const) : undefined),
    ...maybe("quorum", numberField(fields, "quorum")),
    ...maybe("hysteresis", numberField(fields, "hysteresis")),
    ...maybe("quorumUp", textField(fields, "quorum_up")?.value),
    ...maybe("quorumDown", textField(fields, "quorum_down")?.value),
    alpha: has(fields, "alpha"),
    omega: has(fields, "omega"),
    inhibitOnFailure: has(fields, "inhibit_on_failure"),
    ...maybe("virtualhost", textField(fields, "virtualhost")?.value),
    ...maybe("sorryServer", sorry === undefined ? undefined : sorryServer(sorry, target)),
    realServers,
    native: nativeDirectives(one(fields, "keepalived")?.native ?? []),
  };
}

function buildEndpoint(head: Located<EndpointText>, marked: boolean, context: ServerContext): Endpoint[] {
  const vip = find(context.vips, "vip", { value: head.value.host, span: head.span }, context.report);
  if (vip === undefined) return [];
  if (head.value.port === undefined && !marked) {
    const message = `\`${head.value.host}\` needs a port`;
    context.report({
      code: "virtual-server/port",
      severity: "error",
      message,
      span: head.span,
      help: `write \`${head.value.host}:80\``,
    });
    return [];
  }
  return [{ vip, port: head.value.port ?? 0, span: head.span }];
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

type Target = ServerContext & {
  readonly families: ReadonlySet<Family>;
  readonly how: "dr" | "nat" | "tun";
  readonly port: number;
  readonly ports: readonly number[];
};

/** Addresses and port of a real or sorry server; undefined after a problem. */
function serverAddress(field: Field, target: Target): RealServerAddress | undefined {
  const { report, hosts } = target;
  const at = endpoints(field)[0];
  if (at === undefined) return undefined;
  const literal = parseAddress(at.value.host);
  let host: Host | undefined;
  let addresses: readonly Address[];
  if (literal !== undefined) {
    host = hosts.get(target.owners.get(literal.text)?.host ?? "");
    addresses = [literal];
  } else {
    host = find(hosts, "host", { value: at.value.host, span: at.span }, report);
    if (host === undefined) return undefined;
    const faces = host.interfaces;
    addresses = [...target.families].flatMap((family) => {
      const own = faces.flatMap((i) => i.addresses).find((a) => a.address.family === family);
      return own === undefined ? [] : [own.address];
    });
    if (addresses.length === 0 && isFlawed(hosts, host.name)) return undefined;
  }
  const wanted = [...target.families];
  if (target.how !== "tun" && !addresses.some((a) => target.families.has(a.family))) {
    const message = `\`${at.value.host}\` has no IPv${wanted.join(" or IPv")} address, as the vip has`;
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
  return { ...maybe("host", host), addresses, port, span: at.span };
}

/** DR and tunnels keep the port, so a sorry server on another one is reached by NAT. */
function sorryServer(field: Field, target: Target): VirtualServer["sorryServer"] {
  const port = endpoints(field)[0]?.value.port ?? target.port;
  const how = target.ports.includes(port) ? target.how : "nat";
  const at = serverAddress(field, { ...target, how });
  return at === undefined ? undefined : { ...at, forward: how };
}

function realServer(field: Field, inherited: readonly Check[], target: Target): RealServer[] {
  const at = serverAddress(field, target);
  if (at === undefined) return [];
  const { fields } = field;
  const upper = numberField(fields, "upper_threshold");
  const lower = numberField(fields, "lower_threshold");
  if (upper !== undefined && lower !== undefined && lower.value > upper.value) {
    const message = "the lower threshold is above the upper one; the kernel refuses that";
    target.report({
      code: "virtual-server/threshold",
      severity: "error",
      message,
      span: lower.span,
      related: [{ span: upper.span, message: "the upper one" }],
      help: "swap them",
    });
  }
  return [
    {
      ...at,
      weight: numberField(fields, "weight") ?? { value: 1, span: field.span },
      ...maybe("upperThreshold", upper?.value),
      ...maybe("lowerThreshold", lower?.value),
      ...maybe("notifyUp", textField(fields, "notify_up")?.value),
      ...maybe("notifyDown", textField(fields, "notify_down")?.value),
      inhibitOnFailure: has(fields, "inhibit_on_failure"),
      checks: has(fields, "check") ? checks(fields, target.report) : inherited,
    },
  ];
}

function checkDuplicates(servers: readonly RealServer[], report: Report): void {
  const seen = new Map<string, RealServer>();
  for (const server of servers) {
    const key = `${server.addresses.map((a) => a.text).join()} ${server.port}`;
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

/** Words of the check block that only some kinds have. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  path: ["http", "ssl"],
  status: ["http", "ssl"],
  digest: ["http", "ssl"],
  virtualhost: ["http", "ssl"],
  sni: ["ssl"],
  helo: ["smtp"],
  type: ["dns"],
  name: ["dns"],
  payload: ["udp"],
  reply: ["udp"],
  script: ["misc"],
  dynamic: ["misc"],
  user: ["misc"],
};

function checks(fields: Fields, report: Report): readonly Check[] {
  return all(fields, "check").flatMap((field) => check(field, report));
}

function check(field: Field, report: Report): Check[] {
  const kind = texts(field)[0]?.value as Check["kind"] | "none" | undefined;
  const { fields } = field;
  if (kind === undefined || kind === "none") return [];
  for (const [name, kinds] of Object.entries(ONLY)) {
    const wrong = one(fields, name);
    if (wrong !== undefined && !kinds.includes(kind)) {
      const message = `\`${name}\` belongs to ${kinds.map((k) => `\`check ${k}\``).join(" and ")}`;
      report({
        code: "check/word",
        severity: "error",
        message,
        span: wrong.span,
        help: "remove it, or change the kind of check",
      });
    }
  }
  const timing = {
    span: field.span,
    ...maybe("every", numberField(fields, "every")?.value),
    ...maybe("timeout", numberField(fields, "timeout")?.value),
    ...maybe("retry", numberField(fields, "retry")?.value),
    ...maybe("delayBeforeRetry", numberField(fields, "delay_before_retry")?.value),
    ...maybe("warmup", numberField(fields, "warmup")?.value),
    ...maybe("port", numberField(fields, "port")?.value),
  };
  switch (kind) {
    case "http":
    case "ssl": {
      const paths = all(fields, "path").flatMap(texts);
      const status = (one(fields, "status")?.args ?? []).map((a) => a.value as StatusRange);
      const digest = textField(fields, "digest");
      if (digest !== undefined && !/^[0-9a-f]{32}$/i.test(digest.value)) {
        report({
          code: "word/value",
          severity: "error",
          message: "an MD5 digest is 32 hex digits",
          span: digest.span,
          help: "see `genhash`",
        });
      }
      for (const path of paths) {
        if (!path.value.startsWith("/")) {
          report({
            code: "word/value",
            severity: "error",
            message: `\`${path.value}\` does not begin with \`/\``,
            span: path.span,
            help: `write \`/${path.value}\``,
          });
        }
      }
      const urls = (paths.length === 0 ? ["/"] : paths.map((p) => p.value)).map((path) => ({
        path,
        status,
        ...maybe("digest", digest?.value),
      }));
      return [
        {
          ...timing,
          kind,
          urls,
          sni: has(fields, "sni"),
          ...maybe("virtualhost", textField(fields, "virtualhost")?.value),
        },
      ];
    }
    case "tcp":
    case "ping":
      return [{ ...timing, kind }];
    case "smtp":
      return [{ ...timing, kind, ...maybe("helo", textField(fields, "helo")?.value) }];
    case "dns":
      return [
        {
          ...timing,
          kind,
          ...maybe("type", textField(fields, "type")?.value),
          ...maybe("name", textField(fields, "name")?.value),
        },
      ];
    case "udp":
      for (const { hex, pattern } of [
        { hex: textField(fields, "payload"), pattern: /^[0-9a-f]{1,2}(?: ?[0-9a-f]{2}| [0-9a-f])*$/i },
        { hex: textField(fields, "reply"), pattern: /^[0-9a-fx]{1,2}(?: ?[0-9a-fx]{2}| [0-9a-fx])*$/i },
      ]) {
        if (hex === undefined || (hex.value.length <= 900 && pattern.test(hex.value))) continue;
        report({
          code: "word/value",
          severity: "error",
          message: `\`${hex.value}\` is not hexadecimal`,
          span: hex.span,
          help: "write pairs of hex digits",
        });
      }
      return [
        {
          ...timing,
          kind,
          ...maybe("payload", textField(fields, "payload")?.value),
          ...maybe("reply", textField(fields, "reply")?.value),
        },
      ];
    case "misc": {
      const script = textField(fields, "script");
      if (script === undefined) {
        if (has(fields, "script") || field.flawed) return [];
        const message = "`check misc` needs `script`";
        report({
          code: "word/missing",
          severity: "error",
          message,
          span: field.span,
          help: 'add `script "COMMAND"`',
        });
        return [];
      }
      return [
        {
          ...timing,
          kind,
          script: script.value,
          dynamic: has(fields, "dynamic"),
          ...maybe("user", textField(fields, "user")?.value),
        },
      ];
    }
  }
}
